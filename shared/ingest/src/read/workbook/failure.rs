//! What went wrong in the spreadsheet library, as a refusal that people understand.

use std::io;

use calamine::{OdsError, XlsError, XlsbError, XlsxError};

use crate::error::{FileError, ReadError};
use crate::read::faults;

pub(super) fn xlsx(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => faults::password().into(),
        XlsxError::Io(error) => broken_read(error),
        XlsxError::ColumnNumberOverflow => too_far("too_many_columns", "right of column XFD").into(),
        XlsxError::RowNumberOverflow => too_far("too_many_rows", "below row 1048576").into(),
        XlsxError::XmlEof(_) => faults::truncated().into(),
        error => faults::unreadable(error).into(),
    }
}

pub(super) fn xlsb(error: XlsbError) -> ReadError {
    match error {
        XlsbError::Password => faults::password().into(),
        XlsbError::Io(error) => broken_read(error),
        error => faults::unreadable(error).into(),
    }
}

pub(super) fn xls(error: XlsError) -> ReadError {
    match error {
        XlsError::Password => faults::password().into(),
        XlsError::Io(error) => broken_read(error),
        error => faults::unreadable(error).into(),
    }
}

pub(super) fn ods(error: OdsError) -> ReadError {
    match error {
        OdsError::Password => faults::password().into(),
        OdsError::Io(error) => broken_read(error),
        OdsError::CellLimitExceeded { .. } => too_far("too_many_cells", "so far apart that no table holds them").into(),
        error => faults::unreadable(error).into(),
    }
}

/// A refusal of cells that lie where no table has any.
pub(super) fn too_far(code: &'static str, place: &str) -> FileError {
    FileError::new(code, format!("the workbook has cells {place}; delete them, or split the table, and send it again"))
}

/// Errors of unpacking come as errors of reading; only those of the machine are its fault.
fn broken_read(error: io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => faults::truncated().into(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
            faults::unreadable(error).into()
        }
        _ => error.into(),
    }
}
