//! A row's own sum beside the figures that it is the sum of: a total column behind the months.

use super::figures::Figures;
use super::view::View;
use crate::format::Field;

/// The sums of a row's lanes, in ten-thousandths.
#[derive(Debug, Default)]
pub(super) struct RowSums {
    quantity: i128,
    amount: i128,
    /// There is nothing to compare, or a figure could not be read.
    idle: bool,
}

impl RowSums {
    pub(super) fn new(view: &View<'_>) -> Self {
        Self { idle: view.layout.row_totals.is_empty(), ..Self::default() }
    }

    /// Counts the figures of one lane.
    pub(super) fn add(&mut self, figures: &Figures) {
        self.idle |= !figures.faults.is_empty();
        self.quantity += i128::from(figures.quantity.map_or(0, |q| q.0));
        self.amount += i128::from(figures.amount.map_or(0, |a| a.0));
    }

    /// The sentence for a total that is not the sum of its row.
    pub(super) fn gap(&self, view: &View<'_>) -> Option<String> {
        let labelled = view.layout.lanes.iter().any(|lane| lane.own_column.is_some());
        if self.idle || !labelled {
            return None;
        }
        view.layout.row_totals.iter().find_map(|(field, column)| {
            let stated = view.number_at(*column, *field).ok()??.amount()?;
            let sum = if *field == Field::Quantity { self.quantity } else { self.amount };
            let sum = sellout_model::Amount(i64::try_from(sum).ok()?);
            (sum != stated).then(|| {
                format!(
                    "the row's {:?} says {}, its cells come to {}; the cells were loaded",
                    view.layout.header(*column),
                    stated.to_text(0),
                    sum.to_text(0)
                )
            })
        })
    }
}
