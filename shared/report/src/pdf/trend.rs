//! The chart of sales over time: bars, or a line over an area where the bars would be too thin.

use super::flow::{Flow, LEFT, RIGHT, Style};
use crate::model::{Report, Series};
use crate::palette::{ACCENT, ACCENT_PALE, DOWN, MUTED, RULE};
use crate::scale::{Scale, label_step};
use crate::show;

const HEIGHT: f32 = 128.0;
/// Room for the numbers of the axis.
const AXIS: f32 = 38.0;
/// More bars than this become a line.
const MOST_BARS: usize = 62;
const SMALL: Style = Style::regular(7.0, MUTED);

/// Where the chart lies on its page.
struct Plot {
    top: f32,
    left: f32,
    slot: f32,
    scale: Scale,
}

impl Plot {
    fn y(&self, value: f64) -> f32 {
        self.top + HEIGHT * (1.0 - self.scale.place(value) as f32)
    }

    fn middle(&self, index: usize) -> f32 {
        self.left + self.slot * (index as f32 + 0.5)
    }
}

pub(super) fn draw(flow: &mut Flow, report: &Report, series: &Series) {
    flow.heading(&format!("{}, {}", series.heading(), report.currency), HEIGHT + 24.0);
    let left = LEFT + AXIS;
    let plot = Plot {
        top: flow.y + 4.0,
        left,
        slot: (RIGHT - left) / series.points.len().max(1) as f32,
        scale: Scale::of(series.points.iter().map(|p| p.figures.amount.0), 4),
    };
    grid(flow, &plot);
    if series.points.len() <= MOST_BARS {
        bars(flow, &plot, series);
    } else {
        line(flow, &plot, series);
    }
    let zero = plot.y(0.0);
    flow.page().rule(left, zero, RIGHT - left, 0.8, MUTED);
    labels(flow, &plot, series);
    flow.y = plot.top + HEIGHT + 18.0;
}

fn grid(flow: &mut Flow, plot: &Plot) {
    for tick in plot.scale.ticks() {
        let y = plot.y(tick);
        flow.page().rule(plot.left, y, RIGHT - plot.left, 0.4, RULE);
        flow.text_right(plot.left - 6.0, y + 2.5, SMALL, &show::short(tick));
    }
}

fn bars(flow: &mut Flow, plot: &Plot, series: &Series) {
    let width = (plot.slot * 0.68).min(34.0);
    let zero = plot.y(0.0);
    for (index, point) in series.points.iter().enumerate() {
        let amount = point.figures.amount.0;
        let y = plot.y(amount as f64);
        let tone = if amount < 0 { DOWN } else { ACCENT };
        if amount != 0 {
            flow.page().fill(plot.middle(index) - width / 2.0, y.min(zero), width, (y - zero).abs(), tone);
        }
    }
}

fn line(flow: &mut Flow, plot: &Plot, series: &Series) {
    let points: Vec<(f32, f32)> = series
        .points
        .iter()
        .enumerate()
        .map(|(index, point)| (plot.middle(index), plot.y(point.figures.amount.0 as f64)))
        .collect();
    let zero = plot.y(0.0);
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        let mut area = vec![(first.0, zero)];
        area.extend(&points);
        area.push((last.0, zero));
        flow.page().shape(&area, ACCENT_PALE);
    }
    flow.page().stroke(&points, 1.4, ACCENT);
}

fn labels(flow: &mut Flow, plot: &Plot, series: &Series) {
    let names: Vec<String> = series.points.iter().map(|p| series.label(p)).collect();
    let widest = names.iter().map(|n| flow.measure(SMALL, n)).fold(1.0_f32, f32::max);
    let fit = ((RIGHT - plot.left) / (widest + 8.0)).floor().max(1.0) as usize;
    let step = label_step(names.len(), fit);
    for (index, name) in names.iter().enumerate().step_by(step) {
        let width = flow.measure(SMALL, name);
        let x = (plot.middle(index) - width / 2.0).clamp(plot.left - AXIS, RIGHT - width);
        flow.text(x, plot.top + HEIGHT + 11.0, SMALL, name);
    }
}
