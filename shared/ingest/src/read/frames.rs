//! The cells of a workbook as bytes: what the reading child writes to its standard output, and how it is read back.
//!
//! A stream is the eight bytes of [`MAGIC`] and then frames, each a tag (one byte), the size of what follows (u32)
//! and that. All numbers are little-endian; a text is its size (u32) and UTF-8.
//!
//! | tag | frame | holds |
//! |---|---|---|
//! | 1 | sheet | flags (bit 0: hidden), name; its rows follow, up to the next sheet or the end |
//! | 2 | row | number (u32, 1-based), cells: column (u16, 0-based, ascending), kind, value |
//! | 3 | end | nothing: the book is complete |
//! | 4 | error | code, message, sheet (empty: none), row (u32, 0: none): the book is refused |
//! | 5 | note | code, message, row (u32, 0: none): a warning about the sheet, after its rows |
//! | 6 | hidden row | as a row, but people do not see it |
//! | 7 | hide | nothing: people do not see the sheet, which showed after its rows only |
//! | 8 | property | name, value: a document property that this program wrote; before the first sheet |
//!
//! Kinds of cells: 1 text, 2 number (f64), 3 date (i64, milliseconds since 1970-01-01), 4 truth value (one byte),
//! 5 error value (text). Empty cells and rows without cells are left out.

use std::io::{self, Write};

use chrono::DateTime;

use crate::cells::{Cell, Row};
use crate::error::FileError;
use crate::record::RowWarning;

/// The first bytes of a stream; the last digit is the version of this layout.
pub const MAGIC: &[u8; 8] = b"SOCELLS3";

/// Tag of a sheet.
pub(super) const SHEET: u8 = 1;
/// Tag of a row.
pub(super) const ROW: u8 = 2;
/// Tag of the end.
pub(super) const END: u8 = 3;
/// Tag of a refusal.
pub(super) const ERROR: u8 = 4;
/// Tag of a warning about a sheet.
pub(super) const NOTE: u8 = 5;
/// Tag of a hidden row.
pub(super) const HIDDEN_ROW: u8 = 6;
/// Tag that makes a sheet hidden.
pub(super) const HIDE: u8 = 7;
/// Tag of a document property.
pub(super) const PROPERTY: u8 = 8;

const TEXT: u8 = 1;
const NUMBER: u8 = 2;
const DATE: u8 = 3;
const BOOL: u8 = 4;
const ERROR_VALUE: u8 = 5;

/// Writes one frame.
pub(super) fn write(out: &mut dyn Write, tag: u8, body: &[u8]) -> io::Result<()> {
    let size = u32::try_from(body.len()).map_err(|_| io::Error::other("a frame is larger than 4 GiB"))?;
    out.write_all(&[tag])?;
    out.write_all(&size.to_le_bytes())?;
    out.write_all(body)
}

/// Writes the frame that a sheet begins with.
pub(super) fn write_sheet(out: &mut dyn Write, name: &str, hidden: bool) -> io::Result<()> {
    let mut body = vec![u8::from(hidden)];
    put_text(&mut body, name);
    write(out, SHEET, &body)
}

/// Writes the frame of a document property.
pub(super) fn write_property(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    let mut body = Vec::new();
    put_text(&mut body, name);
    put_text(&mut body, value);
    write(out, PROPERTY, &body)
}

/// Writes the frame of a refusal.
pub(super) fn write_error(out: &mut dyn Write, error: &FileError) -> io::Result<()> {
    let mut body = Vec::new();
    for text in [error.code, &error.message, error.sheet.as_deref().unwrap_or_default()] {
        put_text(&mut body, text);
    }
    body.extend_from_slice(&error.row.unwrap_or_default().to_le_bytes());
    write(out, ERROR, &body)
}

/// Writes the frame of a warning about the sheet that was begun last.
pub(super) fn write_note(out: &mut dyn Write, note: &RowWarning) -> io::Result<()> {
    let mut body = Vec::new();
    put_text(&mut body, note.code);
    put_text(&mut body, &note.message);
    body.extend_from_slice(&note.source.map_or(0, |source| source.row).to_le_bytes());
    write(out, NOTE, &body)
}

/// Begins the body of a row's frame.
pub(super) fn put_row(body: &mut Vec<u8>, number: u32) {
    body.clear();
    body.extend_from_slice(&number.to_le_bytes());
}

/// Appends a cell to a row's body; an empty one is left out.
pub(super) fn put_cell(body: &mut Vec<u8>, column: u16, cell: Cell<'_>) {
    if cell == Cell::Empty {
        return;
    }
    body.extend_from_slice(&column.to_le_bytes());
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            body.push(TEXT);
            put_text(body, text);
        }
        Cell::Number(number) => {
            body.push(NUMBER);
            body.extend_from_slice(&number.to_le_bytes());
        }
        Cell::Date(date) => {
            body.push(DATE);
            body.extend_from_slice(&date.and_utc().timestamp_millis().to_le_bytes());
        }
        Cell::Bool(value) => body.extend_from_slice(&[BOOL, u8::from(value)]),
        Cell::Error(text) => {
            body.push(ERROR_VALUE);
            put_text(body, text);
        }
    }
}

fn put_text(body: &mut Vec<u8>, text: &str) {
    body.extend_from_slice(&(text.len() as u32).to_le_bytes());
    body.extend_from_slice(text.as_bytes());
}

/// The body of a frame as it is taken apart; `None` wherever it is shorter than it says.
pub(super) struct Body<'a>(pub(super) &'a [u8]);

impl<'a> Body<'a> {
    /// A sheet's name and whether it is hidden.
    pub(super) fn sheet(mut self) -> Option<(String, bool)> {
        let hidden = self.byte()? & 1 != 0;
        Some((self.text()?.to_owned(), hidden))
    }

    /// Name and value of a document property.
    pub(super) fn property(mut self) -> Option<(String, String)> {
        Some((self.text()?.to_owned(), self.text()?.to_owned()))
    }

    /// Code, message, sheet and row of a refusal.
    pub(super) fn error(mut self) -> Option<(&'a str, &'a str, &'a str, u32)> {
        Some((self.text()?, self.text()?, self.text()?, u32::from_le_bytes(self.array()?)))
    }

    /// Code, message and row of a warning.
    pub(super) fn note(mut self) -> Option<(&'a str, &'a str, u32)> {
        Some((self.text()?, self.text()?, u32::from_le_bytes(self.array()?)))
    }

    /// Puts a row's cells into `row`.
    pub(super) fn row(mut self, row: &mut Row) -> Option<()> {
        row.begin(u32::from_le_bytes(self.array()?));
        while !self.0.is_empty() {
            row.pad_to(usize::from(u16::from_le_bytes(self.array()?)));
            match self.byte()? {
                TEXT => row.push_text(self.text()?),
                NUMBER => row.push(Cell::Number(f64::from_le_bytes(self.array()?))),
                DATE => {
                    let date = DateTime::from_timestamp_millis(i64::from_le_bytes(self.array()?))?;
                    row.push(Cell::Date(date.naive_utc()));
                }
                BOOL => row.push(Cell::Bool(self.byte()? != 0)),
                ERROR_VALUE => row.push(Cell::Error(self.text()?)),
                _ => return None,
            }
        }
        Some(())
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn text(&mut self) -> Option<&'a str> {
        let size = u32::from_le_bytes(self.array()?) as usize;
        let (text, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}
