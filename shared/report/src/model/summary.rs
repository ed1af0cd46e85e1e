//! Totals of a report, what they are compared with, and what they leave out.

use sellout_model::{Amount, Currency, Period};

use super::Figures;

/// The totals and everything a reader must know to trust them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// All rows of the report.
    pub total: Figures,
    /// The period before, of equal length.
    pub previous: Option<Comparison>,
    /// The same period a year earlier.
    pub last_year: Option<Comparison>,
    /// The part of the total that is returns (negative), if the report counts them.
    pub returns: Option<Figures>,
    /// Net amounts, as far as they are known.
    pub net: Option<Known>,
    /// Gross amounts, as far as they are known.
    pub gross: Option<Known>,
    /// How much of the total includes VAT, if the report's basis mixes.
    pub vat: Option<VatMix>,
    /// Rows whose units count and whose amounts do not, since their currency has no rate yet.
    pub unconverted: Vec<Unconverted>,
    /// Figures of rows that are left out, since their period is longer than the report's.
    pub outside_grain: Figures,
    /// Rows of the total without an amount in the file.
    pub rows_without_amount: u64,
    /// Rows of the total without a quantity in the file.
    pub rows_without_quantity: u64,
}

/// The total of another period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Which period.
    pub period: Period,
    /// Its figures, with the same filters and basis.
    pub figures: Figures,
}

/// A sum of what is known, and how many rows it could not take in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The sum.
    pub amount: Amount,
    /// Rows for which it is not known.
    pub unknown_rows: u64,
}

/// The parts of a total by what is known of VAT; together they are the total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VatMix {
    /// With VAT inside.
    pub included: Amount,
    /// Without VAT.
    pub excluded: Amount,
    /// The files do not say.
    pub unknown: Amount,
}

/// Rows of one currency without a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unconverted {
    /// The files' currency.
    pub currency: Currency,
    /// Sum in that currency.
    pub amount: Amount,
    /// How many rows.
    pub rows: u64,
}
