//! The table of transactions: the first ones, the total, and where the others are.

use sellout_model::ReportKind;

use super::flow::{Flow, LEFT, MEASURE, Style};
use super::table::{Cell, Column, Table};
use crate::ReportError;
use crate::model::{Report, Tally, Transaction, Transactions};
use crate::palette::MUTED;
use crate::show;

/// Transactions in print of a summary.
const IN_SUMMARY: u64 = 200;
/// Transactions in print of a report that is nothing else.
const IN_TRANSACTIONS: u64 = 5_000;
const ROW: f32 = 13.0;
const SIZE: f32 = 7.4;

pub(super) fn draw(flow: &mut Flow, report: &Report, transactions: &mut Transactions<'_>) -> Result<(), ReportError> {
    if report.is_empty() {
        return Ok(());
    }
    let most = match report.kind {
        ReportKind::SalesSummary => IN_SUMMARY,
        ReportKind::Transactions => IN_TRANSACTIONS,
    };
    flow.heading("Transactions", 16.0 + 4.0 * ROW);
    let table = Table::begin(flow, columns(), SIZE, ROW);
    let mut tally = Tally::default();
    for each in transactions.take(most as usize) {
        let sale = each.map_err(ReportError::Source)?;
        tally.add(&sale);
        table.row(flow, &cells(report, &sale));
    }
    let total = report.summary.total;
    if tally.rows() < total.rows && tally.rows() < most || tally.rows() > total.rows {
        tally.agrees_with(report)?;
    }
    let left = total.rows - tally.rows();
    if left == 0 {
        tally.agrees_with(report)?;
    }
    table.total(flow, &total_cells(report));
    if left > 0 {
        left_out(flow, tally.rows(), left);
    }
    Ok(())
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("Date", 52.0),
        Column::text("Reseller", 68.0),
        Column::text("Store", 74.0),
        Column::text("", 36.0),
        Column::text("Product", 135.28),
        Column::figure("Units", 28.0),
        Column::figure("Original", 54.0),
        Column::figure("Sales", 52.0),
    ]
}

fn cells(report: &Report, sale: &Transaction) -> Vec<Cell> {
    let when = sale.sold_on.map_or_else(|| sale.period.to_string(), |day| day.to_string());
    let product = sale.functional_name.clone().or_else(|| sale.product_ean.map(|e| e.to_string()));
    let original = match (sale.original_amount, sale.original_currency) {
        (Some(amount), Some(currency)) if currency != report.currency => {
            format!("{} {currency}", show::money(amount, currency))
        }
        _ => String::new(),
    };
    vec![
        Cell::Text(when),
        Cell::Text(sale.vendor.clone()),
        Cell::Text(sale.store.clone().unwrap_or_default()),
        Cell::Muted(sale.channel.to_string()),
        Cell::Text(product.unwrap_or_default()),
        Cell::figure(
            sale.quantity.map(show::units).unwrap_or_default(),
            sale.quantity.is_some_and(sellout_model::Quantity::is_return),
        ),
        Cell::Muted(original),
        Cell::figure(
            sale.amount.map(|a| show::money(a, report.currency)).unwrap_or_default(),
            sale.amount.is_some_and(|a| a.0 < 0),
        ),
    ]
}

fn total_cells(report: &Report) -> Vec<Cell> {
    let total = report.summary.total;
    let rows = show::counted(total.rows, "row", "rows");
    let mut cells = vec![Cell::Text("Total".to_owned()), Cell::Text(rows)];
    cells.extend([Cell::none(), Cell::none(), Cell::none()]);
    cells.push(Cell::figure(show::units(total.units), total.units.0 < 0));
    cells.push(Cell::none());
    cells.push(Cell::figure(show::money(total.amount, report.currency), total.amount.0 < 0));
    cells
}

fn left_out(flow: &mut Flow, shown: u64, left: u64) {
    let text = format!(
        "Printed here: the first {} of {} rows. The other {} are in the Excel and CSV forms of this report; \
         the total above counts all of them.",
        show::count(shown),
        show::count(shown + left),
        show::count(left),
    );
    let style = Style::regular(8.0, MUTED);
    let lines = flow.lines(style, &text, MEASURE);
    flow.need(lines.len() as f32 * 11.0 + 8.0);
    flow.y += 6.0;
    for line in lines {
        flow.text(LEFT, flow.y + 8.0, style, &line);
        flow.y += 11.0;
    }
}
