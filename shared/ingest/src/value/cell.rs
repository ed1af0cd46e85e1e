//! Cells as text, without an allocation where the cell is text already.

use std::borrow::Cow;
use std::fmt::Write;

use super::number::Number;
use super::text::tidy;
use crate::cells::{Cell, Row};

/// The cell's text, trimmed; numbers in their shortest form, days as ISO. Error values give their sign.
pub fn text(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) | Cell::Error(text) => Cow::Borrowed(tidy(text)),
        Cell::Number(number) => Cow::Owned(plain_number(number)),
        Cell::Date(date) => Cow::Owned(if date.time() == chrono::NaiveTime::MIN {
            date.date().to_string()
        } else {
            date.format("%Y-%m-%d %H:%M:%S").to_string()
        }),
        Cell::Bool(value) => Cow::Borrowed(if value { "TRUE" } else { "FALSE" }),
    }
}

/// Whether a cell says nothing.
#[inline]
pub fn is_empty(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => tidy(text).is_empty(),
        _ => false,
    }
}

/// The row's cells joined by tabs, cut at `limit` bytes.
pub fn joined(row: &Row, limit: usize) -> String {
    let mut out = String::new();
    for (at, cell) in row.cells().enumerate() {
        if at > 0 {
            out.push('\t');
        }
        out.push_str(&text(cell));
        if out.len() > limit {
            return super::text::shorten(&out, limit);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn plain_number(number: f64) -> String {
    let mut out = String::new();
    let written = match Number::from_f64(number) {
        Ok(exact) if exact.scale == 0 => write!(out, "{}", exact.mantissa),
        _ => write!(out, "{number}"),
    };
    match written {
        Ok(()) => out,
        Err(_) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_cell_reads_as_its_digits() {
        assert_eq!(text(Cell::Number(489_434.0)), "489434");
        assert_eq!(text(Cell::Number(2.55)), "2.55");
        assert_eq!(text(Cell::Text(" a\u{a0}")), "a");
    }
}
