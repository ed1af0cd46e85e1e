//! The workbook's native charts.

use rust_xlsxwriter::{Chart, ChartAxis, ChartFont, ChartLine, ChartSolidFill, Color};

use crate::palette::{ACCENT, MUTED, RULE};

/// More bars than this cannot be told apart.
pub(super) const MOST_BARS: usize = 20;

/// Amounts over time, from the sheet `Over time`.
pub(super) fn trend(heading: &str, amount: &str, rows: u32) -> Chart {
    let mut chart = Chart::new_column();
    let series = chart.add_series();
    series.set_name(amount).set_gap(40);
    series.set_categories(("Over time", 1, 0, rows, 0)).set_values(("Over time", 1, 3, rows, 3));
    series.set_format(&mut fill());
    dress(&mut chart, heading, 760, 340);
    figures_axis(chart.y_axis());
    chart
}

/// Amounts of the first lines of a ranking, best on top.
pub(super) fn bars(sheet: &str, heading: &str, rows: u32) -> Chart {
    let mut chart = Chart::new_bar();
    let series = chart.add_series();
    series.set_name(heading).set_gap(50);
    series.set_categories((sheet, 1, 0, rows, 0)).set_values((sheet, 1, 2, rows, 2));
    series.set_format(&mut fill());
    // Of a bar chart the library's y axis is the one with the names.
    chart.y_axis().set_reverse();
    dress(&mut chart, heading, 640, 120 + rows * 26);
    chart.y_axis().set_major_gridlines(false);
    figures_axis(chart.x_axis());
    chart
}

fn fill() -> ChartSolidFill {
    let mut fill = ChartSolidFill::new();
    fill.set_color(Color::RGB(ACCENT));
    fill
}

fn dress(chart: &mut Chart, heading: &str, width: u32, height: u32) {
    let mut font = ChartFont::new();
    font.set_color(Color::RGB(MUTED)).set_size(9);
    let mut title = ChartFont::new();
    title.set_size(12).set_bold();
    chart.title().set_name(heading).set_font(&title);
    chart.legend().set_hidden();
    chart.set_width(width).set_height(height).set_alt_text(heading);
    chart.x_axis().set_font(&font);
    chart.y_axis().set_font(&font);
}

fn figures_axis(axis: &mut ChartAxis) {
    axis.set_num_format("#,##0").set_major_gridlines(true);
    axis.set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(RULE)));
}
