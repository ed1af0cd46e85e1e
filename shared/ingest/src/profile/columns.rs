//! Which column gives which field.

use crate::format::{Field, Format, Words};
use crate::value::text::header_key;

/// The columns of each field, in the order of their spellings: the first with a value in a row counts.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    by_field: Vec<Vec<u16>>,
}

impl Columns {
    /// The columns of the format's fields among these header keys.
    pub(crate) fn resolve(format: &Format, keys: &[String]) -> Self {
        let by_field = Field::ALL.iter().map(|field| find_all(format.spellings(*field), keys)).collect();
        Self { by_field }
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

    /// All columns that give any field, once each.
    pub(crate) fn used(&self) -> Vec<u16> {
        let mut used: Vec<u16> = self.by_field.iter().flatten().copied().collect();
        used.sort_unstable();
        used.dedup();
        used
    }
}

/// The first column of each spelling that is there, in the order of the spellings.
fn find_all(spellings: &[String], keys: &[String]) -> Vec<u16> {
    let mut found: Vec<u16> = Vec::new();
    for spelling in spellings {
        let key = header_key(spelling);
        let at = keys.iter().position(|k| *k == key).map(|at| at as u16);
        found.extend(at.filter(|at| !found.contains(at)));
    }
    found
}

/// The column of a header by any of several spellings.
pub(crate) fn find(spellings: &Words, keys: &[String]) -> Option<u16> {
    find_all(spellings.as_slice(), keys).first().copied()
}
