//! What an xls says beside its cells' values, which the spreadsheet library does not tell: hidden rows and columns, and
//! merged cells.
//!
//! A light pass over the records of each sheet finds them (MS-XLS 2.1.4 records, 2.4.28 `BoundSheet8`, 2.4.53 `ColInfo`,
//! 2.4.168 `MergeCells`, 2.4.221 `Row`).

use std::io::{Read, Seek, SeekFrom};

use crate::error::ReadError;
use crate::read::sniff::ole;
use crate::read::workbook::marks::Marks;

const BEGIN: u16 = 0x809;
const END: u16 = 0x0a;
const SHEET: u16 = 0x85;
const ROW: u16 = 0x208;
const COLUMNS: u16 = 0x7d;
const MERGED: u16 = 0xe5;
/// The bit of a row's flags that hides it.
const HIDDEN_ROW: u16 = 0x20;

/// The marks of each worksheet, in the order of the workbook.
pub(super) fn find<R: Read + Seek>(file: &mut R) -> Result<Vec<Marks>, ReadError> {
    let size = file.seek(SeekFrom::End(0))?;
    let Some(stream) = ole::workbook(file, size)? else { return Ok(Vec::new()) };
    let mut sheets = Vec::new();
    for (kind, body) in records(&stream) {
        match (kind, body) {
            // The sixth byte tells worksheets from charts and macros.
            (SHEET, [a, b, c, d, _, 0, ..]) => {
                let start = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
                sheets.push(scan(stream.get(start..).unwrap_or_default()));
            }
            (END, _) => break,
            _ => {}
        }
    }
    Ok(sheets)
}

fn scan(stream: &[u8]) -> Marks {
    let (mut marks, mut depth) = (Marks::default(), 0_u32);
    for (kind, body) in records(stream) {
        match kind {
            BEGIN => depth += 1,
            END => depth = depth.saturating_sub(1),
            // A chart within the sheet has records of its own.
            _ if depth != 1 => {}
            ROW if number(body, 6).is_some_and(|flags| flags & HIDDEN_ROW != 0) => {
                marks.hide_row(number(body, 0).unwrap_or_default().into());
            }
            COLUMNS if number(body, 4).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (number(body, 0), number(body, 1)) {
                    marks.hide_columns(first.into()..=last.into());
                }
            }
            MERGED => {
                for area in body.get(2..).unwrap_or_default().chunks_exact(8) {
                    let corner = |at| u32::from(number(area, at).unwrap_or_default());
                    marks.merge((corner(0), corner(2)), (corner(1), corner(3)));
                }
            }
            _ => {}
        }
        if kind == END && depth == 0 {
            break;
        }
    }
    marks
}

/// Kinds and bodies of records, up to the first that is not whole.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (head, rest) = stream.split_first_chunk::<4>()?;
        let [a, b, c, d] = *head;
        let (body, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes([c, d])))?;
        stream = rest;
        Some((u16::from_le_bytes([a, b]), body))
    })
}

/// The n-th number of a record's body.
fn number(body: &[u8], at: usize) -> Option<u16> {
    body.get(2 * at..2 * at + 2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, words: &[u16]) -> Vec<u8> {
        let size = (2 * words.len() as u16).to_le_bytes();
        let body = words.iter().flat_map(|word| word.to_le_bytes());
        kind.to_le_bytes().into_iter().chain(size).chain(body).collect()
    }

    #[test]
    fn hidden_rows_and_columns_and_merged_cells_are_found_and_a_chart_within_is_passed_over() {
        let row = |at: u16, flags: u16| record(ROW, &[at, 0, 2, 255, 0, 0, flags, 15]);
        let chart = [record(BEGIN, &[0; 8]), row(9, HIDDEN_ROW), record(END, &[])].concat();
        let sheet = [
            record(BEGIN, &[0; 8]),
            record(COLUMNS, &[1, 2, 9, 15, 1, 0]),
            row(3, 0x100),
            row(4, 0x100 | HIDDEN_ROW),
            chart,
            record(MERGED, &[2, 0, 2, 0, 0, 5, 8, 0, 0]),
            record(END, &[]),
            row(7, HIDDEN_ROW),
        ];
        let mut marks = scan(&sheet.concat());
        let hidden: Vec<u32> = (0..12).filter(|row| marks.note_row(*row)).collect();
        assert_eq!(hidden, [4]);
        marks.note_cell(2);
        let codes: Vec<_> = marks.notes("Sales").iter().map(|note| note.code).collect();
        assert_eq!(codes, ["hidden_rows", "hidden_columns", "merged_cells"]);
    }
}
