//! The sheet of transactions, row by row in constant memory; a new sheet where one is full.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::styles::Styles;
use super::summary::{money, units};
use super::{cell_text, head, write_date};
use crate::ReportError;
use crate::csv_report::COLUMNS;
use crate::model::{Report, Tally, Transaction, Transactions};

/// Rows on one sheet, below the 1,048,576 that the file format allows.
const SHEET_ROWS: u64 = 1_000_000;
/// Widths of the columns, in characters; negative for figures.
const WIDTHS: [f64; 14] = [11.0, 12.0, 11.0, 20.0, 20.0, 9.0, 9.0, 15.0, 42.0, -10.0, -13.0, 10.0, -16.0, 17.0];

pub(super) fn write(
    book: &mut Workbook,
    report: &Report,
    transactions: &mut Transactions<'_>,
    styles: &Styles,
) -> Result<(), ReportError> {
    let mut tally = Tally::default();
    for number in 1_u32.. {
        let sheet = book.add_worksheet_with_constant_memory()?;
        begin(sheet, number, styles)?;
        let mut row = 0;
        for each in (&mut *transactions).take(SHEET_ROWS as usize) {
            let sale = each.map_err(ReportError::Source)?;
            tally.add(&sale);
            row += 1;
            write_row(sheet, row, &sale, report, styles)?;
        }
        sheet.autofilter(0, 0, row.max(1), COLUMNS.len() as u16 - 1)?;
        if u64::from(row) < SHEET_ROWS || tally.rows() >= report.summary.total.rows {
            break;
        }
    }
    // A row too many would be missed by the loop above; the tally must see it.
    for each in transactions {
        tally.add(&each.map_err(ReportError::Source)?);
    }
    tally.agrees_with(report)
}

fn begin(sheet: &mut Worksheet, number: u32, styles: &Styles) -> Result<(), XlsxError> {
    let name = if number == 1 { "Transactions".to_owned() } else { format!("Transactions {number}") };
    sheet.set_name(name)?;
    let columns: Vec<(&str, f64)> = COLUMNS.into_iter().zip(WIDTHS).collect();
    head(sheet, &columns, styles)
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    sale: &Transaction,
    report: &Report,
    styles: &Styles,
) -> Result<(), XlsxError> {
    if let Some(day) = sale.sold_on {
        write_date(sheet, row, 0, day, styles)?;
    }
    write_date(sheet, row, 1, sale.period.from, styles)?;
    write_date(sheet, row, 2, sale.period.to, styles)?;
    let ean = sale.product_ean.map(|e| e.to_string());
    let texts = [
        (3, Some(sale.vendor.as_str())),
        (4, sale.store.as_deref()),
        (5, Some(sale.channel.as_str())),
        (6, sale.country.as_deref()),
        (7, ean.as_deref()),
        (8, sale.functional_name.as_deref()),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            sheet.write_string(row, column, cell_text(text))?;
        }
    }
    if let Some(quantity) = sale.quantity {
        sheet.write_number_with_format(row, 9, units(quantity), styles.units(quantity))?;
    }
    if let Some(amount) = sale.amount {
        sheet.write_number_with_format(row, 10, money(amount), &styles.money)?;
        sheet.write_string_with_format(row, 11, report.currency.code(), &styles.code)?;
    }
    if let Some(original) = sale.original_amount {
        sheet.write_number_with_format(row, 12, money(original), styles.money_in(sale.original_currency))?;
    }
    if let Some(currency) = sale.original_currency {
        sheet.write_string_with_format(row, 13, currency.code(), &styles.code)?;
    }
    Ok(())
}
