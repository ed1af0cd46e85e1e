//! The sender's own workbook with what is wrong in it: every sheet and every row as they were read, bad cells coloured,
//! one more column that says why, and the upload's id in a document property, by which it is known again when it comes
//! back corrected. Written row by row; memory does not grow with the sheet.

mod cells;
mod marks;
mod names;
mod styles;

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, IgnoreError, Workbook, Worksheet};
use sellout_model::error_workbook::{REASON_HEADER, SHEET_PROPERTY, SOURCE_PROPERTY, TEXT_SOURCE, UPLOAD_PROPERTY};

use crate::{ErrorLine, ReportError};
pub use cells::SourceCell;
use marks::{Mark, Marks};
use styles::Styles;

/// The most rows of a sheet.
pub const MOST_ROWS: u32 = 1_048_576;
/// The most columns of a sheet.
pub const MOST_COLUMNS: u16 = 16_384;
/// The most characters (UTF-16) that a cell holds.
pub const MOST_CHARS: usize = 32_767;

/// The width of the column of reasons, in characters.
const REASON_WIDTH: f64 = 80.0;

/// What is known of a sheet before its rows come.
#[derive(Clone, Copy, Debug)]
pub struct SourceSheet<'a> {
    /// Its name; empty for the one table of a text file.
    pub name: &'a str,
    /// Whether people do not see it.
    pub hidden: bool,
    /// The columns up to its last one with a value; the column of reasons stands behind them.
    pub width: u16,
}

/// A workbook of row errors in the making.
pub struct ErrorBook {
    book: Workbook,
    styles: Styles,
    properties: DocProperties,
    names: names::Names,
    marks: Marks,
    has_visible: bool,
}

impl ErrorBook {
    /// Of the upload with this id and these errors.
    pub fn of(upload: &str, errors: &[ErrorLine]) -> Result<Self, ReportError> {
        let properties = DocProperties::new()
            .set_title("Row errors")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?)
            .set_custom_property(UPLOAD_PROPERTY, upload);
        Ok(Self {
            book: Workbook::new(),
            styles: Styles::new(),
            properties,
            names: names::Names::default(),
            marks: Marks::of(errors),
            has_visible: false,
        })
    }

    /// Begins the next sheet.
    pub fn sheet(&mut self, source: &SourceSheet<'_>) -> Result<SheetWriter<'_>, ReportError> {
        let name = self.names.fit(source.name);
        if source.name.is_empty() {
            self.property(SOURCE_PROPERTY.to_owned(), TEXT_SOURCE);
        } else if name != source.name {
            self.property(format!("{SHEET_PROPERTY}{name}"), source.name);
        }
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        if source.hidden {
            sheet.set_hidden(true);
        } else if !self.has_visible {
            // The first sheet that people see is the one that opens.
            self.has_visible = true;
            sheet.set_active(true).set_first_tab(true);
        }
        let marks = self.marks.of_sheet(source.name);
        let is_marked = !marks.is_empty();
        if source.name.is_empty() {
            for column in 0..source.width {
                // What is typed into a table of texts is a text too: a code keeps its leading zeros.
                sheet.set_column_format(column, self.styles.text())?;
            }
        }
        if is_marked {
            sheet.set_column_width(source.width, REASON_WIDTH)?;
        }
        Ok(SheetWriter {
            sheet,
            styles: &self.styles,
            marks,
            reasons: source.width,
            is_text: source.name.is_empty(),
            is_marked,
            has_header: false,
            last: 0,
        })
    }

    /// Writes the workbook.
    pub fn save(mut self, out: &mut (dyn Write + Send)) -> Result<(), ReportError> {
        self.book.set_properties(&self.properties);
        Ok(self.book.save_to_writer(out)?)
    }

    fn property(&mut self, name: String, value: &str) {
        let properties = std::mem::take(&mut self.properties);
        self.properties = properties.set_custom_property(name, value);
    }
}

impl std::fmt::Debug for ErrorBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ErrorBook").field("names", &self.names).finish_non_exhaustive()
    }
}

