//! The printed report: A4, an embedded subset of an OFL typeface, vector charts, page numbers, repeated table
//! heads. The order of the sections is read here; how each is drawn stands in its own file.

mod canvas;
mod face;
mod flow;
mod head;
mod notes;
mod rankings;
mod save;
mod table;
mod tiles;
mod transactions;
mod trend;

use std::io::Write;

use crate::ReportError;
use crate::model::{Report, Transactions};
use flow::Flow;

/// Writes the printed form. It shows the first transactions and says how many it leaves to the other forms.
pub fn write_pdf(
    report: &Report,
    transactions: &mut Transactions<'_>,
    out: &mut (dyn Write + Send),
) -> Result<(), ReportError> {
    report.check()?;
    let mut flow = Flow::begin(report)?;
    head::draw(&mut flow, report);
    tiles::draw(&mut flow, report);
    if report.is_empty() {
        notes::nothing(&mut flow);
    }
    notes::draw(&mut flow, report);
    if let Some(series) = report.over_time.as_ref().filter(|_| !report.is_empty()) {
        trend::draw(&mut flow, report, series);
    }
    for ranking in report.rankings.iter().filter(|r| !r.lines.is_empty()) {
        rankings::draw(&mut flow, report, ranking);
    }
    transactions::draw(&mut flow, report, transactions)?;
    notes::missing_letters(&mut flow);
    save::save(flow, report, out)
}
