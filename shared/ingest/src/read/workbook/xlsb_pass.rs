//! What the spreadsheet library does not tell of an xlsb: the error values of formulas, which it passes over as if the
//! cells were empty, the rows that it stops at, hidden rows and columns, and merged cells.
//!
//! A light pass over the records of each sheet finds them: MS-XLSB 2.1.4 (records), 2.4.29 (`BrtBundleSh`),
//! 2.4.323 (`BrtColInfo`), 2.4.685 (`BrtFmlaError`), 2.4.701 (`BrtRowHdr`), 2.4.704 (`BrtMergeCell`), 2.5.97.2 (`BErr`).

use std::collections::HashMap;
use std::io::{self, BufReader, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::ReadError;
use crate::read::faults;
use crate::read::workbook::links;
use crate::read::workbook::marks::Marks;

/// An error value: row and column, 0-based, and its text.
pub(super) type FormulaError = ((u32, u32), &'static str);

/// What the pass found in one sheet.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Error values, in the order of the file.
    pub(super) errors: Vec<FormulaError>,
    /// What people do not see.
    pub(super) marks: Marks,
}

const ROW_HEADER: u16 = 0;
const COLUMNS: u16 = 0x3c;
const MERGED: u16 = 0xb0;
/// The bit of a row's flags that hides it, in its twelfth byte.
const HIDDEN_ROW: u8 = 0x10;
const FORMULA_ERROR: u16 = 0x0b;
const SHEET: u16 = 0x9c;
const LAST_ROW: u32 = 0xf_ffff;
/// What is kept of a record; a sheet's name and link are the longest that is asked for.
const KEPT: u64 = 2048;

/// What is found in each sheet, by its name.
pub(super) fn find<R: Read + Seek>(file: &mut R) -> Result<HashMap<String, Found>, ReadError> {
    file.rewind()?;
    let mut zip = ZipArchive::new(file).map_err(faults::unreadable)?;
    let mut links = String::new();
    match zip.by_name("xl/_rels/workbook.bin.rels") {
        Ok(part) => part.take(1 << 20).read_to_string(&mut links).map_err(faults::unreadable)?,
        Err(error) => return Err(faults::unreadable(error).into()),
    };
    let mut found = HashMap::new();
    for (name, link) in sheets(&mut zip)? {
        let Some(target) = links::target(&links, &link) else { continue };
        match zip.by_name(&format!("xl/{target}")) {
            Ok(part) => found.insert(name, scan(BufReader::new(part)).map_err(faults::unreadable)?),
            // The library says what is wrong with a sheet whose part is missing.
            Err(ZipError::FileNotFound) => continue,
            Err(error) => return Err(faults::unreadable(error).into()),
        };
    }
    Ok(found)
}

/// Name and link of each sheet.
fn sheets<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<Vec<(String, String)>, ReadError> {
    let mut book = BufReader::new(zip.by_name("xl/workbook.bin").map_err(faults::unreadable)?);
    let mut sheets = Vec::new();
    let mut body = Vec::new();
    while let Some(kind) = record(&mut book, &mut body).map_err(faults::unreadable)? {
        if kind == SHEET
            && let Some((link, rest)) = body.get(8..).and_then(wide_text)
            && let Some((name, _)) = wide_text(rest)
        {
            sheets.push((name, link));
        }
    }
    Ok(sheets)
}

fn scan(mut part: impl Read) -> io::Result<Found> {
    let (mut found, mut row, mut body) = (Found::default(), 0, Vec::new());
    while let Some(kind) = record(&mut part, &mut body)? {
        match (kind, &body[..]) {
            (ROW_HEADER, [a, b, c, d, ..]) => {
                row = u32::from_le_bytes([*a, *b, *c, *d]);
                // There the library stops without a word.
                if row > LAST_ROW {
                    return Err(io::Error::other("a row lies below the last one that a sheet can have"));
                }
                if body.get(11).is_some_and(|flags| flags & HIDDEN_ROW != 0) {
                    found.marks.hide_row(row);
                }
            }
            (FORMULA_ERROR, [a, b, c, d, _, _, _, _, error, ..]) => {
                found.errors.push(((row, u32::from_le_bytes([*a, *b, *c, *d])), error_text(*error)));
            }
            (COLUMNS, _) => {
                if let (Some(first), Some(last), Some(1)) =
                    (word(&body, 0), word(&body, 1), body.get(16).map(|f| f & 1))
                {
                    found.marks.hide_columns(first..=last);
                }
            }
            (MERGED, _) => {
                let corners = (word(&body, 0), word(&body, 1), word(&body, 2), word(&body, 3));
                if let (Some(top), Some(bottom), Some(left), Some(right)) = corners {
                    found.marks.merge((top, left), (bottom, right));
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The n-th number of a record's body.
fn word(body: &[u8], at: usize) -> Option<u32> {
    body.get(4 * at..4 * at + 4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

fn error_text(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "#ERROR!",
    }
}

/// Reads the next record's kind and the first bytes of its body; `None` at the end.
fn record(from: &mut impl Read, body: &mut Vec<u8>) -> io::Result<Option<u16>> {
    let Some(first) = byte(from)? else { return Ok(None) };
    let mut kind = u16::from(first & 0x7f);
    if first & 0x80 != 0 {
        kind |= u16::from(byte(from)?.unwrap_or_default() & 0x7f) << 7;
    }
    let mut size = 0u64;
    for shift in [0, 7, 14, 21] {
        let part = byte(from)?.unwrap_or_default();
        size |= u64::from(part & 0x7f) << shift;
        if part & 0x80 == 0 {
            break;
        }
    }
    body.clear();
    from.take(size.min(KEPT)).read_to_end(body)?;
    io::copy(&mut from.take(size.saturating_sub(KEPT)), &mut io::sink())?;
    Ok(Some(kind))
}

fn byte(from: &mut impl Read) -> io::Result<Option<u8>> {
    let mut byte = [0];
    Ok((from.read(&mut byte)? == 1).then_some(byte[0]))
}

/// A text of UTF-16 after its length, and what follows it.
fn wide_text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (size, rest) = bytes.split_first_chunk::<4>()?;
    let (text, rest) = rest.split_at_checked((u32::from_le_bytes(*size) as usize).checked_mul(2)?)?;
    let units: Vec<u16> = text.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    Some((String::from_utf16_lossy(&units), rest))
}
