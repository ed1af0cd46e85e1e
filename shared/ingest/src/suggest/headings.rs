//! Rows of a single text between the rows of a table: they name the store of the rows below, or are not read and told.

use serde::{Deserialize, Serialize};

use super::header::Head;
use super::known::Known;
use super::proposal::Proposal;
use super::sample::Sample;
use super::words::{dictionary, key};
use crate::format::Field;
use crate::parse::is_total_word;

/// Rows of a single text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headings {
    /// Whether they name the store of the rows below; else nothing of them is read.
    pub stores: bool,
    /// The label in front of each.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The first of them.
    pub example: String,
}

impl Headings {
    /// The same for people.
    pub(super) fn in_words(&self) -> String {
        let Self { stores, example, .. } = self;
        if *stores {
            format!("rows with a single text, such as {example:?}, name the store of the rows below")
        } else {
            format!(
                "rows with a single text, such as {example:?}, stand between the rows and are not read; if they are stores, \
                 keep the mapping and give its format [rows] with heading = \"store\""
            )
        }
    }
}

/// The headings of a table, if it has several.
pub(super) fn find(sample: &Sample, head: Head, proposal: &Proposal, known: &Known) -> Option<Headings> {
    head.at?;
    let alone: Vec<&str> = (head.below()..sample.rows.len()).filter_map(|at| heading(sample, at)).collect();
    let example = (*alone.first().filter(|_| alone.len() > 1)?).to_owned();
    let label = example.split_once(':').map(|(label, _)| format!("{label}:")).unwrap_or_default();
    let is_labelled = !label.is_empty()
        && alone.iter().all(|text| text.starts_with(&label))
        && dictionary().meanings(&key(&label)).says(Field::Store);
    let label = if is_labelled { label } else { String::new() };
    let are_known = alone.iter().filter(|text| known.has_store(text)).count() * 2 >= alone.len();
    // Rows above the first heading would have no store.
    let first = heading(sample, head.below()).is_some();
    let stores = first && (is_labelled || are_known) && !proposal.gives(Field::Store);
    Some(Headings { stores, label, example })
}

/// The only text of a row that has rows with more below it.
fn heading(sample: &Sample, at: usize) -> Option<&str> {
    let only = |at: usize| {
        let mut filled = sample.rows.get(at)?.1.iter().filter(|text| !text.is_empty());
        filled.next().filter(|_| filled.next().is_none())
    };
    let text = only(at)?;
    let is_word = text.chars().any(char::is_alphabetic) && !is_total_word(text);
    (is_word && at + 1 < sample.rows.len() && only(at + 1).is_none()).then_some(text.as_str())
}
