//! A whole file read one way, to see what that would give. Nothing is kept but sums and the first sales.

use std::collections::BTreeSet;

use sellout_model::{Amount, Currency, Period};

use super::{Choice, Sample};
use crate::book::Book;
use crate::error::ReadError;
use crate::format::Format;
use crate::parse::parse;
use crate::profile::vat::said_of_total;
use crate::profile::{Context, look};
use crate::record::{Control, Item, Measure, Record};
use crate::value::text::shorten;

/// How many sales are shown.
const SHOWN: usize = 5;

/// What a file came to.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    rows: Vec<Sample>,
    sales: u64,
    errors: u64,
    units: Option<i64>,
    amount: Option<i64>,
    currencies: BTreeSet<Currency>,
    range: Option<Period>,
    /// Totals of the file that its rows come to, and those that they do not.
    pub(crate) agree: u32,
    pub(crate) differ: u32,
    /// The same of totals of money alone.
    pub(crate) money_agrees: u32,
    pub(crate) money_differs: u32,
    /// Totals that say they are without VAT, and with it, that the amounts come to: the last of each.
    vat_totals: [Option<String>; 2],
    /// Rows whose price times pieces is their amount, and those where it is not.
    pub(crate) products_agree: u32,
    pub(crate) products_differ: u32,
}

impl Trial {
    /// Reads the whole book.
    pub(crate) fn of(book: &dyn Book, format: &Format, ctx: &Context) -> Result<Self, ReadError> {
        let profile = look(book, format, ctx)?;
        let mut trial = Self::default();
        let mut parser = parse(book, format, &profile, ctx);
        for item in parser.by_ref() {
            match item? {
                Item::Sale(record) => trial.sale(&record),
                Item::Error(_) => trial.errors += 1,
                Item::Control(control) => trial.control(&control),
                Item::Warning(warning) if warning.code == "row_total_differs" => trial.differ += 1,
                Item::Alias(_) | Item::Warning(_) | Item::Named { .. } | Item::Skipped(_) => {}
            }
        }
        (trial.products_agree, trial.products_differ) = parser.coherence().line_votes();
        Ok(trial)
    }

    /// Whether the file's own figures agree with this reading and with no other one.
    pub(crate) fn is_proven_against(&self, other: &Self) -> bool {
        let yes = self.agree + self.products_agree;
        let no = self.differ + self.products_differ;
        yes > 0 && no == 0 && other.differ + other.products_differ > 0
    }

    /// Whether the amounts include VAT, and the total that says so, where such totals come out one way only.
    pub(crate) fn vat_by_totals(&self) -> Option<(bool, String)> {
        match &self.vat_totals {
            [Some(label), None] => Some((false, label.clone())),
            [None, Some(label)] => Some((true, label.clone())),
            _ => None,
        }
    }

    fn control(&mut self, control: &Control) {
        let agrees = control.file == control.rows;
        *if agrees { &mut self.agree } else { &mut self.differ } += 1;
        if control.measure == Measure::Amount {
            *if agrees { &mut self.money_agrees } else { &mut self.money_differs } += 1;
            if let Some(included) = said_of_total(&control.label).filter(|_| agrees && control.file != 0) {
                self.vat_totals[usize::from(included)] = Some(control.label.clone());
            }
        }
    }

    fn sale(&mut self, record: &Record) {
        self.sales += 1;
        if let Some(quantity) = record.quantity {
            *self.units.get_or_insert(0) += quantity.0;
        }
        if let Some(amount) = record.amount {
            let sum = self.amount.get_or_insert(0);
            *sum = sum.saturating_add(amount.0);
            self.currencies.extend(record.currency);
        }
        self.range = Some(self.range.map_or(record.period, |range| Period {
            from: range.from.min(record.period.from),
            to: range.to.max(record.period.to),
            grain: range.grain,
        }));
        if self.rows.len() < SHOWN {
            self.rows.push(Sample {
                row: record.source.row,
                period: record.period.to_string(),
                product: shorten(record.product.text.as_deref().unwrap_or(record.product.key.as_str()), 60),
                quantity: record.quantity.map(|quantity| Amount(quantity.0).to_text(0)),
                amount: record.amount.map(|amount| amount.to_text(2)),
            });
        }
    }

    /// What the answer gives.
    pub(crate) fn choice(&self, answer: &str, says: String) -> Choice {
        let one = if self.currencies.len() == 1 { self.currencies.first() } else { None };
        Choice {
            answer: answer.to_owned(),
            says,
            rows: self.rows.clone(),
            sales: self.sales,
            errors: self.errors,
            units: self.units.map(|units| Amount(units).to_text(0)),
            amount: self.amount.map(|amount| Amount(amount).to_text(2)),
            currency: one.map(ToString::to_string),
            period_from: self.range.map(|range| range.from.to_string()),
            period_to: self.range.map(|range| range.to.to_string()),
        }
    }
}
