//! The tables of a web page, each as a sheet.
//!
//! A table within a cell of a table that only lays out the page is a sheet of its own; within a table of figures it
//! is text. Cells hold text only: what a page shows is all that it says.

use std::io::{BufRead, Read, Seek, Write};
use std::ops::RangeInclusive;

use crate::error::ReadError;
use crate::read::workbook::cell;
use crate::read::workbook::marks::Marks;
use crate::read::workbook::markup::cell_text::CellText;
use crate::read::workbook::markup::tokens::{Token, Tokens};
use crate::read::workbook::markup::{LONGEST_SPELLING, charset};
use crate::read::workbook::sheet::BookWriter;
use crate::read::{Limits, faults};

/// A table with so many rows of several cells holds figures, not the page's parts.
const ROWS_OF_FIGURES: u32 = 2;
/// Tables within tables beyond this are no page that people made.
const DEEPEST: usize = 32;

/// Reads the page `file` and writes its tables.
pub(in crate::read::workbook) fn read<R: Read + Seek>(
    file: R,
    out: &mut dyn Write,
    limits: &Limits,
) -> Result<(), ReadError> {
    let mut page = Page {
        tokens: Tokens::of_html(charset::open(file)?),
        writer: BookWriter::new(out, limits),
        limits,
        tables: Vec::new(),
        flattened: 0,
        sheets: 0,
        written: None,
    };
    page.read()?;
    match page.written {
        Some(_) => page.writer.end(None),
        None => Err(faults::html().into()),
    }
}

struct Page<'a, R> {
    tokens: Tokens<R>,
    writer: BookWriter<'a>,
    limits: &'a Limits,
    /// The tables that are open, the innermost last.
    tables: Vec<Table>,
    /// How many tables are open whose text belongs to a cell.
    flattened: usize,
    sheets: usize,
    /// The table whose sheet is being written.
    written: Option<u64>,
}

#[derive(Default)]
struct Table {
    /// Which table of the page it is.
    id: u64,
    /// The next row, 0-based.
    row: u32,
    in_row: bool,
    hidden: bool,
    /// The next column.
    column: u32,
    /// How many more rows the cell above each column takes.
    spans: Vec<u32>,
    cells: u32,
    rows_of_figures: u32,
    /// The columns described so far.
    described: u32,
    hidden_columns: Vec<RangeInclusive<u32>>,
    cell: Option<Cell>,
}

struct Cell {
    text: CellText,
    columns: u32,
    rows: u32,
}

