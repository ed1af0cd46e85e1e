//! Cells that stand once and count for the rows below: order fields on the first line of an order only.

use super::total_words::{self, TotalWord};
use crate::cells::{Cell, Row};
use crate::profile::SheetLayout;
use crate::value::cell;

/// What the columns said last.
#[derive(Debug, Default)]
pub(super) struct FillDown {
    values: Vec<String>,
    within: String,
    filled: Row,
}

impl FillDown {
    /// Forgets everything: a new sheet begins.
    pub(super) fn reset(&mut self) {
        self.values.clear();
        self.within.clear();
    }

    /// The row with its empty cells filled from above.
    pub(super) fn apply(&mut self, row: &Row, layout: &SheetLayout) -> &Row {
        self.values.resize(layout.fill_down.len(), String::new());
        if let Some(column) = layout.fill_within {
            let key = cell::text(row.cell(usize::from(column)));
            if !key.is_empty() && key != self.within {
                self.values.iter_mut().for_each(String::clear);
                keep(&mut self.within, &key);
            }
        }
        self.filled.begin(row.number());
        let width = layout.fill_down.iter().map(|c| usize::from(*c) + 1).max().unwrap_or(0).max(row.len());
        for column in 0..width {
            let own = row.cell(column);
            match layout.fill_down.iter().position(|c| usize::from(*c) == column) {
                Some(at) if cell::is_empty(own) => self.filled.push(Cell::Text(&self.values[at])),
                // The word of a total is not what the rows below it belong to.
                Some(_) if total_words::find(&cell::text(own), &[]) == Some(TotalWord::Exact) => self.filled.push(own),
                Some(at) => {
                    keep(&mut self.values[at], &cell::text(own));
                    self.filled.push(own);
                }
                None => self.filled.push(own),
            }
        }
        &self.filled
    }
}

fn keep(target: &mut String, text: &str) {
    target.clear();
    target.push_str(text);
}