/// The rows of one sheet on their way out.
pub struct SheetWriter<'b> {
    sheet: &'b mut Worksheet,
    styles: &'b Styles,
    marks: marks::OfSheet,
    /// The column of reasons.
    reasons: u16,
    is_text: bool,
    is_marked: bool,
    has_header: bool,
    /// The last row so far, 1-based.
    last: u32,
}

impl std::fmt::Debug for SheetWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SheetWriter").field("last", &self.last).finish_non_exhaustive()
    }
}

impl SheetWriter<'_> {
    /// The next row, by its number in the source (1-based, ascending), with its cells by position.
    pub fn row<'c>(&mut self, number: u32, cells: impl IntoIterator<Item = SourceCell<'c>>) -> Result<(), ReportError> {
        let (at, mark) = (number - 1, self.marks.take(number));
        let mut next = 0;
        for (column, cell) in (0..self.reasons).zip(cells) {
            let bad = mark.as_ref().is_some_and(|mark| mark.colours(column));
            self.cell(at, column, cell, bad)?;
            next = column + 1;
        }
        if let Some(mark) = &mark {
            let missing = next..self.reasons;
            for column in mark.columns().filter(|column| missing.contains(column)) {
                self.cell(at, column, SourceCell::Empty, true)?;
            }
        }
        self.reason(at, mark)?;
        self.last = number;
        Ok(())
    }

    /// Ends the sheet. Below the rows of a sheet with errors stand those of no row, and the `notes`; whether it is one.
    pub fn end(self, notes: &[String]) -> Result<bool, ReportError> {
        if let (Some(row), Some(column)) = (self.last.checked_sub(1), self.reasons.checked_sub(1)) {
            // Numbers that are texts are meant so.
            self.sheet.ignore_error_range(0, 0, row, column, IgnoreError::NumberStoredAsText)?;
        }
        if self.is_marked {
            let below = self.marks.left().chain(notes.iter().cloned());
            for (row, note) in (self.last..MOST_ROWS).zip(below) {
                self.sheet.write_string(row, self.reasons, crate::xlsx::cell_text(&note))?;
            }
        }
        Ok(self.is_marked)
    }

    fn cell(&mut self, row: u32, column: u16, cell: SourceCell<'_>, bad: bool) -> Result<(), ReportError> {
        let look = self.styles.look(cell.look(self.is_text), bad);
        match (cell, look) {
            (SourceCell::Empty, Some(look)) if bad => self.sheet.write_blank(row, column, look)?,
            (SourceCell::Empty, _) => return Ok(()),
            (SourceCell::Text(text), Some(look)) => self.sheet.write_string_with_format(row, column, text, look)?,
            (SourceCell::Text(text), None) => self.sheet.write_string(row, column, text)?,
            (SourceCell::Number(number), Some(look)) => {
                self.sheet.write_number_with_format(row, column, number, look)?
            }
            (SourceCell::Number(number), None) => self.sheet.write_number(row, column, number)?,
            (SourceCell::Date(date), Some(look)) => {
                self.sheet.write_number_with_format(row, column, cells::serial(date), look)?
            }
            (SourceCell::Date(date), None) => self.sheet.write_number(row, column, cells::serial(date))?,
            (SourceCell::Bool(value), Some(look)) => self.sheet.write_boolean_with_format(row, column, value, look)?,
            (SourceCell::Bool(value), None) => self.sheet.write_boolean(row, column, value)?,
        };
        Ok(())
    }

    /// The header of the column stands in the first row that comes; a reason there follows in the rows below.
    fn reason(&mut self, row: u32, mark: Option<Mark>) -> Result<(), ReportError> {
        if !self.is_marked {
            return Ok(());
        }
        if !self.has_header {
            self.has_header = true;
            self.sheet.write_string_with_format(row, self.reasons, REASON_HEADER, self.styles.head())?;
            if let Some(mark) = mark {
                self.marks.keep_for_the_end(mark);
            }
        } else if let Some(mark) = mark {
            let text = crate::xlsx::cell_text(&mark.reason());
            self.sheet.write_string_with_format(row, self.reasons, text, self.styles.reason())?;
        }
        Ok(())
    }
}
