//! Which column gives which field.

use std::collections::BTreeMap;

use crate::format::{Field, Format, Words, letter_of};
use crate::value::text::header_key;

/// The columns of each field, in the order of their spellings: the first with a value in a row counts.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    by_field: Vec<Vec<u16>>,
}

impl Columns {
    /// The columns of the format's fields among these header keys.
    pub(crate) fn resolve(format: &Format, keys: &[String]) -> Self {
        let of = |field| format.columns.get(field).map_or_else(Vec::new, |words| find_all(words, keys));
        Self { by_field: Field::ALL.iter().map(of).collect() }
    }

    /// The columns of these words.
    pub(crate) fn of_words(words: &BTreeMap<Field, Words>, keys: &[String]) -> Self {
        let mut columns = Self::default();
        for (field, words) in words {
            columns.set(*field, find_all(words, keys));
        }
        columns
    }

    /// The columns of a field; none where the sheet has none.
    pub fn of(&self, field: Field) -> &[u16] {
        self.by_field.get(field.index()).map_or(&[], Vec::as_slice)
    }

    /// Whether the sheet has a column for the field.
    pub fn has(&self, field: Field) -> bool {
        !self.of(field).is_empty()
    }

    /// Gives a field other columns: those under a label.
    pub(crate) fn set(&mut self, field: Field, columns: Vec<u16>) {
        self.by_field.resize(Field::COUNT, Vec::new());
        self.by_field[field.index()] = columns;
    }

    /// The same without the figures that stand under labels: a sum of the row beside them is none of them.
    pub(crate) fn without_figures(&self) -> Self {
        let mut rest = self.clone();
        for field in Field::NUMBERS.into_iter().filter(|field| *field != Field::Price) {
            rest.set(field, Vec::new());
        }
        rest
    }

    /// All columns that give any field, once each.
    pub(crate) fn used(&self) -> Vec<u16> {
        self.of_those(|_| true)
    }

    /// All columns that give any of the fields of which this holds, once each.
    pub(crate) fn of_those(&self, holds: impl Fn(Field) -> bool) -> Vec<u16> {
        let fields = Field::ALL.iter().filter(|field| holds(**field));
        let mut found: Vec<u16> = fields.flat_map(|field| self.of(*field)).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Sorted columns as runs of such beside one another: the first and the last of each.
pub(crate) fn runs(columns: &[u16]) -> Vec<(u16, u16)> {
    columns.chunk_by(|a, b| a + 1 == *b).map(|run| (run[0], run[run.len() - 1])).collect()
}

/// The column of a single spelling.
pub(crate) fn find_one(spelling: &str, keys: &[String]) -> Option<u16> {
    column_of(spelling, &header_key(spelling), keys)
}

/// The first column of each spelling that is there, in the order of the spellings.
fn find_all(words: &Words, keys: &[String]) -> Vec<u16> {
    let mut found: Vec<u16> = Vec::new();
    for (spelling, key) in words.as_slice().iter().zip(words.keys()) {
        found.extend(column_of(spelling, key, keys).filter(|at| !found.contains(at)));
    }
    found
}

/// A letter names its column, unless another header has been said to stand for it.
fn column_of(spelling: &str, key: &str, keys: &[String]) -> Option<u16> {
    let named = keys.iter().position(|k| k == key).map(|at| at as u16);
    named.or_else(|| letter_of(spelling))
}

/// The column of a header by any of several spellings.
pub(crate) fn find(spellings: &Words, keys: &[String]) -> Option<u16> {
    find_all(spellings, keys).first().copied()
}
