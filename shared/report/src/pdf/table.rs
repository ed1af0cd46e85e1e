//! Tables: heads that repeat on every page, cut texts, figures on a common right edge, light rules.

use super::flow::{Flow, LEFT, MEASURE, Style};
use super::tiles::{arrow, tone_of};
use crate::model::Percent;
use crate::palette::{ACCENT, ACCENT_PALE, DOWN, INK, MUTED, RULE};
use crate::show;

/// Space between the columns' contents.
const GUTTER: f32 = 8.0;

/// A column's head, its width in points, and where its contents stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) head: &'static str,
    pub(super) width: f32,
    pub(super) right: bool,
}

impl Column {
    pub(super) const fn text(head: &'static str, width: f32) -> Self {
        Self { head, width, right: false }
    }

    pub(super) const fn figure(head: &'static str, width: f32) -> Self {
        Self { head, width, right: true }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    /// Text, cut to the column.
    Text(String),
    /// Secondary text, cut to the column.
    Muted(String),
    /// A figure on the right edge; red where negative.
    Figure { text: String, negative: bool },
    /// A change with its arrow.
    Change(Option<Percent>),
    /// A bar, 0 to 1 of the column.
    Bar(f32),
}

impl Cell {
    pub(super) fn figure(text: String, negative: bool) -> Self {
        Self::Figure { text, negative }
    }

    pub(super) fn none() -> Self {
        Self::Text(String::new())
    }
}

/// A table being drawn row by row.
#[derive(Debug)]
pub(super) struct Table {
    columns: Vec<Column>,
    size: f32,
    row_height: f32,
}

impl Table {
    /// Draws the head.
    pub(super) fn begin(flow: &mut Flow, columns: Vec<Column>, size: f32, row_height: f32) -> Self {
        let table = Self { columns, size, row_height };
        table.head(flow);
        table
    }

    /// Draws a row, on a new page with the head again where this one is full.
    pub(super) fn row(&self, flow: &mut Flow, cells: &[Cell]) {
        if flow.need(self.row_height) {
            self.head(flow);
        }
        self.cells(flow, cells, false);
        let y = flow.y;
        flow.page().rule(LEFT, y, MEASURE, 0.4, RULE);
    }

    /// Draws the last row, in bold under a stronger rule.
    pub(super) fn total(&self, flow: &mut Flow, cells: &[Cell]) {
        if flow.need(self.row_height) {
            self.head(flow);
        }
        let y = flow.y;
        flow.page().rule(LEFT, y, MEASURE, 0.8, INK);
        self.cells(flow, cells, true);
    }

    fn head(&self, flow: &mut Flow) {
        let style = Style::bold(self.size - 0.8, MUTED);
        let base = flow.y + self.size + 1.0;
        let mut x = LEFT;
        for column in &self.columns {
            let text = flow.fitted(style, column.head, column.width - GUTTER / 2.0);
            if column.right {
                flow.text_right(x + column.width, base, style, &text);
            } else {
                flow.text(x, base, style, &text);
            }
            x += column.width;
        }
        flow.y = base + 4.5;
        let y = flow.y;
        flow.page().rule(LEFT, y, MEASURE, 0.8, INK);
    }

    fn cells(&self, flow: &mut Flow, cells: &[Cell], bold: bool) {
        let base = flow.y + self.row_height / 2.0 + self.size * 0.36;
        let mut x = LEFT;
        for (column, cell) in self.columns.iter().zip(cells) {
            self.cell(flow, (x, base, column.width), column.right, cell, bold);
            x += column.width;
        }
        flow.y += self.row_height;
    }

    fn cell(&self, flow: &mut Flow, at: (f32, f32, f32), right: bool, cell: &Cell, bold: bool) {
        let (x, base, width) = at;
        let plain = |tone| if bold { Style::bold(self.size, tone) } else { Style::regular(self.size, tone) };
        let (text, style) = match cell {
            Cell::Text(text) => (text.clone(), plain(INK)),
            Cell::Muted(text) => (text.clone(), plain(MUTED)),
            Cell::Figure { text, negative } => (text.clone(), plain(if *negative { DOWN } else { INK })),
            Cell::Change(percent) => return self.change(flow, (x, base, width), *percent),
            Cell::Bar(part) => return self.bar(flow, (x, base, width), *part),
        };
        if right {
            let style = flow.shrunk(style, &text, width - 2.0);
            flow.text_right(x + width, base, style, &text);
        } else {
            let text = flow.fitted(style, &text, width - GUTTER);
            flow.text(x, base, style, &text);
        }
    }

    fn change(&self, flow: &mut Flow, at: (f32, f32, f32), percent: Option<Percent>) {
        let (x, base, width) = at;
        let Some(percent) = percent else {
            flow.text_right(x + width, base, Style::regular(self.size, MUTED), "–");
            return;
        };
        let style = Style::regular(self.size, tone_of(percent));
        let text = flow.text_right(x + width, base, style, &show::change(percent));
        arrow(flow, x + width - text - 7.5, base, percent);
    }

    fn bar(&self, flow: &mut Flow, at: (f32, f32, f32), part: f32) {
        let (x, base, width) = at;
        let (y, height, room) = (base - self.size * 0.62, self.size * 0.55, width - GUTTER);
        flow.page().fill(x, y, room, height, ACCENT_PALE);
        if part > 0.0 {
            flow.page().fill(x, y, (room * part.min(1.0)).max(0.8), height, ACCENT);
        }
    }
}
