//! Totals of a set of sales rows: what statements carry, so that most figures need no row scan.

use sea_orm::{DbErr, QueryResult, Value};
use sellout_model::{Amount, Quantity, Vat};
use serde::Serialize;

/// The columns that hold [`Totals`], in the order of [`Totals::values`].
pub(crate) const TOTALS: [&str; 12] = [
    "rows",
    "units",
    "amount",
    "net",
    "gross",
    "with_vat",
    "without_vat",
    "unconverted",
    "no_units",
    "no_amount",
    "no_net",
    "no_gross",
];

/// Sums over sales rows, in ten-thousandths, with how many rows do not know each. The fields are named as the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Rows.
    pub rows: i64,
    /// Pieces, where known.
    pub units: i64,
    /// Money in the organisation's currency, where known and converted.
    pub amount: i64,
    /// The same without VAT, where known.
    pub net: i64,
    /// The same with VAT, where known.
    pub gross: i64,
    /// The part of `amount` that is reported with VAT.
    pub with_vat: i64,
    /// The part of `amount` that is reported without VAT.
    pub without_vat: i64,
    /// Rows with an amount that no rate converts yet.
    pub unconverted: i64,
    /// Rows that do not know their pieces.
    pub no_units: i64,
    /// Rows that do not know their amount, or not in the organisation's currency.
    pub no_amount: i64,
    /// Rows that do not know their net amount.
    pub no_net: i64,
    /// Rows that do not know their gross amount.
    pub no_gross: i64,
}

/// A row's figures, as far as they are known.
#[derive(Clone, Copy, Debug)]
pub struct RowFigures {
    /// Pieces.
    pub quantity: Option<Quantity>,
    /// Amount in the file's currency.
    pub original: Option<Amount>,
    /// Amount in the organisation's currency.
    pub amount: Option<Amount>,
    /// That without VAT.
    pub net: Option<Amount>,
    /// That with VAT.
    pub gross: Option<Amount>,
    /// Whether the amount has VAT inside.
    pub vat: Vat,
}

impl Totals {
    /// Adds a row. Sums saturate: a statement of more than 922 trillion units is no statement.
    pub fn add_row(&mut self, row: &RowFigures) {
        let known = |sum: &mut i64, unknown: &mut i64, value: Option<i64>| match value {
            Some(value) => *sum = sum.saturating_add(value),
            None => *unknown += 1,
        };
        self.rows += 1;
        known(&mut self.units, &mut self.no_units, row.quantity.map(|q| q.0));
        known(&mut self.amount, &mut self.no_amount, row.amount.map(|a| a.0));
        known(&mut self.net, &mut self.no_net, row.net.map(|a| a.0));
        known(&mut self.gross, &mut self.no_gross, row.gross.map(|a| a.0));
        let amount = row.amount.map_or(0, |a| a.0);
        match row.vat {
            Vat::Included => self.with_vat = self.with_vat.saturating_add(amount),
            Vat::Excluded => self.without_vat = self.without_vat.saturating_add(amount),
            Vat::Unknown => {}
        }
        if row.original.is_some() && row.amount.is_none() {
            self.unconverted += 1;
        }
    }

    /// Both together.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let mut sum = *self;
        for (to, from) in sum.fields_mut().into_iter().zip(other.fields()) {
            *to = to.saturating_add(from);
        }
        sum
    }

    fn fields_mut(&mut self) -> [&mut i64; 12] {
        [
            &mut self.rows,
            &mut self.units,
            &mut self.amount,
            &mut self.net,
            &mut self.gross,
            &mut self.with_vat,
            &mut self.without_vat,
            &mut self.unconverted,
            &mut self.no_units,
            &mut self.no_amount,
            &mut self.no_net,
            &mut self.no_gross,
        ]
    }

    fn fields(&self) -> [i64; 12] {
        [
            self.rows,
            self.units,
            self.amount,
            self.net,
            self.gross,
            self.with_vat,
            self.without_vat,
            self.unconverted,
            self.no_units,
            self.no_amount,
            self.no_net,
            self.no_gross,
        ]
    }

    /// The totals as bound values, in the order of [`TOTALS`].
    pub(crate) fn values(&self) -> [Value; 12] {
        self.fields().map(Value::from)
    }

    /// Reads the totals of a query's row, whose columns are named as in [`TOTALS`].
    pub(crate) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let get = |name: &str| row.try_get::<i64>("", name);
        Ok(Self {
            rows: get("rows")?,
            units: get("units")?,
            amount: get("amount")?,
            net: get("net")?,
            gross: get("gross")?,
            with_vat: get("with_vat")?,
            without_vat: get("without_vat")?,
            unconverted: get("unconverted")?,
            no_units: get("no_units")?,
            no_amount: get("no_amount")?,
            no_net: get("no_net")?,
            no_gross: get("no_gross")?,
        })
    }
}
