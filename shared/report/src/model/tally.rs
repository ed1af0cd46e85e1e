//! Adds up the transactions that pass through a writer and holds them against the report's total.

use sellout_model::{Amount, Quantity};

use super::{Figures, Report, Transaction};
use crate::ReportError;

/// Sums of what was written so far; wide enough for any number of rows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    amount: i128,
    units: i128,
    rows: u64,
}

impl Tally {
    /// Counts one row.
    pub(crate) fn add(&mut self, row: &Transaction) {
        self.amount += row.amount.map_or(0, |a| i128::from(a.0));
        self.units += row.quantity.map_or(0, |q| i128::from(q.0));
        self.rows += 1;
    }

    /// How many rows were counted.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Fails if the rows are not what the report's total says: such a file must not leave the house.
    pub(crate) fn agrees_with(&self, report: &Report) -> Result<(), ReportError> {
        let total = report.summary.total;
        let same = self.amount == i128::from(total.amount.0)
            && self.units == i128::from(total.units.0)
            && self.rows == total.rows;
        if same {
            return Ok(());
        }
        let clamp = |v: i128| i64::try_from(v).unwrap_or(if v < 0 { i64::MIN } else { i64::MAX });
        let found = Figures { amount: Amount(clamp(self.amount)), units: Quantity(clamp(self.units)), rows: self.rows };
        Err(ReportError::Disagrees { section: "transactions".to_owned(), found, total })
    }
}
