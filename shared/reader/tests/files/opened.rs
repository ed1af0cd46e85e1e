//! Bytes opened as a book, and its sheets in a form to compare.

use std::fs;

use sellout_ingest::{Book, Cell, FileError, ReadError, Row};
use sellout_reader::{Reader, ReaderLimits, SharedBook};
use tempfile::TempDir;

/// A book with the folder of its file.
pub(crate) struct Opened {
    pub(crate) book: SharedBook,
    _folder: TempDir,
}

pub(crate) fn reader() -> Reader {
    limited(|_| ())
}

pub(crate) fn limited(change: impl FnOnce(&mut ReaderLimits)) -> Reader {
    let mut limits = ReaderLimits::default();
    change(&mut limits);
    Reader::new(env!("CARGO_BIN_EXE_read-cells")).with_limits(limits)
}

pub(crate) async fn open_with(reader: Reader, name: &str, bytes: &[u8]) -> Result<Opened, FileError> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("upload");
    fs::write(&path, bytes).unwrap();
    match reader.open_book(&path, name).await {
        Ok(book) => Ok(Opened { book, _folder: folder }),
        Err(ReadError::File(error)) => Err(error),
        Err(error) => panic!("{error}"),
    }
}

pub(crate) async fn open(name: &str, bytes: &[u8]) -> Opened {
    open_with(reader(), name, bytes).await.unwrap()
}

pub(crate) async fn refusal(name: &str, bytes: &[u8]) -> FileError {
    open_with(reader(), name, bytes).await.err().unwrap()
}

impl Opened {
    /// The codes of what is said of the file.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.book.warnings().iter().map(|warning| warning.code).collect()
    }

    /// The sheets' names, and whether they are hidden.
    pub(crate) fn sheets(&self) -> Vec<(&str, bool)> {
        self.book.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect()
    }

    /// The rows of a sheet: number and cells, each as people would write it.
    pub(crate) fn rows(&self, sheet: usize) -> Vec<(u32, Vec<String>)> {
        rows(self.book.as_ref(), sheet).unwrap()
    }
}

pub(crate) fn rows(book: &dyn Book, sheet: usize) -> Result<Vec<(u32, Vec<String>)>, ReadError> {
    let (mut rows, mut row, mut found) = (book.open(sheet)?, Row::new(), Vec::new());
    while rows.next(&mut row)? {
        let cells = row.cells().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Error(text) => text.to_owned(),
            Cell::Number(number) => format!("{number}"),
            Cell::Date(date) => format!("{date}"),
            Cell::Bool(value) => format!("{value}"),
        });
        found.push((row.number(), cells.collect()));
    }
    Ok(found)
}

pub(crate) fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
    (number, cells.iter().map(ToString::to_string).collect())
}
