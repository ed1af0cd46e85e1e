//! A sheet as canonical CSV: what the reader saw, for people and scripts to look at.
//!
//! RFC 4180 in UTF-8 with LF line ends; a cell is quoted where it must be. Numbers are written with all their
//! digits and a point, dates as `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS[.fff]`, truth values as TRUE and FALSE, error
//! values as they stand. Rows stay as wide as they were read, and a row without cells is an empty line, so that the
//! line of a row is its number (a text's cells with line breaks included).

use std::io::{self, Write};

use chrono::{NaiveDateTime, NaiveTime};

use crate::book::{Book, SheetInfo};
use crate::cells::{Cell, Row};
use crate::error::{FileError, ReadError};

/// Which sheet was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its index in the book.
    pub sheet: usize,
    /// The sheets that were not written, in order.
    pub others: Vec<SheetInfo>,
    /// How many rows were written.
    pub rows: u64,
}

/// Writes one sheet of `book`: the one named, else the first that people see and that has rows (or, if none is
/// seen, the first with rows).
pub fn write_csv(book: &dyn Book, sheet: Option<&str>, out: &mut dyn Write) -> Result<Written, ReadError> {
    let sheet = match sheet {
        Some(name) => named(book, name)?,
        None => first_with_rows(book)?,
    };
    let rows = write_rows(book, sheet, out)?;
    let others = book.sheets().iter().enumerate().filter(|(at, _)| *at != sheet).map(|(_, info)| info.clone());
    Ok(Written { sheet, others: others.collect(), rows })
}

fn named(book: &dyn Book, name: &str) -> Result<usize, ReadError> {
    book.sheets().iter().position(|sheet| sheet.name == name).ok_or_else(|| {
        let names: Vec<String> = book.sheets().iter().map(|sheet| format!("{:?}", sheet.name)).collect();
        let message = format!("the file has no sheet {name:?}; it has {}", names.join(", "));
        FileError::new("no_such_sheet", message).into()
    })
}

fn first_with_rows(book: &dyn Book) -> Result<usize, ReadError> {
    let mut row = Row::new();
    for hidden in [false, true] {
        for (at, sheet) in book.sheets().iter().enumerate() {
            if sheet.hidden == hidden && book.open(at)?.next(&mut row)? {
                return Ok(at);
            }
        }
    }
    Ok(0)
}

fn write_rows(book: &dyn Book, sheet: usize, out: &mut dyn Write) -> Result<u64, ReadError> {
    let is_text = book.sheets().get(sheet).is_some_and(|sheet| sheet.name.is_empty());
    let mut rows = book.open(sheet)?;
    let (mut row, mut written, mut expected) = (Row::new(), 0, 1);
    while rows.next(&mut row)? {
        for _ in expected..row.number() {
            out.write_all(b"\n")?;
        }
        let breaks = write_row(&row, out)?;
        expected = row.number() + 1 + if is_text { breaks } else { 0 };
        written += 1;
    }
    Ok(written)
}

/// Gives how many line breaks stand inside the row's cells.
fn write_row(row: &Row, out: &mut dyn Write) -> io::Result<u32> {
    let mut breaks = 0;
    for (at, cell) in row.cells().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        match cell {
            // A single empty cell would look like an empty line.
            Cell::Empty if row.len() == 1 => out.write_all(b"\"\"")?,
            Cell::Empty => {}
            Cell::Text(text) | Cell::Error(text) => breaks += write_text(text, out)?,
            Cell::Number(number) => write!(out, "{number}")?,
            Cell::Bool(value) => out.write_all(if value { b"TRUE" } else { b"FALSE" })?,
            Cell::Date(date) => write!(out, "{}", date_text(date))?,
        }
    }
    out.write_all(b"\n")?;
    Ok(breaks)
}

fn write_text(text: &str, out: &mut dyn Write) -> io::Result<u32> {
    if !text.contains(['"', ',', '\n', '\r']) {
        out.write_all(text.as_bytes())?;
        return Ok(0);
    }
    write!(out, "\"{}\"", text.replace('"', "\"\""))?;
    Ok(text.matches('\n').count() as u32)
}

fn date_text(date: NaiveDateTime) -> String {
    let layout = if date.time() == NaiveTime::MIN { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S%.f" };
    date.format(layout).to_string()
}