impl<R: BufRead> Page<'_, R> {
    fn read(&mut self) -> Result<(), ReadError> {
        let mut tables = 0;
        loop {
            match self.tokens.next()? {
                Token::End => break,
                Token::Text | Token::Verbatim => self.add_text()?,
                Token::Open if self.tokens.name() == "table" => {
                    tables += 1;
                    self.open_table(tables)?;
                }
                Token::Close if self.tokens.name() == "table" => self.close_table()?,
                token if self.flattened == 0 => self.tag(token)?,
                _ => self.separate(b" "),
            }
        }
        while !self.tables.is_empty() {
            self.flattened = 0;
            self.close_table()?;
        }
        Ok(())
    }

    fn add_text(&mut self) -> Result<(), ReadError> {
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let Some(cell) = &mut table.cell else { return Ok(()) };
        cell.text.add(self.tokens.text());
        if cell.text.len() > LONGEST_SPELLING * self.limits.cell_bytes {
            let place = (table.row, table.column);
            let text = cell.text.finish();
            self.begin_sheet()?;
            return self.writer.add(place, cell::text_cell(&text));
        }
        Ok(())
    }

    fn separate(&mut self, blank: &[u8]) {
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            cell.text.add(blank);
        }
    }

    fn open_table(&mut self, id: u64) -> Result<(), ReadError> {
        let figures = self.tables.last().is_some_and(|table| table.rows_of_figures >= ROWS_OF_FIGURES);
        if self.flattened > 0 || figures {
            self.flattened += 1;
            return Ok(());
        }
        if self.tables.len() >= DEEPEST {
            return Err(faults::unreadable("its tables lie too deep in each other").into());
        }
        self.tables.push(Table { id, ..Table::default() });
        Ok(())
    }

    fn close_table(&mut self) -> Result<(), ReadError> {
        if self.flattened > 0 {
            self.flattened -= 1;
            return Ok(());
        }
        self.close_row()?;
        self.tables.pop();
        Ok(())
    }

    fn tag(&mut self, token: Token) -> Result<(), ReadError> {
        match (token, self.tokens.name()) {
            (Token::Open, "tr") => {
                self.close_row()?;
                self.open_row();
            }
            (Token::Close, "tr") => self.close_row()?,
            (Token::Open, "td" | "th") => {
                self.close_cell()?;
                self.open_cell();
            }
            (Token::Close, "td" | "th") => self.close_cell()?,
            (Token::Open, "col") => self.describe_column(),
            (Token::Open, "br") | (_, "p" | "div" | "li") => {
                if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
                    cell.text.add_break();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open_row(&mut self) {
        let hidden = self.is_hidden();
        if let Some(table) = self.tables.last_mut() {
            (table.in_row, table.hidden, table.column, table.cells) = (true, hidden, 0, 0);
        }
    }

    fn close_row(&mut self) -> Result<(), ReadError> {
        self.close_cell()?;
        let Some(table) = self.tables.last_mut().filter(|table| table.in_row) else { return Ok(()) };
        for rows in &mut table.spans {
            *rows = rows.saturating_sub(1);
        }
        table.rows_of_figures += u32::from(table.cells > 1);
        table.row = table.row.saturating_add(1);
        table.in_row = false;
        Ok(())
    }

    fn open_cell(&mut self) {
        let most = self.limits.columns;
        let span = |name| self.tokens.attribute(name).and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(1);
        let (columns, rows) = (span("colspan").clamp(1, most), span("rowspan").max(1));
        let Some(table) = self.tables.last_mut() else { return };
        if !table.in_row {
            (table.in_row, table.hidden, table.column, table.cells) = (true, false, 0, 0);
        }
        while table.spans.get(table.column as usize).is_some_and(|rows| *rows > 0) {
            table.column += 1;
        }
        table.cell = Some(Cell { text: CellText::default(), columns, rows });
    }

    fn close_cell(&mut self) -> Result<(), ReadError> {
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let Some(found) = table.cell.take() else { return Ok(()) };
        let (row, column, hidden) = (table.row, table.column, table.hidden);
        table.column = column.saturating_add(found.columns);
        // Beyond the last column the writer refuses the cell.
        if found.rows > 1 && column <= self.limits.columns {
            let end = table.column as usize;
            table.spans.resize(table.spans.len().max(end), 0);
            table.spans[column as usize..end].fill(found.rows);
        }
        let text = found.text.finish();
        let value = cell::text_cell(&text);
        if value == crate::Cell::Empty {
            return Ok(());
        }
        table.cells += 1;
        self.begin_sheet()?;
        if hidden {
            self.writer.marks().hide_row(row);
        }
        self.writer.marks().merge((row, column), (row.saturating_add(found.rows - 1), column + found.columns - 1));
        self.writer.add((row, column), value)
    }

    fn describe_column(&mut self) {
        let hidden = self.is_hidden();
        let most = self.limits.columns;
        let span = self.tokens.attribute("span").and_then(|text| text.trim().parse().ok()).unwrap_or(1);
        let Some(table) = self.tables.last_mut() else { return };
        let (first, next) = (table.described, table.described.saturating_add(span).min(most));
        if hidden && next > first {
            table.hidden_columns.push(first..=next - 1);
        }
        table.described = next;
    }

    fn is_hidden(&self) -> bool {
        let style = self.tokens.attribute("style").unwrap_or_default().to_ascii_lowercase();
        style.replace(' ', "").contains("display:none") || self.tokens.attribute("hidden").is_some()
    }

    /// Begins the sheet of the innermost table, unless it is begun.
    fn begin_sheet(&mut self) -> Result<(), ReadError> {
        let Some(table) = self.tables.last_mut().filter(|table| self.written != Some(table.id)) else { return Ok(()) };
        if self.written.is_some() {
            self.writer.end(None)?;
        }
        self.sheets += 1;
        self.written = Some(table.id);
        let mut marks = Marks::default();
        for columns in &table.hidden_columns {
            marks.hide_columns(columns.clone());
        }
        self.writer.begin(&format!("Table {}", self.sheets), false, marks)
    }
}
