//! Reads the cells of a spreadsheet, or of a file that only goes by the name of one, and writes them as [`crate::read::frames`].
//!
//! **Runs only inside the limited child process**: some hostile workbooks end the process that reads them. What is
//! cheap to see beforehand is refused beforehand (`guard`). Xlsx and xlsb stream cell by cell; xls and ods are
//! held in memory whole, so their size is capped. A whole sheet's range of xlsx or xlsb is never asked for: a few
//! bytes can claim seventeen billion cells.

mod cell;
mod failure;
pub(in crate::read) mod guard;
mod links;
mod marks;
mod markup;
mod ods_marks;
mod properties;
mod sheet;
mod streamed;
mod whole;
mod xls_marks;
mod xlsb_pass;
mod xlsx_marks;

use std::io::{self, Read, Seek, Write};

use calamine::{Sheet, SheetType, SheetVisible};

use crate::error::{FileError, ReadError};
use crate::read::sniff::Kind;
use crate::read::{Limits, faults, frames, sniff};

/// Reads the workbook `file` and writes its cells, or the one refusal, to `out`.
///
/// Fails only where the machine does: reading or writing bytes.
pub fn write_frames<R: Read + Seek>(file: R, out: &mut dyn Write, limits: &Limits) -> io::Result<()> {
    out.write_all(frames::MAGIC)?;
    match read_cells(file, out, limits) {
        Ok(()) => frames::write(out, frames::END, &[])?,
        Err(ReadError::File(error)) => frames::write_error(out, &error)?,
        Err(ReadError::Io(error)) => return Err(error),
    }
    out.flush()
}

/// Writes a refusal after a reader panicked in the middle of its work.
pub fn write_refusal(out: &mut dyn Write, error: &FileError) -> io::Result<()> {
    frames::write_error(out, error)?;
    out.flush()
}

fn read_cells<R: Read + Seek>(mut file: R, out: &mut dyn Write, limits: &Limits) -> Result<(), ReadError> {
    let kind = sniff::kind_of(&mut file)?;
    guard::check(kind, &mut file, limits)?;
    for (name, value) in properties::find(kind, &mut file)? {
        frames::write_property(out, &name, &value)?;
    }
    file.rewind()?;
    let file = io::BufReader::new(file);
    match kind {
        Kind::Xlsx => streamed::xlsx(file, out, limits),
        Kind::Xlsb => streamed::xlsb(file, out, limits),
        Kind::Xls => whole::xls(file, out, limits),
        Kind::Ods => whole::ods(file, out, limits),
        Kind::Html => markup::web_page(file, out, limits),
        Kind::XmlBook => markup::xml_book(file, out, limits),
        Kind::Text | Kind::Packed(_) => {
            Err(faults::unreadable(format_args!("it is {}, not a workbook", kind.label())).into())
        }
    }
}

/// The sheets that hold cells, with whether people do not see them.
fn worksheets(sheets: &[Sheet], limits: &Limits) -> Result<Vec<(String, bool)>, FileError> {
    let sheets: Vec<_> = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    if sheets.is_empty() {
        return Err(faults::no_sheets());
    }
    if sheets.len() > limits.sheets {
        return Err(faults::too_many_sheets(sheets.len(), limits.sheets));
    }
    Ok(sheets)
}
