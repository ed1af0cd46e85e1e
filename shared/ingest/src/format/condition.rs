//! Conditions on a row: one column and what it must say.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Pattern, Words};
use crate::value::text::header_key;

/// What one column of a row must say. All that is given must hold.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The column's header, by any of several spellings.
    pub column: Words,
    /// One of these, compared as headers are; `*` stands for anything.
    pub is: Option<Words>,
    /// None of these.
    pub not: Option<Words>,
    /// This pattern is found in it.
    pub matches: Option<Pattern>,
    /// Whether it must be empty (`true`) or filled (`false`).
    pub blank: Option<bool>,
}

impl Condition {
    /// Whether the text of the column fulfils it.
    pub fn holds(&self, text: &str) -> bool {
        self.is.as_ref().is_none_or(|words| words.matches(text))
            && self.not.as_ref().is_none_or(|words| !words.matches(text))
            && self.matches.as_ref().is_none_or(|pattern| pattern.regex().is_match(text))
            && self.blank.is_none_or(|blank| header_key(text).is_empty() == blank)
    }

    /// Whether it asks anything at all.
    pub(crate) fn asks(&self) -> bool {
        self.is.is_some() || self.not.is_some() || self.matches.is_some() || self.blank.is_some()
    }
}
