//! The sections that split the total: resellers, products, channels, stores, countries.

use super::flow::Flow;
use super::table::{Cell, Column, Table};
use crate::model::{Figures, Line, Ranking, Report};
use crate::show;

/// Lines of one ranking in print; the other forms have all of them.
const MOST_LINES: usize = 40;
const ROW: f32 = 16.5;

pub(super) fn draw(flow: &mut Flow, report: &Report, ranking: &Ranking) {
    let rows = ranking.lines.len().min(8) as f32 + 1.0;
    flow.heading(ranking.subject.heading(), 16.0 + rows * ROW);
    let table = Table::begin(flow, columns(ranking), 8.4, ROW);
    let whole = report.whole_of(ranking.subject);
    let best = ranking.lines.iter().map(|l| l.figures.amount.0).max().unwrap_or(0);
    let (shown, hidden) = ranking.lines.split_at(ranking.lines.len().min(MOST_LINES));
    for line in shown {
        table.row(flow, &line_cells(report, ranking, line, whole, best));
    }
    let more: Figures = hidden.iter().map(|l| l.figures).chain(ranking.rest.map(|r| r.figures)).sum();
    let count = hidden.len() as u64 + ranking.rest.map_or(0, |r| r.count);
    if count > 0 {
        let name = format!("{} other {}", show::count(count), ranking.subject.plural());
        table.row(flow, &cells(report, ranking, Cell::Muted(name), more, whole));
    }
    let mut total = cells(report, ranking, Cell::Text("Total".to_owned()), ranking.total(), whole);
    if let (Some(previous), Some(last)) = (report.summary.previous, total.last_mut())
        && ranking.subject.splits_the_total()
    {
        *last = Cell::Change(ranking.total().amount_change(previous.figures));
    }
    table.total(flow, &total);
}

fn columns(ranking: &Ranking) -> Vec<Column> {
    let name = ranking.subject.column();
    let mut columns = match ranking.subject.detail_column() {
        Some(detail) => vec![Column::text(name, 168.0), Column::text(detail, 78.0), Column::text("", 42.0)],
        None => vec![Column::text(name, 150.0), Column::text("", 138.0)],
    };
    columns.extend([
        Column::figure("Share", 36.0),
        Column::figure("Sales", 74.0),
        Column::figure("Units", 50.0),
        Column::figure("Change", 51.28),
    ]);
    columns
}

fn line_cells(report: &Report, ranking: &Ranking, line: &Line, whole: Figures, best: i64) -> Vec<Cell> {
    let mut cells = cells(report, ranking, Cell::Text(line.name.clone()), line.figures, whole);
    let bar = if best > 0 { line.figures.amount.0 as f32 / best as f32 } else { 0.0 };
    let at = cells.len() - 5;
    cells[at] = Cell::Bar(bar.max(0.0));
    if ranking.subject.detail_column().is_some() {
        cells[1] = Cell::Muted(line.detail.clone().unwrap_or_default());
    }
    let change = line.previous.and_then(|before| line.figures.amount_change(before));
    if let Some(last) = cells.last_mut() {
        *last = Cell::Change(change);
    }
    cells
}

fn cells(report: &Report, ranking: &Ranking, name: Cell, figures: Figures, whole: Figures) -> Vec<Cell> {
    let mut cells = vec![name];
    if ranking.subject.detail_column().is_some() {
        cells.push(Cell::none());
    }
    cells.extend([
        Cell::none(),
        Cell::figure(figures.share_of(whole).map(show::share).unwrap_or_default(), false),
        Cell::figure(show::money(figures.amount, report.currency), figures.amount.0 < 0),
        Cell::figure(show::units(figures.units), figures.units.0 < 0),
        Cell::none(),
    ]);
    cells
}
