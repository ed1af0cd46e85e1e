//! What the figures are and what they leave out, in small type; and the sentence of an empty report.

use super::flow::{Flow, LEFT, MEASURE, Style};
use crate::model::Report;
use crate::palette::{ACCENT, INK, MUTED, WASH};
use crate::{show, words};

const SMALL: Style = Style::regular(7.6, MUTED);

pub(super) fn draw(flow: &mut Flow, report: &Report) {
    let mut notes = words::notes(report);
    if let Some(previous) = report.summary.previous.filter(|_| !report.rankings.is_empty()) {
        notes.push(format!("Changes in the tables are against {}.", show::period(&previous.period)));
    }
    notes.push("Sums are made from exact amounts and rounded only in print.".to_owned());
    flow.y += 6.0;
    for note in notes {
        bullet(flow, &note);
    }
}

/// The whole report in a sentence, where there is nothing to report.
pub(super) fn nothing(flow: &mut Flow) {
    flow.y += 10.0;
    let y = flow.y;
    flow.page().fill(LEFT, y, MEASURE, 64.0, WASH);
    flow.page().fill(LEFT, y, 3.0, 64.0, ACCENT);
    flow.text(LEFT + 18.0, y + 28.0, Style::bold(12.0, INK), words::NO_SALES);
    let hint = "Sales appear here once a file with sales of this period is loaded.";
    flow.text(LEFT + 18.0, y + 45.0, Style::regular(8.5, MUTED), hint);
    flow.y += 76.0;
}

/// Says what the mark for missing letters means, if it was used.
pub(super) fn missing_letters(flow: &mut Flow) {
    if flow.missing {
        flow.y += 8.0;
        let text = "\u{fffd} stands for a letter that the typeface of the printed form lacks; \
                    the Excel and CSV forms of this report have every letter.";
        bullet(flow, text);
    }
}

fn bullet(flow: &mut Flow, text: &str) {
    let lines = flow.lines(SMALL, text, MEASURE - 9.0);
    flow.need(lines.len() as f32 * 10.5 + 2.0);
    let y = flow.y;
    flow.page().fill(LEFT, y + 3.6, 3.0, 3.0, ACCENT);
    for line in lines {
        flow.text(LEFT + 9.0, flow.y + 7.5, SMALL, &line);
        flow.y += 10.5;
    }
    flow.y += 1.5;
}
