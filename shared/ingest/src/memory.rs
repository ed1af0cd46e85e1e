//! A book of rows already in memory: for previews of a mapping, and for tests.

use crate::book::{Book, Rows, SheetInfo};
use crate::cells::{Cell, Row};
use crate::error::ReadError;

/// A small book whose cells are all text. Not for files: it holds everything.
#[derive(Clone, Debug, Default)]
pub struct MemoryBook {
    sheets: Vec<SheetInfo>,
    rows: Vec<Vec<Vec<String>>>,
}

impl MemoryBook {
    /// A book of one nameless sheet, as a text file is.
    pub fn of_rows<R, C>(rows: R) -> Self
    where
        R: IntoIterator<Item = C>,
        C: IntoIterator,
        C::Item: Into<String>,
    {
        Self::default().with_sheet("", rows)
    }

    /// The same with one more sheet.
    #[must_use]
    pub fn with_sheet<R, C>(mut self, name: &str, rows: R) -> Self
    where
        R: IntoIterator<Item = C>,
        C: IntoIterator,
        C::Item: Into<String>,
    {
        self.sheets.push(SheetInfo { name: name.to_owned(), hidden: false });
        self.rows.push(rows.into_iter().map(|row| row.into_iter().map(Into::into).collect()).collect());
        self
    }
}

impl Book for MemoryBook {
    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn open(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        let rows = self.rows.get(sheet).map_or(&[][..], Vec::as_slice);
        Ok(Box::new(MemoryRows { rows, at: 0 }))
    }
}

struct MemoryRows<'a> {
    rows: &'a [Vec<String>],
    at: usize,
}

impl Rows for MemoryRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let Some(cells) = self.rows.get(self.at) else { return Ok(false) };
        self.at += 1;
        row.begin(self.at as u32);
        for cell in cells {
            row.push(if cell.trim().is_empty() { Cell::Empty } else { Cell::Text(cell) });
        }
        Ok(true)
    }
}
