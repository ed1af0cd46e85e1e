//! The three numbers that every section counts.

use sellout_model::{Amount, Quantity};

use super::Percent;

/// Money, pieces and rows that belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Sum of the amounts that are known in the report's currency and basis.
    pub amount: Amount,
    /// Sum of the quantities that are known; returns count negative.
    pub units: Quantity,
    /// How many sales rows these are.
    pub rows: u64,
}

impl Figures {
    /// These and others together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            amount: Amount(self.amount.0.saturating_add(other.amount.0)),
            units: Quantity(self.units.0.saturating_add(other.units.0)),
            rows: self.rows.saturating_add(other.rows),
        }
    }

    /// Change of the amount against figures from before.
    pub fn amount_change(self, before: Self) -> Option<Percent> {
        Percent::change(self.amount.0, before.amount.0)
    }

    /// Change of the units against figures from before.
    pub fn units_change(self, before: Self) -> Option<Percent> {
        Percent::change(self.units.0, before.units.0)
    }

    /// Change of the number of rows against figures from before.
    pub fn rows_change(self, before: Self) -> Option<Percent> {
        Percent::change(i64::try_from(self.rows).ok()?, i64::try_from(before.rows).ok()?)
    }

    /// The amount's share of a total.
    pub fn share_of(self, total: Self) -> Option<Percent> {
        Percent::share(self.amount.0, total.amount.0)
    }
}

impl std::iter::Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), Self::plus)
    }
}
