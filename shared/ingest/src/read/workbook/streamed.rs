//! Xlsx, xlsm and xlsb: cell by cell, in memory that does not grow with the sheet (their shared texts do count).

use std::io::{Read, Seek, Write};

use calamine::{Reader, Xlsb, Xlsx, XlsxError};

use crate::error::ReadError;
use crate::read::Limits;
use crate::read::workbook::sheet::BookWriter;
use crate::read::workbook::{cell, failure, worksheets, xlsb_pass, xlsx_marks};

pub(super) fn xlsx<R: Read + Seek>(file: R, out: &mut dyn Write, limits: &Limits) -> Result<(), ReadError> {
    let mut file = file;
    let mut marks = xlsx_marks::find(&mut file)?;
    file.rewind()?;
    let mut book = Xlsx::new(file).map_err(failure::xlsx)?;
    let mut writer = BookWriter::new(out, limits);
    for (name, hidden) in worksheets(book.sheets_metadata(), limits)? {
        writer.begin(&name, hidden, marks.remove(&name).unwrap_or_default())?;
        let mut reader = match book.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            // Listed as a sheet of cells, but its part is a chart or a dialog.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(failure::xlsx(error)),
        };
        let claimed = reader.dimensions();
        while let Some(found) = reader.next_cell().map_err(failure::xlsx)? {
            cell::with_cell(found.get_value(), |value| writer.add(found.get_position(), value))?;
        }
        writer.end(Some(claimed.end))?;
    }
    Ok(())
}

pub(super) fn xlsb<R: Read + Seek>(file: R, out: &mut dyn Write, limits: &Limits) -> Result<(), ReadError> {
    let mut file = file;
    let mut passed = xlsb_pass::find(&mut file)?;
    file.rewind()?;
    let mut book = Xlsb::new(file).map_err(failure::xlsb)?;
    let mut writer = BookWriter::new(out, limits);
    for (name, hidden) in worksheets(book.sheets_metadata(), limits)? {
        let found = passed.remove(&name).unwrap_or_default();
        writer.begin(&name, hidden, found.marks)?;
        let mut reader = book.worksheet_cells_reader(&name).map_err(failure::xlsb)?;
        let claimed = reader.dimensions();
        let mut errors = found.errors.into_iter().peekable();
        while let Some(found) = reader.next_cell().map_err(failure::xlsb)? {
            let place = found.get_position();
            while let Some((earlier, error)) = errors.next_if(|(earlier, _)| earlier.0 <= place.0) {
                writer.add(earlier, crate::Cell::Error(error))?;
            }
            cell::with_cell(found.get_value(), |value| writer.add(place, value))?;
        }
        for (place, error) in errors {
            writer.add(place, crate::Cell::Error(error))?;
        }
        writer.end(Some(claimed.end))?;
    }
    Ok(())
}
