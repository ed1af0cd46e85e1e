//! The title block of the first page.

use super::flow::{Flow, LEFT, MEASURE, RIGHT, Style};
use crate::model::Report;
use crate::palette::{ACCENT, INK, MUTED, RULE};
use crate::{show, words};

pub(super) fn draw(flow: &mut Flow, report: &Report) {
    let top = flow.y;
    flow.page().fill(LEFT, top - 4.0, 34.0, 3.0, ACCENT);
    let organisation = flow.fitted(Style::bold(9.0, MUTED), &report.organisation, MEASURE * 0.6);
    flow.text(LEFT, top + 15.0, Style::bold(9.0, MUTED), &organisation);
    flow.text_right(RIGHT, top + 15.0, Style::regular(9.0, MUTED), &format!("Amounts in {}", report.currency));

    let title = Style::bold(25.0, INK);
    let title = flow.shrunk(title, &report.title, MEASURE);
    let text = flow.fitted(title, &report.title, MEASURE);
    flow.text(LEFT, top + 46.0, title, &text);
    flow.text(LEFT, top + 66.0, Style::regular(13.0, ACCENT), &show::period(&report.period));
    flow.y = top + 78.0;
    if !report.filters.is_empty() {
        let style = Style::regular(8.5, MUTED);
        for line in flow.lines(style, &format!("Only {}", words::filters(report)), MEASURE) {
            flow.text(LEFT, flow.y + 6.0, style, &line);
            flow.y += 12.0;
        }
    }
    flow.y += 4.0;
    let y = flow.y;
    flow.page().rule(LEFT, y, MEASURE, 0.75, RULE);
    flow.y += 14.0;
}
