//! Whether price times pieces is the amount, in rows that have all three.

use super::view::View;
use crate::format::Field;
use crate::profile::Lane;
use crate::value::Number;

/// So many rows with several pieces whose amount is their price, and none whose amount is more, are no accident.
const ROWS: u32 = 3;
/// Rounding of money, in ten-thousandths: a cent.
const A_CENT: i128 = 100;

/// What rows with a price beside their amount said.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Coherence {
    /// The amount is the price times the pieces.
    line: u32,
    /// The amount is the price, though there are several pieces.
    unit: u32,
    /// It is neither.
    neither: u32,
}

impl Coherence {
    /// Looks at one lane of a row.
    pub(super) fn see(&mut self, view: &View<'_>, lane: &Lane) {
        if lane.columns.of(Field::Price).is_empty() || lane.columns.of(Field::Amount).is_empty() {
            return;
        }
        let number = |field: Field| view.figure(&lane.columns, field).ok().flatten().map(|(number, _)| number);
        let (Some(pieces), Some(price), Some(amount)) =
            (number(Field::Quantity), number(Field::Price), number(Field::Amount))
        else {
            return;
        };
        let amount_of = |number: Option<Number>| number.and_then(|n| n.amount()).map(|a| i128::from(a.0));
        let (Some(line), Some(unit), Some(amount)) =
            (amount_of(price.times(&pieces)), amount_of(Some(price)), amount_of(Some(amount)))
        else {
            return;
        };
        let pieces = pieces.quantity().map_or(0, |q| i128::from(q.0).abs());
        if pieces <= 10_000 || unit == 0 {
            return;
        }
        // The price may be rounded to a cent, so the product may be off by half a cent a piece.
        let rounding = A_CENT + pieces * A_CENT / 20_000;
        if (line - amount).abs() <= rounding {
            self.line += 1;
        } else if (unit - amount).abs() <= A_CENT {
            self.unit += 1;
        } else {
            self.neither += 1;
        }
    }

    /// Whether the amounts are prices.
    pub(super) fn are_prices(&self) -> bool {
        self.unit >= ROWS && self.line == 0 && self.neither == 0
    }

    /// Rows whose price times pieces is the amount, and rows where it is not.
    pub(crate) fn line_votes(&self) -> (u32, u32) {
        (self.line, self.unit + self.neither)
    }
}
