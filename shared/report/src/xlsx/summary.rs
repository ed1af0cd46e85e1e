//! The first sheet: what the report is, its totals beside those of other periods, and what they leave out.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::cell_text;
use super::styles::Styles;
use crate::model::{Comparison, Figures, Percent, Report};
use crate::{show, words};

/// Said below the notes, since a workbook shows less than it holds.
const PRECISION: &str = "Amounts hold up to four decimals and are shown rounded; sums are made from the exact amounts.";

pub(super) fn write(book: &mut Workbook, report: &Report, styles: &Styles) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name("Summary")?.set_screen_gridlines(false);
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    for (column, width) in (0..).zip([30.0, 22.0, 28.0, 12.0, 28.0, 12.0]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_string_with_format(0, 0, cell_text(&report.title), &styles.title)?;
    let about = [
        format!("{} · {}", report.organisation, show::period(&report.period)),
        format!("Sales: {}", words::filters(report)),
        words::as_of(report),
    ];
    for (row, line) in (1..).zip(&about) {
        sheet.write_string_with_format(row, 0, cell_text(line), &styles.muted)?;
    }
    let mut row = totals(sheet, 5, report, styles)? + 1;
    if report.is_empty() {
        sheet.write_string_with_format(row, 0, words::NO_SALES, &styles.label)?;
        row += 2;
    }
    for note in words::notes(report).iter().map(String::as_str).chain([PRECISION]) {
        sheet.merge_range(row, 0, row, 5, &cell_text(note), &styles.note)?.set_row_height(row, 30)?;
        row += 1;
    }
    Ok(())
}

/// The table of totals; gives the row after it.
fn totals(sheet: &mut Worksheet, top: u32, report: &Report, styles: &Styles) -> Result<u32, XlsxError> {
    let summary = &report.summary;
    let period = |what: &str, c: Option<Comparison>| {
        c.map_or_else(|| what.to_owned(), |c| format!("{what}: {}", show::period(&c.period)))
    };
    let heads = [
        String::new(),
        show::period(&report.period),
        period("Previous", summary.previous),
        "Change".to_owned(),
        period("Last year", summary.last_year),
        "Change".to_owned(),
    ];
    for (column, name) in (0..).zip(heads) {
        let style = if column == 0 { &styles.head } else { &styles.figure_head };
        sheet.write_string_with_format(top, column, name, style)?;
    }
    sheet.set_row_height(top, 20)?;
    sheet.write_string(top + 1, 0, format!("Amount ({})", report.currency))?;
    sheet.write_string(top + 2, 0, "Units")?.write_string(top + 3, 0, "Sales rows")?;
    figures(sheet, top + 1, 1, summary.total, styles)?;
    for (column, other) in [(2, summary.previous), (4, summary.last_year)] {
        let Some(other) = other else { continue };
        figures(sheet, top + 1, column, other.figures, styles)?;
        let (now, then) = (summary.total, other.figures);
        let changes = [now.amount_change(then), now.units_change(then), now.rows_change(then)];
        for (row, change) in (top + 1..).zip(changes) {
            percent(sheet, row, column + 1, change, &styles.change)?;
        }
    }
    let Some(returns) = summary.returns else { return Ok(top + 4) };
    sheet.write_string(top + 4, 0, format!("Returns in it ({})", report.currency))?;
    sheet.write_number_with_format(top + 4, 1, money(returns.amount), &styles.money)?;
    Ok(top + 5)
}

fn figures(sheet: &mut Worksheet, row: u32, column: u16, figures: Figures, styles: &Styles) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, column, money(figures.amount), &styles.money)?;
    sheet.write_number_with_format(row + 1, column, units(figures.units), styles.units(figures.units))?;
    sheet.write_number_with_format(row + 2, column, figures.rows as f64, &styles.count)?;
    Ok(())
}

/// A percentage as the fraction that a spreadsheet's format shows; nothing where there is none.
pub(super) fn percent(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    percent: Option<Percent>,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    if let Some(percent) = percent {
        sheet.write_number_with_format(row, column, percent.0 as f64 / 1000.0, format)?;
    }
    Ok(())
}

/// The nearest number a spreadsheet can hold: 15 digits, so exact to the fourth decimal up to 99 billion.
pub(super) fn money(amount: sellout_model::Amount) -> f64 {
    amount.0 as f64 / sellout_model::Amount::SCALE as f64
}

/// A quantity as a number.
pub(super) fn units(quantity: sellout_model::Quantity) -> f64 {
    quantity.0 as f64 / sellout_model::Quantity::SCALE as f64
}
