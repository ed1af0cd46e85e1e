//! What a description makes of a whole file, in numbers.

use std::collections::BTreeMap;

use sellout_model::Amount;
use serde::{Deserialize, Serialize};

use crate::record::{Item, Record};

/// What a description makes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Sales.
    pub rows: u64,
    /// Rows that are no sales.
    pub skipped: u64,
    /// What could not be read: a row may have several errors.
    pub errors: u64,
    /// Pieces, as a decimal.
    pub units: String,
    /// Money by currency, as decimals.
    pub amounts: BTreeMap<String, String>,
    /// Whether its rows add to figures that are there, instead of taking their place.
    pub adds: bool,
    /// Why the file cannot be read at all.
    pub problem: Option<String>,
    /// The code of the format that the file is recognised as, if that was looked for and one is sure enough.
    pub recognised_as: Option<String>,
}

/// Counts items as they pass.
#[derive(Debug, Default)]
pub(super) struct Tally {
    reading: Reading,
    units: i128,
    amounts: BTreeMap<String, i128>,
}

impl Tally {
    pub(super) fn count(&mut self, item: &Item) {
        match item {
            Item::Sale(record) => self.add(record),
            Item::Alias(_) => self.reading.rows += 1,
            Item::Named { .. } | Item::Skipped(_) => self.reading.skipped += 1,
            Item::Error(_) => self.reading.errors += 1,
            Item::Warning(_) | Item::Control(_) => {}
        }
    }

    fn add(&mut self, record: &Record) {
        self.reading.rows += 1;
        self.units += record.quantity.map_or(0, |q| i128::from(q.0));
        if let (Some(currency), Some(amount)) = (record.currency, record.amount) {
            *self.amounts.entry(currency.to_string()).or_default() += i128::from(amount.0);
        }
    }

    pub(super) fn reading(self) -> Reading {
        // Sums beyond what an amount can hold are those of a file of noise.
        let text = |sum: i128, digits| Amount(i64::try_from(sum).unwrap_or(i64::MAX)).to_text(digits);
        let amounts = self.amounts.into_iter().map(|(currency, sum)| (currency, text(sum, 2))).collect();
        Reading { units: text(self.units, 0), amounts, ..self.reading }
    }
}
