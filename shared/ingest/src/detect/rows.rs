//! Whether the rows of a file say whose it is.

use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::Format;
use crate::profile::find_column;
use crate::profile::header::{self, Search};
use crate::value::cell;

/// Whether all rows of a sheet that say anything in the columns asked say what the format's rows say; `None` where it has
/// none of the columns, or nothing in them. All of them are read: a list of several vendors may begin with this one's.
pub(super) fn say(book: &dyn Book, sheet: usize, format: &Format) -> Result<Option<bool>, ReadError> {
    let asked = format.recognise.rows.as_slice();
    if asked.is_empty() {
        return Ok(None);
    }
    let mut rows = book.open(sheet)?;
    let Search::Found(header) = header::find(rows.as_mut(), format)? else { return Ok(None) };
    let asked: Vec<_> = asked.iter().filter_map(|c| Some((c, find_column(&c.column, &header.keys)?))).collect();
    let mut row = Row::new();
    let mut any = false;
    while !asked.is_empty() && rows.next(&mut row)? {
        for (condition, column) in &asked {
            let text = cell::text(row.cell(usize::from(*column)));
            if text.is_empty() || condition.column.matches(&text) {
                continue;
            }
            if !condition.holds(&text) {
                return Ok(Some(false));
            }
            any = true;
        }
    }
    Ok(any.then_some(true))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::book::{Rows, SheetInfo};
    use crate::memory::MemoryBook;

    /// A book that counts the rows that are read of it.
    struct Counting {
        book: MemoryBook,
        read: Cell<usize>,
    }

    struct Counted<'a>(Box<dyn Rows + 'a>, &'a Cell<usize>);

    impl Book for Counting {
        fn sheets(&self) -> &[SheetInfo] {
            self.book.sheets()
        }

        fn open(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
            Ok(Box::new(Counted(self.book.open(sheet)?, &self.read)))
        }
    }

    impl Rows for Counted<'_> {
        fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
            let any = self.0.next(row)?;
            self.1.set(self.1.get() + usize::from(any));
            Ok(any)
        }
    }

    const FORMAT: &str = r#"
code = "ours"
title = "Ours"
vendor = "ours"
[match]
rows = { column = "Reseller", is = "Us" }
[columns]
product = "Item"
quantity = "Pieces"
[policy]
reports = "periods"
grain = "month"
"#;

    /// What the rows of these resellers say, and how many rows were read for it.
    fn said(header: &str, resellers: &[&str]) -> (Option<bool>, usize) {
        let table = [["Item", "Pieces", header]].into_iter().chain(resellers.iter().map(|of| ["Soap", "1", *of]));
        let book = Counting { book: MemoryBook::of_rows(table), read: Cell::new(0) };
        let format = Format::from_toml(FORMAT).expect("a format");
        (say(&book, 0, &format).expect("readable"), book.read.get())
    }

    #[test]
    fn a_single_other_row_ends_the_reading_and_only_the_whole_sheet_says_yes() {
        let many = ["Us"; 1000];
        assert_eq!(said("Reseller", &many), (Some(true), 1001));
        assert_eq!(said("Reseller", &[&["Us", "", "They"], &many[..]].concat()), (Some(false), 4));
    }

    #[test]
    fn a_file_without_the_column_says_nothing_and_is_not_read() {
        assert_eq!(said("Remark", &["Us"; 1000]), (None, 1));
        assert_eq!(said("Reseller", &["", " "]), (None, 3));
    }
}
