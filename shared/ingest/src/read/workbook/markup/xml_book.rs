//! A workbook as the XML of Excel 2003 (SpreadsheetML): typed cells, hidden rows, sheets that say that they are
//! hidden after their rows.
//!
//! Source: "XML Spreadsheet Reference", Microsoft, 2001; elements `Worksheet`, `Column`, `Row`, `Cell`, `Data`,
//! `Visible`.

use std::io::{BufRead, Read, Seek, Write};

use crate::cells::Cell;
use crate::error::ReadError;
use crate::read::workbook::cell;
use crate::read::workbook::marks::Marks;
use crate::read::workbook::markup::tokens::{Token, Tokens};
use crate::read::workbook::markup::{LONGEST_SPELLING, charset, entities};
use crate::read::workbook::sheet::BookWriter;
use crate::read::{Limits, faults};

/// Reads the workbook `file` and writes its sheets.
pub(in crate::read::workbook) fn read<R: Read + Seek>(
    file: R,
    out: &mut dyn Write,
    limits: &Limits,
) -> Result<(), ReadError> {
    let mut book = XmlBook {
        tokens: Tokens::of_xml(charset::open(file)?),
        writer: BookWriter::new(out, limits),
        limits,
        sheets: 0,
        sheet: None,
        visible: None,
    };
    let complete = book.read()?;
    if !complete {
        return Err(faults::truncated().into());
    }
    if book.sheets == 0 {
        return Err(faults::no_sheets().into());
    }
    Ok(())
}

struct XmlBook<'a, R> {
    tokens: Tokens<R>,
    writer: BookWriter<'a>,
    limits: &'a Limits,
    sheets: usize,
    sheet: Option<Sheet>,
    /// What the sheet says of its visibility.
    visible: Option<String>,
}

/// Where in a sheet the reading is, counted from 1; 0 is before the first.
#[derive(Default)]
struct Sheet {
    row: u32,
    /// More rows that the last one stands for.
    more_rows: u32,
    column: u32,
    /// More columns that the last cell takes.
    more_columns: u32,
    /// The last column that was described.
    described: u32,
    formula: bool,
    /// The cell's type and text, once it has data.
    data: Option<(String, Vec<u8>)>,
    in_comment: bool,
    valued: bool,
}

impl<R: BufRead> XmlBook<'_, R> {
    /// Whether the workbook is closed at its end.
    fn read(&mut self) -> Result<bool, ReadError> {
        loop {
            match self.tokens.next()? {
                Token::End => return Ok(false),
                Token::Open => {
                    let closed = self.tokens.is_closed();
                    let name = self.tokens.name().to_owned();
                    self.open(&name)?;
                    if closed {
                        self.close(&name)?;
                    }
                }
                Token::Close => {
                    let name = self.tokens.name().to_owned();
                    self.close(&name)?;
                    if name == "workbook" {
                        return Ok(true);
                    }
                }
                token @ (Token::Text | Token::Verbatim) => self.text(token)?,
            }
        }
    }

    fn text(&mut self, token: Token) -> Result<(), ReadError> {
        let text = self.tokens.text();
        if let Some(visible) = &mut self.visible {
            visible.push_str(String::from_utf8_lossy(text).trim());
        }
        let Some(sheet) = self.sheet.as_mut().filter(|sheet| sheet.data.is_some()) else { return Ok(()) };
        let Some((_, data)) = &mut sheet.data else { return Ok(()) };
        match token {
            // Whatever looks like an entity here is none.
            Token::Verbatim => {
                let verbatim = String::from_utf8_lossy(text).replace('&', "&amp;");
                data.extend_from_slice(verbatim.as_bytes());
            }
            _ => data.extend_from_slice(text),
        }
        // Longer than any cell, entities and all: it need not be gathered further.
        if data.len() > LONGEST_SPELLING * self.limits.cell_bytes { self.write_cell() } else { Ok(()) }
    }

    fn open(&mut self, name: &str) -> Result<(), ReadError> {
        let number = |name| self.tokens.attribute(name).and_then(|text| text.trim().parse::<u32>().ok());
        let is_hidden = || self.tokens.attribute("hidden").is_some_and(|text| text.trim() == "1");
        if name == "worksheet" {
            let title = self.tokens.attribute("name").unwrap_or_default();
            self.sheets += 1;
            self.sheet = Some(Sheet::default());
            return self.writer.begin(&title, false, Marks::default());
        }
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        match name {
            "column" => {
                let first = number("index").unwrap_or(sheet.described.saturating_add(1)).max(1);
                sheet.described = first.saturating_add(number("span").unwrap_or(0));
                if is_hidden() {
                    self.writer.marks().hide_columns(first - 1..=sheet.described - 1);
                }
            }
            "row" => {
                let next = sheet.row.saturating_add(1).saturating_add(sheet.more_rows);
                sheet.row = number("index").unwrap_or(next).max(1);
                sheet.more_rows = number("span").unwrap_or(0);
                (sheet.column, sheet.more_columns) = (0, 0);
                if is_hidden() {
                    self.writer.marks().hide_row(sheet.row - 1);
                }
            }
            "cell" => {
                let next = sheet.column.saturating_add(1).saturating_add(sheet.more_columns);
                sheet.column = number("index").unwrap_or(next).max(1);
                sheet.formula = self.tokens.attribute("formula").is_some();
                (sheet.data, sheet.valued, sheet.in_comment) = (None, false, false);
                let (across, down) = (number("mergeacross").unwrap_or(0), number("mergedown").unwrap_or(0));
                let (row, column) = (sheet.row.saturating_sub(1), sheet.column - 1);
                self.writer.marks().merge((row, column), (row.saturating_add(down), column.saturating_add(across)));
                sheet.more_columns = across;
            }
            "comment" => sheet.in_comment = true,
            "data" if !sheet.in_comment => {
                sheet.data = Some((self.tokens.attribute("type").unwrap_or_default(), Vec::new()));
            }
            "visible" => self.visible = Some(String::new()),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "data" => self.write_cell()?,
            "cell" => {
                if let Some(sheet) = self.sheet.as_ref().filter(|sheet| sheet.formula && !sheet.valued) {
                    self.writer.marks().add_unvalued(sheet.row.saturating_sub(1));
                }
            }
            "comment" => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.in_comment = false;
                }
            }
            "visible" => self.end_visible()?,
            "worksheet" if self.sheet.take().is_some() => self.writer.end(None)?,
            _ => {}
        }
        Ok(())
    }

    fn end_visible(&mut self) -> Result<(), ReadError> {
        let visible = self.visible.take().unwrap_or_default();
        if visible.to_ascii_lowercase().contains("hidden") {
            self.writer.hide_sheet()?;
        }
        Ok(())
    }

    fn write_cell(&mut self) -> Result<(), ReadError> {
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let Some((kind, bytes)) = sheet.data.take() else { return Ok(()) };
        sheet.valued = true;
        let place = (sheet.row.max(1) - 1, sheet.column.max(1) - 1);
        let text = String::from_utf8_lossy(&bytes);
        let text = entities::resolve(&text);
        let value = match kind.as_str() {
            "Number" => text.trim().parse().map_or_else(|_| cell::text_cell(&text), Cell::Number),
            "DateTime" => cell::iso_date(&text).map_or_else(|| cell::text_cell(&text), Cell::Date),
            "Boolean" => Cell::Bool(text.trim() == "1"),
            "Error" => Cell::Error(text.trim()),
            _ => cell::text_cell(&text),
        };
        self.writer.add(place, value)
    }
}
