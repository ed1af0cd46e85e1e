//! Rules for rows, values, periods and totals, and the policy: what the figures are.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use sellout_model::{Channel, Currency, Grain, Vat};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::field::Field;
use super::schema;
use super::words::{Pattern, Several, Words};
use crate::value::text::header_key;
use crate::value::{DateOrder, DecimalSign};

/// Which rows count.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RowRules {
    /// Of a group of rows that are one item, the row that fulfils all of these; the others are no sales.
    pub take: Vec<Condition>,
    /// Only rows that fulfil all of these are sales.
    pub keep: Vec<Condition>,
    /// Rows that fulfil any of these are no sales.
    pub drop: Vec<Condition>,
    /// Headers of columns whose text goes down to the rows below where they are empty.
    pub fill_down: Words,
    /// `fill_down` stops where this column changes.
    pub fill_down_within: Option<String>,
    /// The field that a row with a single text gives to the rows below: `store` or `product`.
    pub heading: Option<Field>,
    /// What a heading row says beside its text, where it is not known by having a single one: its figures are sums.
    pub heading_when: Several<Condition>,
    /// Whether an item has two rows, its price and then its pieces.
    pub price_above: bool,
    /// Further words of total rows, beside those of the languages.
    pub total_words: Words,
}

/// Rows that state a total of the rows above them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TotalRule {
    /// The column that says so; any text of the row, if nothing is said.
    pub column: Option<Words>,
    /// What it says.
    pub matches: Pattern,
    /// Which rows it totals.
    #[serde(default)]
    pub covers: Covers,
    /// The columns that its figures stand in, where they are not those of the rows.
    #[serde(default)]
    #[schemars(schema_with = "schema::by_field::<Words>")]
    pub columns: BTreeMap<Field, Words>,
}

/// A sum of one column over every row of the sheet, sales or not, that stands somewhere in the sheet.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The column whose only value is the sum.
    pub total: Words,
    /// The column that it sums.
    pub of: Words,
}

/// Which rows a total covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    /// The rows since the last total, or all of the sheet: whichever agrees.
    #[default]
    Auto,
    /// The rows since the last total of this rule.
    SinceLast,
    /// All rows of the sheet so far.
    All,
}

/// How the text of a field is put right, in this order.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ValueRule {
    /// What is cut out of it.
    pub remove: Option<Pattern>,
    /// The first group of this pattern is what counts; no match leaves the text alone.
    pub pick: Option<Pattern>,
    /// A text in which this pattern is not found is nothing.
    pub only: Option<Pattern>,
    /// Texts that stand for others, by what headers are compared by.
    #[serde(deserialize_with = "by_key")]
    pub map: BTreeMap<String, String>,
}

pub(super) fn by_key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let written = BTreeMap::<String, String>::deserialize(deserializer)?;
    Ok(written.into_iter().map(|(from, to)| (header_key(&from), to)).collect())
}

/// How numbers, dates and codes are written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// The sign before decimals where a column does not prove it.
    #[schemars(schema_with = "schema::decimal")]
    pub decimal: Option<DecimalSign>,
    /// What 03/04/2024 means where a column does not prove it.
    #[schemars(schema_with = "schema::dates")]
    pub dates: Option<DateOrder>,
    /// Whether money is for all pieces of a row or for one, whatever its column is called.
    pub amounts: Option<AmountsAre>,
    /// Whether quantities may have fractions (kilograms, litres).
    pub fractions: bool,
    /// Whether what is no EAN in the EAN column is the vendor's own code.
    pub ean_optional: bool,
    /// Whether one apostrophe before `=`, `+`, `-`, `@` is an escape, as in this program's own CSV.
    pub strip_apostrophe: bool,
    /// The same for the columns of single fields.
    #[schemars(schema_with = "schema::by_field::<FieldReading>")]
    pub fields: BTreeMap<Field, FieldReading>,
}

/// What the money of a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AmountsAre {
    /// All of its pieces together.
    Line,
    /// One of its pieces.
    Unit,
}

impl Reading {
    /// The sign before decimals in the columns of a field, where nothing proves it.
    pub(crate) fn decimal_of(&self, field: Field) -> Option<DecimalSign> {
        self.fields.get(&field).and_then(|own| own.decimal).or(self.decimal)
    }

    /// What 03/04/2024 means in the columns of a field, where nothing proves it.
    pub(crate) fn dates_of(&self, field: Field) -> Option<DateOrder> {
        self.fields.get(&field).and_then(|own| own.dates).or(self.dates)
    }
}

/// How the columns of one field are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FieldReading {
    /// The sign before decimals where a column does not prove it.
    #[schemars(schema_with = "schema::decimal")]
    pub decimal: Option<DecimalSign>,
    /// What 03/04/2024 means where a column does not prove it.
    #[schemars(schema_with = "schema::dates")]
    pub dates: Option<DateOrder>,
}

