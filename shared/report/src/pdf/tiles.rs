//! The totals in tiles, each with its change against the period before and a year earlier.

use super::flow::{Flow, LEFT, MEASURE, Style};
use crate::model::{Comparison, Figures, Percent, Report};
use crate::palette::{DOWN, INK, MUTED, Tone, UP, WASH};
use crate::show;

const HEIGHT: f32 = 78.0;
const GAP: f32 = 9.0;
const PAD: f32 = 10.0;
const SMALL: f32 = 7.4;

/// One total and how to compare it.
struct Tile {
    label: String,
    value: String,
    change: Option<fn(Figures, Figures) -> Option<Percent>>,
    aside: Option<String>,
    share: f32,
}

pub(super) fn draw(flow: &mut Flow, report: &Report) {
    let tiles = tiles(report);
    let shares: f32 = tiles.iter().map(|t| t.share).sum();
    let room = MEASURE - GAP * (tiles.len() as f32 - 1.0);
    let mut x = LEFT;
    for tile in &tiles {
        let width = room * tile.share / shares;
        draw_tile(flow, report, tile, x, width);
        x += width + GAP;
    }
    flow.y += HEIGHT + 6.0;
}

fn tiles(report: &Report) -> Vec<Tile> {
    let total = report.summary.total;
    let tile = |label: &str, value: String, share: f32| Tile {
        label: label.to_owned(),
        value,
        change: None,
        aside: None,
        share,
    };
    let mut tiles = vec![
        Tile {
            change: Some(Figures::amount_change),
            ..tile("Sales", show::money(total.amount, report.currency), 1.45)
        },
        Tile { change: Some(Figures::units_change), ..tile("Units", show::units(total.units), 1.1) },
        Tile { change: Some(Figures::rows_change), ..tile("Sales rows", show::count(total.rows), 1.1) },
    ];
    tiles[0].label = format!("Sales, {}", report.currency);
    if let Some(returns) = report.summary.returns.filter(|r| r.rows > 0) {
        let aside = format!("{}, in the sales", show::counted(returns.rows, "row", "rows"));
        tiles.push(Tile { aside: Some(aside), ..tile("Returns", show::money(returns.amount, report.currency), 1.1) });
    }
    tiles
}

fn draw_tile(flow: &mut Flow, report: &Report, tile: &Tile, x: f32, width: f32) {
    let top = flow.y;
    let inner = width - 2.0 * PAD;
    flow.page().fill(x, top, width, HEIGHT, WASH);
    flow.text(x + PAD, top + 17.0, Style::regular(8.0, MUTED), &tile.label);
    let style = flow.shrunk(Style::bold(17.0, INK), &tile.value, inner);
    flow.text(x + PAD, top + 39.0, style, &tile.value);
    if let Some(aside) = &tile.aside {
        let style = Style::regular(SMALL, MUTED);
        let aside = flow.fitted(style, aside, inner);
        flow.text(x + PAD, top + 56.0, style, &aside);
    }
    let Some(change) = tile.change else { return };
    let others = [(report.summary.previous, "before"), (report.summary.last_year, "last year")];
    let mut y = top + 56.0;
    for (other, short) in others {
        if let Some(other) = other {
            let percent = change(report.summary.total, other.figures);
            comparison(flow, other, short, percent, (x + PAD, y, inner));
            y += 12.0;
        }
    }
}

/// An arrow, the change, and against what.
fn comparison(flow: &mut Flow, other: Comparison, short: &str, percent: Option<Percent>, at: (f32, f32, f32)) {
    let (x, y, width) = at;
    let muted = Style::regular(SMALL, MUTED);
    let Some(percent) = percent else {
        let text = against(flow, ("nothing in", &show::period(&other.period)), ("nothing", short), width);
        flow.text(x, y, muted, &text);
        return;
    };
    let (mut end, tone) = (x + arrow(flow, x, y, percent), tone_of(percent));
    end += flow.text(end, y, Style::bold(SMALL, tone), &show::change(percent)) + 3.0;
    let text = against(flow, ("vs", &show::period(&other.period)), ("vs", short), x + width - end);
    flow.text(end, y, muted, &text);
}

/// The full wording if it fits, else the short one.
fn against(flow: &mut Flow, full: (&str, &str), short: (&str, &str), room: f32) -> String {
    let muted = Style::regular(SMALL, MUTED);
    let named = format!("{} {}", full.0, full.1);
    let text = if flow.measure(muted, &named) <= room { named } else { format!("{} {}", short.0, short.1) };
    flow.fitted(muted, &text, room)
}

/// Green for gains, red for losses, grey for neither.
pub(super) fn tone_of(percent: Percent) -> Tone {
    match percent.0 {
        0 => MUTED,
        1.. => UP,
        _ => DOWN,
    }
}

/// A small triangle up or down on the base line; gives the room it takes.
pub(super) fn arrow(flow: &mut Flow, x: f32, y: f32, percent: Percent) -> f32 {
    let tone = tone_of(percent);
    let (low, high) = (y - 0.4, y - 5.0);
    match percent.0 {
        0 => {}
        1.. => flow.page().shape(&[(x, low), (x + 5.0, low), (x + 2.5, high)], tone),
        _ => flow.page().shape(&[(x, high), (x + 5.0, high), (x + 2.5, low)], tone),
    }
    if percent.0 == 0 { 0.0 } else { 7.5 }
}
