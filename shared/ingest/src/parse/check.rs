//! Sums that stand once in a sheet, of a column over all of its rows, sales or not.

use super::view::View;
use crate::format::Field;
use crate::record::{Control, Measure, Source};

/// The sums of one table.
#[derive(Debug, Default)]
pub(super) struct Checks(Vec<Sum>);

#[derive(Debug, Default, Clone)]
struct Sum {
    rows: i128,
    stated: Option<(i64, String, Source)>,
    /// A cell could not be read, so nothing can be compared.
    unsure: bool,
}

impl Checks {
    /// Begins a table with so many of them.
    pub(super) fn begin(&mut self, count: usize) {
        self.0 = vec![Sum::default(); count];
    }

    /// Counts a row. The first row that states the sum counts as that.
    pub(super) fn row(&mut self, view: &View<'_>) {
        for (sum, (total, of)) in self.0.iter_mut().zip(&view.layout.checks) {
            match view.number_at(*of, Field::Amount).map(|number| number.and_then(|n| n.amount())) {
                Ok(amount) => sum.rows += i128::from(amount.map_or(0, |a| a.0)),
                Err(_) => sum.unsure = true,
            }
            if sum.stated.is_none()
                && let Ok(Some(stated)) = view.number_at(*total, Field::Amount).map(|n| n.and_then(|n| n.amount()))
            {
                let source = Source { sheet: view.layout.sheet, row: view.row.number(), column: Some(*total) };
                sum.stated = Some((stated.0, view.layout.header(*total).to_owned(), source));
            }
        }
    }

    /// The comparisons at the end of the table.
    pub(super) fn close(&mut self) -> Vec<Control> {
        let compare = |sum: Sum| {
            let (file, label, source) = sum.stated.filter(|_| !sum.unsure)?;
            Some(Control { label, source, measure: Measure::Amount, file, rows: i64::try_from(sum.rows).ok()? })
        };
        std::mem::take(&mut self.0).into_iter().filter_map(compare).collect()
    }
}
