//! Spreadsheets whose bytes depend on their cells alone.

use std::error::Error;
use std::io::{Cursor, Read, Write};

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Date(NaiveDate),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn count(count: i64) -> Self {
        Self::Number(count as f64)
    }
}

/// A sheet: its name, its rows, and the cells of its rows that are merged to the right: row, first and last column.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) name: &'static str,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) merged: Vec<(u32, u16, u16)>,
    /// How many rows at the top are headings.
    pub(crate) heading_rows: u32,
}

/// The sheets as a workbook, always the same bytes.
pub(crate) fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2025, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_author("Aldermere sample data").set_creation_datetime(&made));
    for sheet in sheets {
        write_sheet(workbook.add_worksheet(), sheet)?;
    }
    Ok(stored(&workbook.save_to_buffer()?)?)
}

fn write_sheet(worksheet: &mut rust_xlsxwriter::Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let plain = Format::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    worksheet.set_name(sheet.name)?;
    for (row, cells) in (0_u32..).zip(&sheet.rows) {
        let format = if row < sheet.heading_rows { &bold } else { &plain };
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Blank => {}
                Cell::Text(text) => {
                    worksheet.write_string_with_format(row, column, text, format)?;
                }
                Cell::Number(number) => {
                    worksheet.write_number_with_format(row, column, *number, format)?;
                }
                Cell::Date(date) => {
                    let date = ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)?;
                    worksheet.write_date_with_format(row, column, date, &day)?;
                }
            }
        }
    }
    for &(row, first, last) in &sheet.merged {
        let text = match &sheet.rows[row as usize][usize::from(first)] {
            Cell::Text(text) => text.as_str(),
            _ => "",
        };
        worksheet.merge_range(row, first, row, last, text, &bold)?;
    }
    worksheet.set_freeze_panes(sheet.heading_rows, 0)?;
    Ok(())
}

/// The same archive without compression: how well a byte is packed differs from processor to processor.
fn stored(xlsx: &[u8]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut packed = ZipArchive::new(Cursor::new(xlsx))?;
    let mut plain = ZipWriter::new(Cursor::new(Vec::with_capacity(xlsx.len() * 8)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for index in 0..packed.len() {
        let mut part = packed.by_index(index)?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        plain.start_file(part.name().to_owned(), options)?;
        plain.write_all(&bytes)?;
    }
    Ok(plain.finish()?.into_inner())
}
