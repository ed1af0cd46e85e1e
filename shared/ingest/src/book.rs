//! A file opened for reading: sheets in order, each a stream of rows that can be read twice.

use crate::cells::Row;
use crate::error::ReadError;

/// What is known of a sheet before its rows are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetInfo {
    /// The sheet's name; empty for a text file.
    pub name: String,
    /// Whether people do not see it.
    pub hidden: bool,
}

/// A file as sheets of rows. Opening a sheet again reads it again from its start.
pub trait Book {
    /// The sheets in order; a text file has one, named "".
    fn sheets(&self) -> &[SheetInfo];

    /// The rows of one sheet, from the first.
    fn open(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError>;

    /// What was noticed while the file was opened and read so far: repaired encodings, a wrong extension.
    fn warnings(&self) -> Vec<crate::record::RowWarning> {
        Vec::new()
    }

    /// The document properties that this program once wrote into the file: names and values.
    fn properties(&self) -> &[(String, String)] {
        &[]
    }
}

/// The rows of a sheet. Rows without any cell may be left out; their numbers are not.
pub trait Rows {
    /// Reads the next row into `row`; `false` at the end.
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError>;
}
