//! The list of rows that could not be read, as a CSV file or a workbook. The sender's own sheet with them is in
//! `error_book`.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use crate::ReportError;
use crate::csv_report::table;
use crate::escape::escape_text;
use crate::model::SourceError;
use crate::xlsx::cell_text;

/// The columns, in order.
const COLUMNS: [&str; 8] = ["sheet", "row", "column", "severity", "code", "message", "value", "raw"];
/// Widths of the workbook's columns, in characters.
const WIDTHS: [f64; 8] = [16.0, 8.0, 18.0, 10.0, 22.0, 60.0, 24.0, 60.0];
/// A sheet ends here; a file of more errors says how many it leaves out.
const SHEET_ROWS: u32 = 1_000_000;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The row is not loaded.
    Error,
    /// The row is loaded.
    Warning,
}

impl Severity {
    /// The word in files and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing wrong at one place of a sent file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorLine {
    /// The sheet's name; empty for a text file.
    pub sheet: String,
    /// The row as the sender sees it, 1-based, if one is meant.
    pub row: Option<u32>,
    /// The column's header, if one is meant.
    pub column: Option<String>,
    /// The column, 0-based, if one is meant.
    pub column_no: Option<u16>,
    /// Whether the row was loaded all the same.
    pub severity: Severity,
    /// Stable, snake case.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The value that was read.
    pub value: String,
    /// The whole row as it was read.
    pub raw: String,
}

/// Writes the errors as CSV: `sheet,row,column,severity,code,message,value,raw`.
pub fn write_errors_csv(
    errors: &mut dyn Iterator<Item = Result<ErrorLine, SourceError>>,
    out: &mut (dyn Write + Send),
) -> Result<(), ReportError> {
    let mut table = table(out);
    table.write_record(COLUMNS)?;
    for error in errors {
        let error = error.map_err(ReportError::Source)?;
        let row = error.row.map(|r| r.to_string()).unwrap_or_default();
        let [sheet, column, code, message, value, raw] = texts(&error).map(escape_text);
        table.write_record([&*sheet, &row, &column, error.severity.as_str(), &code, &message, &value, &raw])?;
    }
    Ok(table.flush()?)
}

/// Writes the errors as a workbook of one sheet, in constant memory, for where the sender's own workbook cannot be
/// written again; `note` says why and stands below them.
pub fn write_errors_xlsx(
    errors: &mut dyn Iterator<Item = Result<ErrorLine, SourceError>>,
    note: Option<&str>,
    out: &mut (dyn Write + Send),
) -> Result<(), ReportError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new().set_title("Row errors").set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    let sheet = book.add_worksheet_with_constant_memory()?;
    head(sheet)?;
    let (mut row, mut left_out) = (0, 0_u64);
    for error in errors {
        let error = error.map_err(ReportError::Source)?;
        if row == SHEET_ROWS {
            left_out += 1;
            continue;
        }
        row += 1;
        error_row(sheet, row, &error)?;
    }
    if left_out > 0 {
        let note = format!("{left_out} more errors do not fit on a sheet; the CSV form has all of them");
        row += 1;
        sheet.write_string(row, 0, note)?;
    }
    if let Some(note) = note {
        sheet.write_string(row + 2, 0, cell_text(note))?;
    }
    sheet.autofilter(0, 0, row.max(1), COLUMNS.len() as u16 - 1)?;
    Ok(book.save_to_writer(out)?)
}

fn head(sheet: &mut Worksheet) -> Result<(), ReportError> {
    sheet.set_name("Row errors")?.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, (name, width)) in (0..).zip(COLUMNS.into_iter().zip(WIDTHS)) {
        sheet.set_column_width(column, width)?.write_string_with_format(0, column, name, &bold)?;
    }
    Ok(())
}

fn error_row(sheet: &mut Worksheet, row: u32, error: &ErrorLine) -> Result<(), ReportError> {
    let [sheet_name, column, code, message, value, raw] = texts(error).map(cell_text);
    sheet.write_string(row, 0, sheet_name)?;
    if let Some(at) = error.row {
        sheet.write_number(row, 1, at)?;
    }
    sheet.write_string(row, 2, column)?.write_string(row, 3, error.severity.as_str())?;
    sheet.write_string(row, 4, code)?.write_string(row, 5, message)?;
    sheet.write_string(row, 6, value)?.write_string(row, 7, raw)?;
    Ok(())
}

fn texts(error: &ErrorLine) -> [&str; 6] {
    let column = error.column.as_deref().unwrap_or_default();
    [&error.sheet, column, &error.code, &error.message, &error.value, &error.raw]
}