/// What came back, in the row of its sale: it makes a line of its own.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReturnRules {
    /// Pieces that came back.
    pub quantity: Option<Words>,
    /// Money that was paid back for them.
    pub amount: Option<Words>,
}

impl ReturnRules {
    /// Whether any is given.
    pub fn is_used(&self) -> bool {
        self.quantity.is_some() || self.amount.is_some()
    }
}

/// Figures that stand once an order, on its first line. Each makes a line of its own.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OrderRules {
    /// What the order's products come to after all discounts.
    pub subtotal: Option<Words>,
    /// The discount of the whole order.
    pub discount: Option<Words>,
    /// What was paid back.
    pub refunded: Option<Words>,
}

impl OrderRules {
    /// Whether any is given.
    pub fn is_used(&self) -> bool {
        self.discount.is_some() || self.refunded.is_some() || self.subtotal.is_some()
    }
}

/// Where the period stands, if not in the rows.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PeriodRules {
    /// A cell that holds it, or the cells of its month and its year.
    pub cell: Several<InfoCell>,
    /// What the date or period in the file's name means.
    pub file_name: FileNameMeans,
    /// Its parts in the file's name: groups named `year`, `month`, `day`, `week` or `quarter`.
    pub file_name_pattern: Option<Pattern>,
}

/// A cell outside the table.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InfoCell {
    /// The sheet; the table's own, if nothing is said.
    pub sheet: Option<String>,
    /// The cell, such as `B2`.
    pub at: Option<String>,
    /// Or the text to the left of it, in any of several spellings.
    pub beside: Option<Words>,
}

/// What the date or period in a file's name means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileNameMeans {
    /// The reported period; a day stands for the week, month or quarter (the format's grain) that it is in.
    #[default]
    Period,
    /// The day after the reported seven days.
    WeekBefore,
    /// Nothing.
    Nothing,
}

/// What a file speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reports {
    /// Whole periods of a store: sent again, it replaces.
    #[default]
    Periods,
    /// Parts of a period: sent again, it adds.
    Parts,
    /// Orders by id.
    Orders,
    /// Settlements by id.
    Settlements,
    /// No sales: what the vendor calls which product.
    Aliases,
}

impl Reports {
    /// Whether its places are single orders or settlements, whenever their rows were sold.
    pub fn is_by_id(self) -> bool {
        matches!(self, Self::Orders | Self::Settlements)
    }
}

/// A VAT rate in per cent, kept in ten-thousandths: 20 is 2000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatRate(pub u32);

impl<'de> Deserialize<'de> for VatRate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rate = f64::deserialize(deserializer)?;
        if (0.0..=100.0).contains(&rate) {
            Ok(Self((rate * 100.0).round() as u32))
        } else {
            Err(de::Error::custom("a VAT rate is a percentage from 0 to 100, such as 20"))
        }
    }
}

/// Where the money of a sale comes from, if its row has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AmountFrom {
    /// From nowhere: it stays unknown.
    #[default]
    File,
    /// Pieces times the product's list price of the day, in that price's own currency.
    ListPrice,
}

/// What the figures are.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// What a file speaks of.
    pub reports: Reports,
    /// The reporting period of its statements: `day`, `week`, `month` or `quarter`.
    #[schemars(schema_with = "schema::grain")]
    pub grain: Grain,
    /// Whether it is sent again with the old periods in it.
    pub living: bool,
    /// What rows without an amount take it from: `file` (nothing) or `list_price`.
    pub amount_from: AmountFrom,
    /// The currency where neither row nor header names one.
    #[schemars(schema_with = "schema::currency")]
    pub currency: Option<Currency>,
    /// Whether amounts include VAT; absent: unknown.
    pub vat_included: Option<bool>,
    /// The VAT rate in per cent.
    #[schemars(schema_with = "schema::percentage")]
    pub vat_rate: Option<VatRate>,
    /// Columns whose amounts are without VAT, whatever `vat_included` says of the others.
    pub net_columns: Words,
    /// The channel of stores that are not known to be online.
    #[schemars(schema_with = "schema::channel")]
    pub channel: Channel,
    /// Names or codes of online stores, beside those that say so; `*` stands for anything.
    pub online: Words,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            reports: Reports::Periods,
            grain: Grain::Month,
            living: false,
            amount_from: AmountFrom::File,
            currency: None,
            vat_included: None,
            vat_rate: None,
            net_columns: Words::default(),
            channel: Channel::Offline,
            online: Words::default(),
        }
    }
}

impl Policy {
    /// Whether the amounts of a column include VAT.
    pub fn vat(&self, header: &str) -> Vat {
        Vat::from_included(if self.net_columns.matches(header) { Some(false) } else { self.vat_included })
    }
}
