//! A proposed mapping, and what the file does not say.

use sellout_model::Grain;
use serde::{Deserialize, Serialize};

use super::headings::Headings;
use super::measures::Measures;
use super::titles::Titled;
use super::wide::Wide;
use crate::format::{Field, Gives};
use crate::profile::filename;
use crate::value::currency;

/// What a column is proposed to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposedColumn {
    /// The header as it stands in the file; the column's letter, such as `@C`, where it has none of its own.
    pub header: String,
    /// The field; none where nothing fits.
    pub field: Option<Field>,
    /// 0 to 1.
    pub confidence: f64,
    /// Why, in words.
    pub reason: String,
}

/// A proposed mapping of one table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The sheet that it is of; empty for a text file.
    pub sheet: String,
    /// The header's row, 1-based; 0 where the table has none.
    pub header_row: u32,
    /// Its columns in order.
    pub columns: Vec<ProposedColumn>,
    /// What repeats under labels, where stores or months stand across.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wide: Option<Wide>,
    /// What else was noticed.
    #[serde(default)]
    pub noticed: Noticed,
}

/// What was noticed beside the columns, for the format that the proposal becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noticed {
    /// Which sheets are alike.
    #[serde(default)]
    pub sheets: Alike,
    /// What the sheet's name says: a store or a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet_name: Option<Field>,
    /// The label above the table that has the period to its right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_beside: Option<String>,
    /// The reporting period that the dates are of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grain: Option<Grain>,
    /// Whether the months have no year.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bare_months: bool,
    /// Whether the currency stands beside the figures.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub currency_in_cells: bool,
    /// Which figure a row has, where a column names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<Measures>,
    /// What the titles above the table, or above each of several, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub titled: Option<Titled>,
    /// Rows of a single text between the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headings: Option<Headings>,
    /// How many tables with this header stand below one another.
    #[serde(default)]
    pub tables: usize,
    /// The columns that only a further table has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<String>,
    /// The row of the header of a table with other columns, of which nothing is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_table: Option<u32>,
    /// The first texts of that table, where it stands below: there the table ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends_at: Vec<String>,
    /// The columns whose numbers have fractions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fractions: Vec<String>,
}

/// Which sheets of the book have the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alike {
    /// The first that people see.
    #[default]
    First,
    /// The one with this name.
    Named,
    /// All that people see: their names are stores or periods.
    All,
}

impl Proposal {
    /// The header that a field is proposed for, outside of labels.
    pub fn header_of(&self, field: Field) -> Option<&str> {
        self.plain().find(|column| column.field == Some(field)).map(|column| column.header.as_str())
    }

    /// The columns that stand under no label.
    pub(super) fn plain(&self) -> impl Iterator<Item = &ProposedColumn> {
        self.columns.iter().filter(|column| !self.is_labelled(&column.header))
    }

    /// Whether a column stands under labels.
    pub(super) fn is_labelled(&self, header: &str) -> bool {
        self.wide.iter().flat_map(|wide| &wide.figures).any(|figure| figure.headers.iter().any(|h| h == header))
    }

    /// The figures under labels.
    pub(super) fn under_labels(&self) -> impl Iterator<Item = Field> + '_ {
        self.wide.iter().flat_map(|wide| &wide.figures).filter_map(|figure| figure.field)
    }

    /// Whether anything gives the field: a column, the labels, the figures under them, the sheet's name.
    pub(super) fn gives(&self, field: Field) -> bool {
        let by_label = |wide: &Wide| {
            matches!((wide.gives, field), (Gives::Store, Field::Store) | (Gives::Product, Field::Product))
        };
        self.header_of(field).is_some()
            || self.wide.as_ref().is_some_and(by_label)
            || self.under_labels().any(|figure| figure == field)
            || self.noticed.sheet_name == Some(field)
            || (field == Field::Store && self.noticed.headings.as_ref().is_some_and(|headings| headings.stores))
            || self.noticed.titled.as_ref().is_some_and(|titled| titled.gives == field)
            || (matches!(field, Field::Quantity | Field::Amount) && self.measures().is_some())
    }

    /// Which figure a row has, where a column names it and the figures are read.
    pub(super) fn measures(&self) -> Option<&Measures> {
        let measures = self.noticed.measures.as_ref()?;
        let is_figure = |field: Option<Field>| field.is_some_and(|field| Field::NUMBERS.contains(&field));
        let read = match &measures.figures {
            Some(header) => self.columns.iter().any(|column| column.header == *header && is_figure(column.field)),
            None => self.under_labels().next().is_some(),
        };
        read.then_some(measures)
    }

    /// What people should know of the mapping beside its columns: what else says something, and what is not read.
    pub fn notes(&self) -> Vec<String> {
        let noticed = &self.noticed;
        let mut notes = Vec::new();
        notes.extend(self.measures().map(Measures::in_words));
        if noticed.tables > 1 {
            let titles = match &noticed.titled {
                Some(titled) => titled.in_words(),
                None => "nothing in titles above them is read".to_owned(),
            };
            notes.push(format!(
                "{} tables with the same header stand below one another and are read; {titles}",
                noticed.tables
            ));
        } else {
            notes.extend(noticed.titled.as_ref().map(Titled::in_words));
        }
        notes.extend(noticed.headings.as_ref().map(Headings::in_words));
        notes.extend(noticed.other_table.map(|row| {
            format!(
                "row {row} is the header of a table with other columns, and nothing of that table is read; send it as a \
                 file of its own, or put its columns under the same headers"
            )
        }));
        notes
    }

    /// What the file does not say and somebody must: `vendor`, `period`, `currency`, and a column for the `product`
    /// or a `figure`.
    pub fn needs(&self, filename: &str) -> Vec<&'static str> {
        let any = |fields: &[Field]| fields.iter().any(|field| self.gives(*field));
        let mut needs = Vec::new();
        if !any(&[Field::Vendor]) {
            needs.push("vendor");
        }
        if !self.says_period() && !filename::says_any(filename) {
            needs.push("period");
        }
        let money = any(&[Field::Amount, Field::Price]);
        if money && !any(&[Field::Currency]) && !self.currency_is_written() {
            needs.push("currency");
        }
        if !any(&Field::IDENTITY) {
            needs.push("product");
        }
        if !money && !any(&[Field::Quantity]) {
            needs.push("figure");
        }
        needs
    }

    /// Whether rows, labels, the sheet's name or a cell above the table say the period with its year.
    pub(super) fn says_period(&self) -> bool {
        let days = [Field::Date, Field::Period, Field::PeriodFrom].iter().any(|field| self.gives(*field));
        let year = self.gives(Field::Year);
        let months = self.gives(Field::Month) && (year || !self.noticed.bare_months);
        let labels = self.wide.as_ref().is_some_and(|w| w.gives == Gives::Period && (year || !w.bare_months));
        let weeks = self.gives(Field::Week) && year;
        days || months || weeks || labels || self.noticed.period_beside.is_some()
    }

    /// Whether a header of money or the cells below name the currency.
    pub(super) fn currency_is_written(&self) -> bool {
        let money = |field: Field| matches!(field, Field::Amount | Field::Price);
        let plain = self.plain().filter(|c| c.field.is_some_and(money)).map(|c| c.header.as_str());
        let wide = self.wide.iter().flat_map(|wide| &wide.figures).filter(|figure| figure.field.is_some_and(money));
        let labelled = wide.flat_map(|figure| figure.headers.iter().map(String::as_str));
        self.noticed.currency_in_cells || plain.chain(labelled).any(|header| currency::in_header(header).is_some())
    }
}
