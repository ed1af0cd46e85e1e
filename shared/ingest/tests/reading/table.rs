//! Bytes as a text table, and what was read of it, in a form to compare.

use std::io::Write;

use sellout_ingest::read::{Limits, TextBook};
use sellout_ingest::{Book, Cell, ReadError, Row, RowWarning};
use tempfile::NamedTempFile;

pub(crate) fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

pub(crate) fn open(bytes: &[u8]) -> (NamedTempFile, TextBook) {
    let file = file(bytes);
    let book = TextBook::open(file.path(), None, Limits::default()).unwrap();
    (file, book)
}

/// A row's number, its cells, and its fault if it has one.
#[derive(Debug, PartialEq)]
pub(crate) struct Line(pub(crate) u32, pub(crate) Vec<String>, pub(crate) Option<&'static str>);

pub(crate) fn line(number: u32, cells: &[&str]) -> Line {
    Line(number, cells.iter().map(ToString::to_string).collect(), None)
}

pub(crate) fn lines(book: &TextBook) -> Result<Vec<Line>, ReadError> {
    let (mut rows, mut row, mut found) = (book.open(0)?, Row::new(), Vec::new());
    while rows.next(&mut row)? {
        let cells = row.cells().map(|cell| match cell {
            Cell::Text(text) => text.to_owned(),
            Cell::Empty => String::new(),
            other => panic!("{other:?} in a text"),
        });
        found.push(Line(row.number(), cells.collect(), row.fault()));
    }
    Ok(found)
}

pub(crate) fn read(bytes: &[u8]) -> Vec<Line> {
    lines(&open(bytes).1).unwrap()
}

pub(crate) fn warnings(bytes: &[u8]) -> Vec<RowWarning> {
    let (_file, book) = open(bytes);
    lines(&book).unwrap();
    book.warnings()
}

pub(crate) fn wide(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

pub(crate) fn refusal(bytes: &[u8], limits: Limits) -> (&'static str, Option<u32>) {
    let file = file(bytes);
    match TextBook::open(file.path(), None, limits).and_then(|book| lines(&book).map(|_| ())) {
        Err(ReadError::File(error)) => (error.code, error.row),
        other => panic!("{other:?}"),
    }
}
