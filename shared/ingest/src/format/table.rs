//! How a file is recognised, which sheets count, and where on them the table is.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use sellout_model::Grain;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::field::Field;
use super::schema;
use super::words::{Pattern, Several, Words};

/// What such a file looks like from outside. Headers come from the columns by themselves.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Match {
    /// Words that its name has, as whole words.
    pub file_names: Words,
    /// Patterns of its whole name.
    pub file_patterns: Vec<Pattern>,
    /// Names of sheets that it has; `*` stands for anything.
    pub sheets: Words,
    /// Further headers that it has beside those of its columns.
    pub headers: Words,
    /// Texts that stand in cells at its top.
    pub markers: Words,
    /// What every row says where the file has the column: these rows say whose they are.
    pub rows: Several<Condition>,
    /// Whether many files look like this, so that a format of one vendor that also fits comes first.
    pub general: bool,
    /// Whether the columns are everybody's, so that it is only offered where no name, sheet, marker or row speaks for it.
    pub common_columns: bool,
}

/// Where the table is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Table {
    /// Which sheets are read.
    pub sheets: SheetChoice,
    /// Sheets that are never read; `*` stands for anything.
    pub except: Words,
    /// Whether the first sheet is read where none has the name.
    pub else_first: bool,
    /// Within how many rows from the top the header stands.
    pub header_within: u32,
    /// How many rows the header has; its words are those of the last one. 0: there is none, columns have letters.
    pub header_rows: usize,
    /// The rows of the header (1-based) whose labels run on to the right until the next label.
    pub fill_right: Vec<usize>,
    /// The fields without which it is not such a file; a product and a figure, if nothing is said.
    pub required: Vec<Field>,
    /// The field that the sheet's name gives: `store`, `vendor` or `period`.
    pub sheet_name: Option<Field>,
    /// Tables below one another, each with a title and a header of its own.
    pub blocks: Option<Blocks>,
    /// Tables beside one another under headers in the same row, with an empty column between.
    pub side_by_side: bool,
    /// The table ends at the first blank row.
    pub ends_at_blank: bool,
    /// The table ends at the first row whose first text is this; `*` stands for anything.
    pub ends_at: Words,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            sheets: SheetChoice::First,
            except: Words::default(),
            else_first: false,
            header_within: 20,
            header_rows: 1,
            fill_right: Vec::new(),
            required: Vec::new(),
            sheet_name: None,
            blocks: None,
            side_by_side: false,
            ends_at_blank: false,
            ends_at: Words::default(),
        }
    }
}

/// Which sheets are read. A text file is one sheet that is always read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetChoice {
    /// The first that people see.
    First,
    /// All that people see and that have the table.
    All,
    /// Those with these names; `*` stands for anything.
    Named(Vec<String>),
    /// Views of the same sales: the first of these names that has the table.
    Prefer(Vec<String>),
}

impl<'de> Deserialize<'de> for SheetChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ChoiceVisitor)
    }
}

struct ChoiceVisitor;

impl<'de> Visitor<'de> for ChoiceVisitor {
    type Value = SheetChoice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"first\", \"all\", a list of sheet names or { prefer = [...] }")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<SheetChoice, E> {
        match text {
            "first" => Ok(SheetChoice::First),
            "all" => Ok(SheetChoice::All),
            _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<SheetChoice, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = seq.next_element()? {
            names.push(name);
        }
        Ok(SheetChoice::Named(names))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SheetChoice, A::Error> {
        let views = Views::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(SheetChoice::Prefer(views.prefer))
    }
}

/// Sheets that are views of the same sales.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Views {
    /// Their names, the one to be read first.
    prefer: Vec<String>,
}

/// Which of the tables below one another are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocks {
    /// All of them.
    All,
    /// Those with one of these titles; `*` stands for anything.
    Titled(Words),
}

impl<'de> Deserialize<'de> for Blocks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = Words::deserialize(deserializer)?;
        let all = matches!(words.as_slice(), [word] if word == "all");
        Ok(if all { Self::All } else { Self::Titled(words) })
    }
}

/// What the labels above repeated columns say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// Stores.
    Store,
    /// Months, weeks, quarters or days; labels that are none are not read.
    Period,
    /// Products.
    Product,
}

/// Columns that repeat under labels: a pair of figures for each store, or a month in each column.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// What the labels say.
    pub gives: Option<Gives>,
    /// Or what the parts of each label say: groups named after fields, and `measure` for the figure's word.
    pub pattern: Option<Pattern>,
    /// Whether the file may also be a plain table without any of them.
    #[serde(default)]
    pub optional: bool,
    /// The rows of the header (1-based) that hold the label, joined by blanks; the last row if nothing is said.
    #[serde(default)]
    pub rows: Vec<usize>,
    /// Only columns under these other labels.
    #[serde(default)]
    pub only: Vec<OnlyUnder>,
    /// Labels that are never read; `*` stands for anything.
    #[serde(default)]
    pub except: Words,
    /// The figures under each label, by the last row of the header.
    #[serde(default)]
    #[schemars(schema_with = "schema::by_field::<Words>")]
    pub columns: BTreeMap<Field, Words>,
    /// What the cells are where the label is the last row of the header itself. Of several, a label's first column
    /// is the first, its second column the second.
    #[serde(default)]
    pub measure: Several<Field>,
    /// What the cells are by a title in another row above them.
    #[serde(default)]
    #[schemars(schema_with = "schema::by_field::<OnlyUnder>")]
    pub under: BTreeMap<Field, OnlyUnder>,
    /// The columns that hold the sum of a row's figures: compared, never read.
    #[serde(default)]
    #[schemars(schema_with = "schema::by_field::<Words>")]
    pub total: BTreeMap<Field, Words>,
    /// What a day as a label stands for: the `week`, `month` or `quarter` that it is in.
    #[serde(default)]
    #[schemars(schema_with = "schema::grain")]
    pub days_mean: Option<Grain>,
}

impl Bands {
    /// Whether its labels say the time that a field would say.
    pub(crate) fn gives_time(&self, field: Field) -> bool {
        self.gives == Some(Gives::Period)
            && matches!(field, Field::Month | Field::Week | Field::Year | Field::Period | Field::Date)
    }

    /// Whether it gives a field.
    pub(crate) fn has(&self, field: Field) -> bool {
        let by_label = match self.gives {
            Some(Gives::Store) => field == Field::Store,
            Some(Gives::Product) => field == Field::Product,
            Some(Gives::Period) | None => false,
        };
        by_label
            || self.columns.contains_key(&field)
            || self.measure.as_slice().contains(&field)
            || self.under.contains_key(&field)
            || self.pattern.as_ref().is_some_and(|pattern| pattern.fields().contains(&field))
    }
}

/// A row of the header and what it must say above a column.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnlyUnder {
    /// Row of the header, 1-based.
    pub row: usize,
    /// One of these.
    pub is: Words,
}
