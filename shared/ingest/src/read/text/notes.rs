//! What was noticed while a text was read: repaired lines, left-out zero bytes, letters that mean nothing.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::record::{RowWarning, Source};

/// How many rows a warning names.
const NAMED: usize = 20;

/// One reading's notes. A later reading of the same file finds the same, or less if it stops early.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    /// The first rows with bytes that are not of the encoding.
    pub(super) rows: Vec<u32>,
    /// How many such rows there are.
    pub(super) count: u64,
    /// How many zero bytes were left out.
    pub(super) zeros: u64,
}

impl Notes {
    pub(super) fn repaired(&mut self, row: u32) {
        self.count += 1;
        if self.rows.len() < NAMED {
            self.rows.push(row);
        }
    }

    /// Keeps the notes of the reading that saw more.
    pub(super) fn take(&mut self, other: &Self) {
        if other.count > self.count {
            self.count = other.count;
            self.rows.clone_from(&other.rows);
        }
        self.zeros = self.zeros.max(other.zeros);
    }

    pub(super) fn warnings(&self, encoding: &str) -> impl Iterator<Item = RowWarning> {
        let repaired = (self.count > 0).then(|| self.repair_warning(encoding));
        let zeros = (self.zeros > 0).then(|| RowWarning {
            code: "zero_bytes_removed",
            message: format!("{} zero bytes were left out of the text; check how the file was written", self.zeros),
            source: None,
            value: None,
        });
        repaired.into_iter().chain(zeros)
    }

    fn repair_warning(&self, encoding: &str) -> RowWarning {
        let rows = self.rows.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        let more = if self.count > self.rows.len() as u64 { ", ..." } else { "" };
        let done = match encoding {
            "UTF-8" => "they were read as Windows-1252",
            _ => "what cannot be read is shown as \u{fffd}",
        };
        RowWarning {
            code: "encoding_repaired",
            message: format!(
                "{} lines are not {encoding} (rows {rows}{more}); {done}: check their letters, \
                 or save the file as UTF-8 and send it again",
                self.count
            ),
            source: self.rows.first().map(|row| Source { sheet: 0, row: *row, column: None }),
            value: None,
        }
    }
}

/// The notes, also after a reader panicked: they are only ever replaced whole.
pub(super) fn lock(notes: &Mutex<Notes>) -> MutexGuard<'_, Notes> {
    notes.lock().unwrap_or_else(PoisonError::into_inner)
}
