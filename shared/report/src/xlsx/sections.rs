//! A sheet for sales over time and for each ranking: a table with its total, and a chart beside it.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::styles::Styles;
use super::summary::{money, percent, units};
use super::{cell_text, charts, head, write_date};
use crate::model::{Figures, Ranking, Report, Series, Subject};

pub(super) fn over_time(
    book: &mut Workbook,
    report: &Report,
    series: &Series,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name("Over time")?;
    let amount = format!("Amount ({})", report.currency);
    head(
        sheet,
        &[("Label", 12.0), ("From", 12.0), ("To", 12.0), (&amount, -16.0), ("Units", -12.0), ("Rows", -10.0)],
        styles,
    )?;
    let mut row = 0;
    for point in &series.points {
        row += 1;
        sheet.write_string(row, 0, series.label(point))?;
        write_date(sheet, row, 1, point.period.from, styles)?;
        write_date(sheet, row, 2, point.period.to, styles)?;
        figures(sheet, row, 3, point.figures, styles)?;
    }
    sheet.autofilter(0, 0, row.max(1), 5)?;
    total(sheet, row + 1, 3, series.total(), styles)?;
    sheet.insert_chart(1, 7, &charts::trend(&series.heading(), &amount, row))?;
    Ok(())
}

pub(super) fn ranking(
    book: &mut Workbook,
    report: &Report,
    ranking: &Ranking,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    let name = sheet_name(ranking.subject);
    sheet.set_name(name)?;
    let amount = format!("Amount ({})", report.currency);
    let detail = ranking.subject.detail_column();
    let columns = [
        (ranking.subject.column(), 40.0),
        (detail.unwrap_or("Detail"), if detail.is_some() { 18.0 } else { 3.0 }),
        (&amount, -16.0),
        ("Units", -12.0),
        ("Rows", -10.0),
        ("Share", -10.0),
        ("Previous", -16.0),
        ("Change", -10.0),
    ];
    head(sheet, &columns, styles)?;
    if detail.is_none() {
        sheet.set_column_hidden(1)?;
    }
    let rows = lines(sheet, report, ranking, styles)?;
    sheet.autofilter(0, 0, rows.max(1), 7)?;
    total(sheet, rows + 1, 2, ranking.total(), styles)?;
    if ranking.subject == Subject::Reseller {
        let bars = ranking.lines.len().min(charts::MOST_BARS) as u32;
        sheet.insert_chart(1, 9, &charts::bars(name, ranking.subject.heading(), bars))?;
    }
    Ok(())
}

/// The lines and the rest; gives the last row that was written.
fn lines(sheet: &mut Worksheet, report: &Report, ranking: &Ranking, styles: &Styles) -> Result<u32, XlsxError> {
    let whole = report.whole_of(ranking.subject);
    let mut row = 0;
    for line in &ranking.lines {
        row += 1;
        sheet.write_string(row, 0, cell_text(&line.name))?;
        sheet.write_string(row, 1, cell_text(line.detail.as_deref().unwrap_or_default()))?;
        figures(sheet, row, 2, line.figures, styles)?;
        percent(sheet, row, 5, line.figures.share_of(whole), &styles.share)?;
        if let Some(previous) = line.previous {
            sheet.write_number_with_format(row, 6, money(previous.amount), &styles.money)?;
            percent(sheet, row, 7, line.figures.amount_change(previous), &styles.change)?;
        }
    }
    if let Some(rest) = ranking.rest {
        row += 1;
        sheet.write_string(row, 0, format!("{} other {}", rest.count, ranking.subject.plural()))?;
        figures(sheet, row, 2, rest.figures, styles)?;
        percent(sheet, row, 5, rest.figures.share_of(whole), &styles.share)?;
    }
    Ok(row)
}

fn figures(sheet: &mut Worksheet, row: u32, column: u16, figures: Figures, styles: &Styles) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, column, money(figures.amount), &styles.money)?;
    sheet.write_number_with_format(row, column + 1, units(figures.units), styles.units(figures.units))?;
    sheet.write_number_with_format(row, column + 2, figures.rows as f64, &styles.count)?;
    Ok(())
}

fn total(sheet: &mut Worksheet, row: u32, column: u16, total: Figures, styles: &Styles) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 0, "Total", &styles.label)?;
    let bold = |format: &rust_xlsxwriter::Format| format.clone().set_bold();
    sheet.write_number_with_format(row, column, money(total.amount), &bold(&styles.money))?;
    sheet.write_number_with_format(row, column + 1, units(total.units), &bold(styles.units(total.units)))?;
    sheet.write_number_with_format(row, column + 2, total.rows as f64, &bold(&styles.count))?;
    Ok(())
}

fn sheet_name(subject: Subject) -> &'static str {
    match subject {
        Subject::Reseller => "Resellers",
        Subject::Product => "Products",
        Subject::Channel => "Channels",
        Subject::Store => "Stores",
        Subject::Country => "Countries",
    }
}
