//! Xls and ods: the library holds them in memory whole; only files under a size cap come here.

use std::io::{Read, Seek, Write};

use calamine::{Data, Ods, Range, Reader, Xls};

use crate::error::ReadError;
use crate::read::Limits;
use crate::read::workbook::marks::Marks;
use crate::read::workbook::sheet::BookWriter;
use crate::read::workbook::{cell, failure, ods_marks, worksheets, xls_marks};

const LAST_ROW: u32 = 1_048_575;
const LAST_COLUMN: u32 = 16_383;

pub(super) fn xls<R: Read + Seek>(file: R, out: &mut dyn Write, limits: &Limits) -> Result<(), ReadError> {
    let mut file = file;
    let mut marks = xls_marks::find(&mut file)?.into_iter();
    file.rewind()?;
    let next = |_: &str| marks.next().unwrap_or_default();
    write_sheets(&mut Xls::new(file).map_err(failure::xls)?, failure::xls, |_| Ok(()), next, out, limits)
}

pub(super) fn ods<R: Read + Seek>(file: R, out: &mut dyn Write, limits: &Limits) -> Result<(), ReadError> {
    let mut file = file;
    let mut marks = ods_marks::find(&mut file)?;
    file.rewind()?;
    let of_sheet = |name: &str| marks.remove(name).unwrap_or_default();
    write_sheets(&mut Ods::new(file).map_err(failure::ods)?, failure::ods, refuse_cut, of_sheet, out, limits)
}

/// The library leaves out, without a word, what an ods repeats beyond the last row or column of a sheet.
fn refuse_cut(range: &Range<Data>) -> Result<(), ReadError> {
    let (row, column) = range.end().unwrap_or_default();
    if row >= LAST_ROW {
        return Err(failure::too_far("too_many_rows", "down to the last row that a sheet can have").into());
    }
    if column >= LAST_COLUMN {
        return Err(failure::too_far("too_many_columns", "up to the last column that a sheet can have").into());
    }
    Ok(())
}

fn write_sheets<R: Read + Seek, B: Reader<R>>(
    book: &mut B,
    failure: impl Fn(B::Error) -> ReadError,
    check: impl Fn(&Range<Data>) -> Result<(), ReadError>,
    mut marks: impl FnMut(&str) -> Marks,
    out: &mut dyn Write,
    limits: &Limits,
) -> Result<(), ReadError> {
    let mut writer = BookWriter::new(out, limits);
    for (name, hidden) in worksheets(book.sheets_metadata(), limits)? {
        writer.begin(&name, hidden, marks(&name))?;
        let range = book.worksheet_range(&name).map_err(&failure)?;
        check(&range)?;
        write_range(&range, &mut writer)?;
    }
    Ok(())
}

fn write_range(range: &Range<Data>, writer: &mut BookWriter<'_>) -> Result<(), ReadError> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let place = (top + row as u32, left + column as u32);
        cell::with_cell(&cell::borrowed(value), |value| writer.add(place, value))?;
    }
    writer.end(None)
}
