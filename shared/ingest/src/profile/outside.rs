//! Rows that look like sales and belong to no table: above the first header, or behind the end of a table.

use crate::cells::{Cell, Row};
use crate::record::{RowWarning, Source};
use crate::value::text::tidy;
use crate::value::{DecimalSign, cell, number};

/// A single such row may be anything.
const SEVERAL: u32 = 2;

/// How many of them there are, and the first.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outside {
    rows: u32,
    first: u32,
}

impl Outside {
    /// Looks at a row that is not read.
    pub(crate) fn see(&mut self, row: &Row) {
        if looks_like_sale(row) {
            self.first = if self.rows == 0 { row.number() } else { self.first };
            self.rows += 1;
        }
    }

    /// Those of these rows that stand above a header, which begins in a row.
    pub(crate) fn above(rows: &[u32], begin: u32) -> Self {
        let rows: Vec<u32> = rows.iter().copied().filter(|row| *row < begin).collect();
        Self { rows: rows.len() as u32, first: rows.first().copied().unwrap_or_default() }
    }

    /// What people should know of them.
    pub(crate) fn warning(self, sheet: usize) -> Option<RowWarning> {
        (self.rows >= SEVERAL).then(|| RowWarning {
            code: "rows_outside",
            message: format!(
                "{} rows with words and figures are in no table that was read, the first in row {}; if they are sales, send \
                 them as a file of their own",
                self.rows, self.first
            ),
            source: Some(Source { sheet: sheet as u16, row: self.first, column: None }),
            value: None,
        })
    }
}

/// A word, a figure and something more.
pub(crate) fn looks_like_sale(row: &Row) -> bool {
    let filled = || row.cells().filter(|c| !cell::is_empty(*c));
    let is_figure = |c: Cell<'_>| match c {
        Cell::Number(_) => true,
        Cell::Text(text) => matches!(number::parse(tidy(text), DecimalSign::Point), Ok(Some(_))),
        _ => false,
    };
    let is_word = |c: Cell<'_>| matches!(c, Cell::Text(text) if text.chars().any(char::is_alphabetic));
    filled().count() >= 3 && filled().any(is_figure) && filled().any(is_word)
}
