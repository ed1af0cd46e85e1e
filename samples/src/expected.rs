//! What a right reading of a sample gives, added up while the sample is written.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::money::Money;

/// A sample file and what it must come to.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The name that the sender gave the file.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// What a right reading of it gives.
    pub expected: Expected,
    pub(crate) sales: Vec<Sold>,
}

/// What a right reading of one file gives, loaded alone into an empty database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// The file's name.
    pub file: String,
    /// The code of its format.
    pub format: &'static str,
    /// Whose sales they are where the rows name their resellers, in alphabetical order; else empty.
    pub resellers: BTreeSet<String>,
    /// The first day that a sale of it is for.
    pub period_from: Option<NaiveDate>,
    /// The last day that a sale of it is for.
    pub period_to: Option<NaiveDate>,
    /// Sales or names loaded: of sales one a product, place and line; a row with figures of two stores gives two.
    pub rows_loaded: u32,
    /// Rows below the header that are no sale by their nature: blank, total, heading, zero, dropped by the format.
    pub rows_skipped: u32,
    /// Rows that cannot be read.
    pub rows_failed: u32,
    /// What was loaded of it.
    #[serde(flatten)]
    pub figures: Figures,
    /// How many of the sales loaded are returns: pieces that came back.
    pub returns: u32,
    /// Rows that must be refused, and why. A row may stand here twice.
    pub errors: Vec<Note>,
    /// Rows that are loaded with a word of warning.
    pub warnings: Vec<Note>,
    /// For the next edition of a file that is sent again each month: what of it is new.
    pub living: Option<Living>,
}

/// Pieces and money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Pieces, returns taken off.
    pub units: i64,
    /// Money in the currencies of the file, returns taken off: decimal text by currency code.
    pub amounts: BTreeMap<String, String>,
}

/// Something to say about one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The row as the sender sees it, from 1, header included.
    pub row: u32,
    /// The header of the column, if one is meant.
    pub column: Option<&'static str>,
    /// What stands there.
    pub value: String,
    /// What is the matter with it.
    pub why: &'static str,
}

/// What the next edition of a living file changes, loaded after the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Living {
    /// The edition before.
    pub after: String,
    /// Rows of stores and months that are as they were.
    pub rows_repeated: u32,
    /// Rows of stores and months of which the edition before said something else.
    pub rows_restated: u32,
    /// Rows of stores and months that the edition before did not have.
    pub rows_new: u32,
}

/// The totals of all samples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Each file, in the order of loading.
    pub files: Vec<Expected>,
    /// What counts when all of them are loaded in that order, whole.
    pub together: Figures,
    /// The same of the sales whose last day lies in [`crate::REPORT_PERIOD`].
    pub in_report_period: Figures,
}

/// One sale as it must be loaded.
#[derive(Clone, Debug)]
pub(crate) struct Sold {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) currency: &'static str,
    pub(crate) units: i64,
    pub(crate) amount: Money,
}

/// Counts a file while it is written.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) expected: Expected,
    sales: Vec<Sold>,
}

impl Tally {
    pub(crate) fn of(format: &'static str) -> Self {
        Self { expected: Expected { format, ..Expected::default() }, sales: Vec::new() }
    }

    /// A row that must be loaded.
    pub(crate) fn sold(&mut self, sold: Sold) {
        let expected = &mut self.expected;
        expected.rows_loaded += 1;
        expected.returns += u32::from(sold.units < 0);
        expected.period_from = expected.period_from.into_iter().chain([sold.from]).min();
        expected.period_to = expected.period_to.into_iter().chain([sold.to]).max();
        self.sales.push(sold);
    }

    /// A row that says what a vendor calls a product.
    pub(crate) fn named(&mut self) {
        self.expected.rows_loaded += 1;
    }

    /// Rows that are no sale.
    pub(crate) fn skipped(&mut self, rows: u32) {
        self.expected.rows_skipped += rows;
    }

    /// What has been sold so far.
    pub(crate) fn sales(&self) -> impl Iterator<Item = &Sold> {
        self.sales.iter()
    }

    /// The file as written.
    pub(crate) fn finish(mut self, name: &'static str, bytes: Vec<u8>) -> Sample {
        name.clone_into(&mut self.expected.file);
        self.expected.figures = figures(self.sales.iter());
        Sample { name, bytes, expected: self.expected, sales: self.sales }
    }
}

fn figures<'a>(sales: impl Iterator<Item = &'a Sold>) -> Figures {
    let mut units = 0;
    let mut amounts: BTreeMap<String, Money> = BTreeMap::new();
    for sold in sales {
        units += sold.units;
        *amounts.entry(sold.currency.to_owned()).or_default() += sold.amount;
    }
    Figures { units, amounts: amounts.into_iter().map(|(currency, amount)| (currency, amount.text())).collect() }
}

/// The totals of these files; a living file's older edition counts no more.
pub(crate) fn totals_of(samples: &[Sample]) -> Totals {
    let older: Vec<&String> = samples.iter().filter_map(|s| s.expected.living.as_ref()).map(|l| &l.after).collect();
    let counting: Vec<&Sold> =
        samples.iter().filter(|s| !older.contains(&&s.expected.file)).flat_map(|s| &s.sales).collect();
    let report = crate::files::month_days(2025, 4).0..=crate::files::month_days(2025, 6).1;
    Totals {
        files: samples.iter().map(|sample| sample.expected.clone()).collect(),
        together: figures(counting.iter().copied()),
        in_report_period: figures(counting.iter().copied().filter(|sold| report.contains(&sold.to))),
    }
}
