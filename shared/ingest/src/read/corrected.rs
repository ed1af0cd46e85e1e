//! A table with the column of reasons that a workbook of row errors has: the column is left out, wherever the table was
//! saved since. A workbook that still has its document properties also says whose errors it corrects, and gives its
//! sheets the names that they had in the sender's file.

use sellout_model::error_workbook::{REASON_HEADER, SHEET_PROPERTY, SOURCE_PROPERTY, TEXT_SOURCE, UPLOAD_PROPERTY};

use crate::book::{Book, Rows, SheetInfo};
use crate::cells::{Cell, Row};
use crate::error::ReadError;
use crate::record::RowWarning;
use crate::value::text::tidy;

/// How many rows of a sheet are looked at for the header of the column.
const LOOKED_AT: u32 = 100;

/// The id of the upload whose row errors the book corrects, as its properties say.
pub fn corrects(book: &dyn Book) -> Option<&str> {
    property(book, UPLOAD_PROPERTY)
}

/// A book without its columns of reasons.
#[derive(Debug)]
pub struct WithoutReasons<B> {
    book: B,
    sheets: Vec<SheetInfo>,
}

impl<B: Book> WithoutReasons<B> {
    /// The same book, its sheets under their true names.
    pub fn of(book: B) -> Self {
        let mut sheets = book.sheets().to_vec();
        for sheet in &mut sheets {
            if let Some(name) = property(&book, &format!("{SHEET_PROPERTY}{}", sheet.name)) {
                name.clone_into(&mut sheet.name);
            }
        }
        if let [only] = &mut sheets[..]
            && property(&book, SOURCE_PROPERTY) == Some(TEXT_SOURCE)
        {
            only.name.clear();
        }
        Self { book, sheets }
    }
}

fn property<'b>(book: &'b dyn Book, name: &str) -> Option<&'b str> {
    book.properties().iter().find(|(given, _)| given == name).map(|(_, value)| value.trim())
}

impl<B: Book> Book for WithoutReasons<B> {
    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn open(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        Ok(Box::new(Left { rows: self.book.open(sheet)?, looked_at: 0, reasons: None }))
    }

    fn warnings(&self) -> Vec<RowWarning> {
        self.book.warnings()
    }

    fn properties(&self) -> &[(String, String)] {
        self.book.properties()
    }
}

/// The rows of a sheet, without what stands in the column of reasons.
struct Left<'a> {
    rows: Box<dyn Rows + 'a>,
    looked_at: u32,
    reasons: Option<usize>,
}

impl Rows for Left<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        while self.rows.next(row)? {
            if self.reasons.is_none() && self.looked_at < LOOKED_AT {
                self.looked_at += 1;
                self.reasons = row.cells().position(is_header);
            }
            let Some(column) = self.reasons else { return Ok(true) };
            row.empty(column);
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn is_header(cell: Cell<'_>) -> bool {
    matches!(cell, Cell::Text(text) if tidy(text) == REASON_HEADER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::MemoryBook;

    fn rows(book: &dyn Book) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut found) = (book.open(0).unwrap(), Row::new(), Vec::new());
        while rows.next(&mut row).unwrap() {
            found.push(row.cells().map(|cell| crate::value::cell::text(cell).into_owned()).collect());
        }
        found
    }

    #[test]
    fn the_column_of_reasons_and_notes_below_the_table_are_left_out() {
        let table = [vec!["ean", "units", REASON_HEADER], vec!["1", "", "units: is missing"], vec!["", "", "9 more"]];
        assert_eq!(rows(&WithoutReasons::of(MemoryBook::of_rows(table))), [vec!["ean", "units"], vec!["1"]]);
        let other = [vec!["ean", "sellout", "reason"], vec!["1", "2", "3"]];
        assert_eq!(rows(&WithoutReasons::of(MemoryBook::of_rows(other.clone()))), other);
    }
}
