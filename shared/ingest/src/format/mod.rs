//! A format description: what a sender's file looks like and what it means, as data in TOML, read top-down.
//!
//! How a book is read by one is in `profile` and `parse`; the words are taught in docs/formats.md.

mod builtin;
mod check;
mod condition;
mod error;
mod extend;
mod fact;
mod field;
mod rules;
mod schema;
mod table;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

pub use condition::Condition;
pub use error::FormatError;
pub use fact::{Fact, Outside};
pub use field::Field;
pub use rules::{
    AmountFrom, AmountsAre, Check, Covers, FieldReading, FileNameMeans, InfoCell, OrderRules, PeriodRules, Policy,
    Reading, Reports, ReturnRules, RowRules, TotalRule, ValueRule, VatRate,
};
pub use table::{Bands, Blocks, Gives, Match, OnlyUnder, SheetChoice, Table};
pub use words::{Pattern, Several, Words};
pub(crate) use words::{letter_of, says};

/// One format description.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// The code of the built-in format that this description changes: what is said here counts over what that says.
    pub extends: Option<String>,
    /// What of the extended description does not hold, as paths such as `columns.amount`.
    #[serde(default)]
    pub without: Words,
    /// Its name in commands and the database: lower case letters, digits, `-` and `_`.
    pub code: String,
    /// Its name for people.
    pub title: String,
    /// The code of the vendor whose files these are; absent where the file or the uploader names the vendor.
    pub vendor: Option<String>,
    /// What people call that vendor; the code, if nothing is said.
    pub vendor_name: Option<String>,
    /// How such a file is recognised.
    #[serde(default, rename = "match")]
    pub recognise: Match,
    /// Where the table is.
    #[serde(default)]
    pub table: Table,
    /// Which columns give which field, by any of several header spellings, in order.
    #[serde(default)]
    #[schemars(schema_with = "schema::by_field::<Words>")]
    pub columns: BTreeMap<Field, Words>,
    /// Headers that the sender has changed: the new one, and the one that it stands for; blank: none that is read.
    #[serde(default, deserialize_with = "rules::by_key")]
    pub renamed: BTreeMap<String, String>,
    /// Columns that repeat under labels: stores or months side by side.
    pub bands: Option<Bands>,
    /// What is said outside the table and counts for all of its rows.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// Figures that are read only in rows that fulfil all of these.
    #[serde(default)]
    #[schemars(schema_with = "schema::by_field::<Several<Condition>>")]
    pub when: BTreeMap<Field, Several<Condition>>,
    /// Which rows count, and what goes down to the rows below.
    #[serde(default)]
    pub rows: RowRules,
    /// Rows that state totals.
    #[serde(default)]
    pub totals: Vec<TotalRule>,
    /// Columns whose sum over every row of the sheet stands somewhere in it.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// How the text of a field is put right.
    #[serde(default)]
    #[schemars(schema_with = "schema::by_field::<ValueRule>")]
    pub values: BTreeMap<Field, ValueRule>,
    /// What a field is where no column gives it.
    #[serde(default)]
    #[schemars(schema_with = "schema::by_field::<String>")]
    pub constant: BTreeMap<Field, String>,
    /// How numbers, dates and codes are written.
    #[serde(default)]
    pub reading: Reading,
    /// Figures that stand once an order.
    #[serde(default)]
    pub orders: OrderRules,
    /// What came back, in the row of its sale.
    #[serde(default)]
    pub returns: ReturnRules,
    /// Where the period stands, if not in the rows.
    #[serde(default)]
    pub period: PeriodRules,
    /// What the figures are.
    #[serde(default)]
    pub policy: Policy,
    /// Header keys that nothing may be taken for unasked.
    #[serde(skip)]
    pub(crate) doubted: BTreeSet<String>,
    /// Whether a person has said what the amounts are, whatever the columns seem to prove.
    #[serde(skip)]
    pub(crate) vat_settled: bool,
    #[serde(skip)]
    source: String,
    #[serde(skip)]
    changes: Vec<String>,
}

impl Format {
    /// Reads a description; an error names the line and column of the mistake.
    pub fn from_toml(source: &str) -> Result<Self, FormatError> {
        let mut together = extend::together(source)?;
        let changes = std::mem::take(&mut together.said);
        let mut format: Self = together.read(source)?;
        source.clone_into(&mut format.source);
        format.changes = changes;
        check::check(&format)?;
        Ok(format)
    }

    /// The descriptions that come with the program.
    pub fn builtin() -> &'static [Self] {
        builtin::all()
    }

    /// The built-in description of this code.
    pub fn builtin_by_code(code: &str) -> Option<&'static Self> {
        Self::builtin().iter().find(|format| format.code == code)
    }

    /// What a description may say, as JSON Schema for editors.
    pub fn schema() -> serde_json::Value {
        schema::of_formats()
    }

    /// The TOML text that it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it changes of the description that it extends, as paths; empty where it extends none.
    pub fn changes(&self) -> &[String] {
        &self.changes
    }

    /// The whole description, with what it extends, as data.
    pub fn whole(&self) -> Result<toml::Table, FormatError> {
        let mut table: toml::Table = extend::together(&self.source)?.read(&self.source)?;
        table.remove("extends");
        Ok(table)
    }

    /// The spellings of a field's column; none where the file has no such column.
    pub fn spellings(&self, field: Field) -> &[String] {
        self.columns.get(&field).map_or(&[], Words::as_slice)
    }

    /// Whether a column (also one under labels) or a constant gives the field.
    pub fn knows(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
            || self.constant.contains_key(&field)
            || self.is_fact(field)
            || self.bands.as_ref().is_some_and(|b| b.has(field))
    }

    /// Makes the header's words those that the format knows. A header that has changed stands for the old one, unless
    /// that is there too.
    pub(crate) fn put_headers_right(&self, keys: &mut [String]) {
        let written = keys.to_vec();
        for key in keys {
            let Some(old) = self.renamed.get(key) else { continue };
            let old = crate::value::text::header_key(old);
            if old.is_empty() || !written.contains(&old) {
                *key = old;
            }
        }
    }

    /// All conditions on rows, whose columns must be there.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let rows = &self.rows;
        let of_rows = rows.take.iter().chain(&rows.keep).chain(&rows.drop).chain(rows.heading_when.as_slice());
        of_rows.chain(self.when.values().flat_map(Several::as_slice))
    }

    /// Whether pieces and money of one sale stand in rows below one another: each is read in rows of its own.
    pub(crate) fn has_measures_down(&self) -> bool {
        let told = [Field::Quantity, Field::Amount].iter().all(|field| self.when.contains_key(field));
        told && !self.rows.price_above && !self.orders.is_used() && !self.returns.is_used()
    }

    /// Whether something outside the table may give the field.
    pub(crate) fn is_fact(&self, field: Field) -> bool {
        self.facts.iter().any(|fact| fact.fields().contains(&field))
    }
}
