//! The first rows of a sheet as texts: all that a proposal looks at.

use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::value::cell;

/// How many rows of a sheet are looked at, and how many columns of a row.
const ROWS: usize = 320;
const COLUMNS: usize = 500;
/// No further row is taken once so many bytes were.
const BYTES: usize = 2 << 20;

/// A sheet's first rows that are not blank, with their numbers.
pub(super) struct Sample {
    /// Its index in the book.
    pub(super) sheet: usize,
    /// Its name; empty for a text file.
    pub(super) name: String,
    pub(super) rows: Vec<(u32, Vec<String>)>,
}

impl Sample {
    /// Reads them.
    pub(super) fn of(book: &dyn Book, sheet: usize) -> Result<Self, ReadError> {
        let name = book.sheets().get(sheet).map(|info| info.name.clone()).unwrap_or_default();
        let mut rows = Vec::new();
        let mut reader = book.open(sheet)?;
        let (mut row, mut bytes) = (Row::new(), 0);
        while rows.len() < ROWS && bytes < BYTES && reader.next(&mut row)? {
            let texts: Vec<String> = row.cells().take(COLUMNS).map(|c| cell::text(c).into_owned()).collect();
            bytes += texts.iter().map(|text| text.len() + size_of::<String>()).sum::<usize>();
            if texts.iter().any(|text| !text.is_empty()) {
                rows.push((row.number(), texts));
            }
        }
        Ok(Self { sheet, name, rows })
    }

    /// How many columns its rows have.
    pub(super) fn width(&self) -> usize {
        self.rows.iter().map(|(_, texts)| texts.len()).max().unwrap_or(0)
    }

    /// A cell of its row at an index.
    pub(super) fn text(&self, at: usize, column: usize) -> &str {
        self.rows.get(at).and_then(|(_, texts)| texts.get(column)).map_or("", String::as_str)
    }
}
