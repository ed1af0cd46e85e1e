//! Figures as they come out of a query.

use std::ops::{Add, Sub};

use sea_orm::{DbErr, QueryResult};

use super::Total;
use super::measure::read_wide;

/// What was sold: rows, pieces and money on the basis that was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many sales rows.
    pub rows: i64,
    /// Sum of the pieces that are known; returns count negative.
    pub units: Total,
    /// Sum of the amounts that are known, in the organisation's currency.
    pub amount: Total,
    /// Rows that do not know their pieces.
    pub no_units: i64,
    /// Rows that do not know their amount on this basis, or not in the organisation's currency.
    pub no_amount: i64,
}

impl Counted {
    /// The pieces, unless there are rows and none of them knows.
    pub fn known_units(&self) -> Option<Total> {
        (self.rows == 0 || self.no_units < self.rows).then_some(self.units)
    }

    /// The amount, unless there are rows and none of them knows.
    pub fn known_amount(&self) -> Option<Total> {
        (self.rows == 0 || self.no_amount < self.rows).then_some(self.amount)
    }

    /// Reads the columns of `measure::basic`, their names after `prefix`.
    pub(super) fn read(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let count = |name: &str| row.try_get::<i64>("", &format!("{prefix}{name}"));
        Ok(Self {
            rows: count("n_rows")?,
            units: read_wide(row, &format!("{prefix}units"))?,
            amount: read_wide(row, &format!("{prefix}amount"))?,
            no_units: count("no_units")?,
            no_amount: count("no_amount")?,
        })
    }
}

impl Add for Counted {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            units: self.units + other.units,
            amount: self.amount + other.amount,
            no_units: self.no_units + other.no_units,
            no_amount: self.no_amount + other.no_amount,
        }
    }
}
impl Sub for Counted {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            rows: self.rows - other.rows,
            units: self.units - other.units,
            amount: self.amount - other.amount,
            no_units: self.no_units - other.no_units,
            no_amount: self.no_amount - other.no_amount,
        }
    }
}

/// All that is known of a set of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// On the basis that was asked for.
    pub counted: Counted,
    /// Sum of the amounts as reported.
    pub reported: Total,
    /// Sum of the net amounts that are known.
    pub net: Total,
    /// Sum of the gross amounts that are known.
    pub gross: Total,
    /// The part of `reported` that has VAT inside.
    pub with_vat: Total,
    /// The part of `reported` that has no VAT inside.
    pub without_vat: Total,
    /// Rows that do not know their net amount.
    pub no_net: i64,
    /// Rows that do not know their gross amount.
    pub no_gross: i64,
    /// Rows with an amount that no rate converts yet.
    pub unconverted: i64,
}

impl Detail {
    /// The part of `reported` of which the files do not say whether VAT is inside.
    pub fn vat_unknown(&self) -> Total {
        self.reported - self.with_vat - self.without_vat
    }

    /// Reads the columns of `measure::detailed`.
    pub(super) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            counted: Counted::read(row, "")?,
            reported: read_wide(row, "reported")?,
            net: read_wide(row, "net")?,
            gross: read_wide(row, "gross")?,
            with_vat: read_wide(row, "with_vat")?,
            without_vat: read_wide(row, "without_vat")?,
            no_net: row.try_get("", "no_net")?,
            no_gross: row.try_get("", "no_gross")?,
            unconverted: row.try_get("", "unconverted")?,
        })
    }
}
