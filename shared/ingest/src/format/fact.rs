//! What is said outside the table: in the name of the file or sheet, in a title, in a cell of another sheet.

use schemars::JsonSchema;
use serde::Deserialize;

use super::field::Field;
use super::rules::InfoCell;
use super::words::Pattern;

/// Something outside the table that counts for all of its rows, where no column says otherwise.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Where its text stands.
    pub from: Option<Outside>,
    /// Or the cell that holds it.
    pub cell: Option<InfoCell>,
    /// What of the text counts: groups named after fields, or the first group. The whole text, if nothing is said.
    pub pattern: Option<Pattern>,
    /// The field that it gives, where the groups of the pattern do not say so by their names.
    pub gives: Option<Field>,
}

/// A text outside the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outside {
    /// The file's name, without its ending.
    FileName,
    /// The sheet's name.
    SheetName,
    /// A cell above the header; with blocks, a cell of the block's own title.
    Title,
    /// The title nearest above the header.
    LastTitle,
}

impl Fact {
    /// The fields that it may give.
    pub fn fields(&self) -> Vec<Field> {
        match (self.gives, &self.pattern) {
            (Some(field), _) => vec![field],
            (None, Some(pattern)) => pattern.fields(),
            (None, None) => Vec::new(),
        }
    }

    /// What this text says of each field; `None` where it is not such a text.
    pub(crate) fn read(&self, text: &str) -> Option<Vec<(Field, String)>> {
        let text = crate::value::text::tidy(text);
        if text.is_empty() {
            return None;
        }
        let Some(pattern) = &self.pattern else { return self.gives.map(|field| vec![(field, text.to_owned())]) };
        let Some(field) = self.gives else { return pattern.named(text) };
        let groups = pattern.regex().captures(text)?;
        let found = groups.get(1).or_else(|| groups.get(0))?;
        Some(vec![(field, found.as_str().trim().to_owned())])
    }
}
