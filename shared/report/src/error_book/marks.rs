//! What is wrong, by sheet and row.

use std::collections::{BTreeMap, HashMap};

use crate::ErrorLine;

/// All that is wrong in a workbook, by the names of its sheets.
#[derive(Debug, Default)]
pub(super) struct Marks(HashMap<String, OfSheet>);

/// All that is wrong in one sheet.
#[derive(Debug, Default)]
pub(super) struct OfSheet {
    rows: BTreeMap<u32, Mark>,
    /// What is wrong with no row in particular, or with one that had no place for a reason.
    loose: Vec<String>,
}

/// What is wrong with one row.
#[derive(Debug, Default)]
pub(super) struct Mark {
    row: u32,
    reasons: Vec<String>,
    columns: Vec<u16>,
    /// The row is wrong, not one cell of it.
    whole: bool,
}

impl Marks {
    pub(super) fn of(errors: &[ErrorLine]) -> Self {
        let mut marks = Self::default();
        for error in errors {
            let sheet = marks.0.entry(error.sheet.clone()).or_default();
            let reason = match &error.column {
                Some(column) => format!("{column}: {}", error.message),
                None => error.message.clone(),
            };
            let Some(row) = error.row else {
                sheet.loose.push(reason);
                continue;
            };
            let mark = sheet.rows.entry(row).or_insert_with(|| Mark { row, ..Mark::default() });
            if !mark.reasons.contains(&reason) {
                mark.reasons.push(reason);
            }
            match error.column_no {
                Some(column) => mark.columns.push(column),
                None => mark.whole = true,
            }
        }
        marks
    }

    /// Takes what is wrong in the sheet of this name.
    pub(super) fn of_sheet(&mut self, name: &str) -> OfSheet {
        self.0.remove(name).unwrap_or_default()
    }
}

impl OfSheet {
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.loose.is_empty()
    }

    pub(super) fn take(&mut self, row: u32) -> Option<Mark> {
        self.rows.remove(&row)
    }

    pub(super) fn keep_for_the_end(&mut self, mark: Mark) {
        self.rows.insert(mark.row, mark);
    }

    /// What has not been said beside its row, each with its row.
    pub(super) fn left(&self) -> impl Iterator<Item = String> {
        let of_rows = self.rows.values().map(|mark| format!("row {}: {}", mark.row, mark.reason()));
        of_rows.chain(self.loose.iter().cloned())
    }
}

impl Mark {
    /// All reasons in one text.
    pub(super) fn reason(&self) -> String {
        self.reasons.join("; ")
    }

    pub(super) fn colours(&self, column: u16) -> bool {
        self.whole || self.columns.contains(&column)
    }

    /// The columns of its bad cells, ascending.
    pub(super) fn columns(&self) -> impl Iterator<Item = u16> {
        let mut columns = self.columns.clone();
        columns.sort_unstable();
        columns.dedup();
        columns.into_iter()
    }
}
