//! The workbook: a sheet a section, real numbers and dates, frozen heads, filters, native charts. Sections are
//! small and held in memory; transactions stream through constant memory.

mod charts;
mod sections;
mod styles;
mod summary;
mod transactions;

use std::io::Write;

use chrono::{Datelike, NaiveDate, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::ReportError;
use crate::model::{Report, Transactions};
use styles::Styles;

/// The most characters (UTF-16) that a cell holds.
const CELL_CHARS: usize = 32_767;

/// Writes the workbook. Fails unless the transactions come to the report's total.
pub fn write_xlsx(
    report: &Report,
    transactions: &mut Transactions<'_>,
    out: &mut (dyn Write + Send),
) -> Result<(), ReportError> {
    report.check()?;
    let styles = Styles::of(report.currency);
    let mut book = Workbook::new();
    book.set_properties(&properties(report)?);
    summary::write(&mut book, report, &styles)?;
    if let Some(series) = report.over_time.as_ref().filter(|_| !report.is_empty()) {
        sections::over_time(&mut book, report, series, &styles)?;
    }
    for ranking in report.rankings.iter().filter(|r| !r.lines.is_empty()) {
        sections::ranking(&mut book, report, ranking, &styles)?;
    }
    transactions::write(&mut book, report, transactions, &styles)?;
    Ok(book.save_to_writer(out)?)
}

/// A text as a cell can hold it: cut, with an ellipsis, at the longest that the file format allows.
pub(crate) fn cell_text(text: &str) -> String {
    if text.len() <= CELL_CHARS {
        return text.to_owned();
    }
    let mut room = CELL_CHARS - 1;
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

/// The head of a table: names and widths, a negative width for a column of figures; frozen and repeated on
/// every printed page.
fn head(sheet: &mut Worksheet, columns: &[(&str, f64)], styles: &Styles) -> Result<(), XlsxError> {
    for (column, (name, width)) in (0..).zip(columns) {
        let style = if *width < 0.0 { &styles.figure_head } else { &styles.head };
        sheet.set_column_width(column, width.abs())?.write_string_with_format(0, column, *name, style)?;
    }
    sheet.set_row_height(0, 20)?.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_footer("&L&F&R&P / &N");
    Ok(())
}

/// A real date; text where the file format has no such day.
fn write_date(sheet: &mut Worksheet, row: u32, column: u16, day: NaiveDate, styles: &Styles) -> Result<(), XlsxError> {
    let date = u16::try_from(day.year())
        .ok()
        .and_then(|year| ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok());
    match date {
        Some(date) => sheet.write_datetime_with_format(row, column, date, &styles.date)?,
        None => sheet.write_string(row, column, day.to_string())?,
    };
    Ok(())
}

/// Title, owner and the one moment that the report knows: the figures' own.
fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let at = report.figures_as_of;
    let created = ExcelDateTime::from_ymd(at.year() as u16, at.month() as u8, at.day() as u8)?.and_hms(
        at.hour() as u16,
        at.minute() as u8,
        f64::from(at.second()),
    )?;
    let title = format!("{} {}", report.title, report.period);
    Ok(DocProperties::new()
        .set_title(cell_text(&title))
        .set_author("sellout")
        .set_company(cell_text(&report.organisation))
        .set_comment(crate::words::as_of(report))
        .set_creation_datetime(&created))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_at_most_what_the_format_allows() {
        let long = "é".repeat(40_000);
        let cut = cell_text(&long);
        assert_eq!(cut.encode_utf16().count(), CELL_CHARS);
        assert!(cut.ends_with('…'));
        assert_eq!(cell_text(&"é".repeat(20_000)).chars().count(), 20_000);
    }
}
