//! Sales over time as bars, or as a line where there are too many.

use sellout_model::Currency;

use super::svg::{Paint, Svg};
use crate::model::Series;
use crate::scale::{Scale, label_step};
use crate::show;

const WIDTH: u32 = 720;
const HEIGHT: u32 = 240;
const LEFT: f64 = 52.0;
const TOP: f64 = 12.0;
const PLOT_HEIGHT: f64 = 196.0;
const MOST_BARS: usize = 62;

/// A chart of the amounts over time, as an `<svg>` element that fills the width it is given.
pub fn trend_svg(series: &Series, currency: Currency) -> String {
    let mut svg = Svg::begin(WIDTH, HEIGHT, &series.heading(), &description(series, currency));
    let room = f64::from(WIDTH) - LEFT - 4.0;
    let slot = room / series.points.len().max(1) as f64;
    let scale = Scale::of(series.points.iter().map(|p| p.figures.amount.0), 4);
    let y = |value: f64| TOP + PLOT_HEIGHT * (1.0 - scale.place(value));
    for tick in scale.ticks() {
        svg.rule(LEFT, y(tick), room, Paint::Grid);
        svg.label(LEFT - 8.0, y(tick) + 4.0, "end", &show::short(tick));
    }
    let middle = |index: usize| LEFT + slot * (index as f64 + 0.5);
    if series.points.len() <= MOST_BARS {
        let width = (slot * 0.7).min(40.0);
        for (index, point) in series.points.iter().enumerate() {
            let amount = point.figures.amount;
            let (top, zero) = (y(amount.0 as f64), y(0.0));
            let hint = format!("{}: {} {currency}", series.label(point), show::money(amount, currency));
            let paint = if amount.0 < 0 { Paint::Loss } else { Paint::Bar };
            svg.bar((middle(index) - width / 2.0, top.min(zero)), (width, (top - zero).abs()), paint, &hint);
        }
    } else {
        let points: Vec<(f64, f64)> =
            series.points.iter().enumerate().map(|(i, p)| (middle(i), y(p.figures.amount.0 as f64))).collect();
        svg.area(&points, y(0.0));
    }
    svg.rule(LEFT, y(0.0), room, Paint::Text);
    let step = label_step(series.points.len(), 10);
    for (index, point) in series.points.iter().enumerate().step_by(step) {
        svg.label(middle(index), TOP + PLOT_HEIGHT + 20.0, "middle", &series.label(point));
    }
    svg.end()
}

/// What the chart shows, for those who cannot see it.
fn description(series: &Series, currency: Currency) -> String {
    let best = series.points.iter().max_by_key(|p| p.figures.amount);
    let Some(best) = best else { return "No sales.".to_owned() };
    format!(
        "{} {currency} in all; the best of {} is {} with {} {currency}.",
        show::money(series.total().amount, currency),
        show::counted(series.points.len() as u64, "bar", "bars"),
        series.label(best),
        show::money(best.figures.amount, currency),
    )
}

#[cfg(test)]
mod tests {
    use sellout_model::{Amount, Grain};

    use super::*;
    use crate::sample;

    #[test]
    fn a_trend_says_what_it_shows_and_draws_a_bar_a_day() {
        let report = sample::report(300);
        let series = report.over_time.expect("a series");
        let svg = trend_svg(&series, report.currency);
        assert_eq!(svg.matches("<rect").count(), 30);
        assert!(svg.contains("<desc>") && svg.contains("the best of 30 bars is"), "{svg}");
        assert!(!svg.contains("script") && !svg.contains("NaN"));
    }

    #[test]
    fn losses_hang_below_zero_and_an_empty_series_is_still_a_chart() {
        let report = sample::report(10);
        let mut series = report.over_time.expect("a series");
        series.points[0].figures.amount = Amount(-5_000_000);
        assert!(trend_svg(&series, report.currency).contains("--chart-loss"));
        series.points.clear();
        series.grain = Grain::Month;
        assert!(trend_svg(&series, report.currency).contains("No sales."));
    }
}
