//! How a file is recognised, which sheets count, and where on them the table is.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::field::Field;
use super::words::{Pattern, Words};

/// What such a file looks like from outside. Headers come from the columns by themselves.
#[derive(Clone, Debug, Default, Deserialize)]
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
    /// Whether many files look like this, so that a format of one vendor that also fits comes first.
    pub general: bool,
}

/// Where the table is.
#[derive(Clone, Debug, Deserialize)]
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
    /// How many rows the header has; its words are those of the last one.
    pub header_rows: usize,
    /// The rows of the header (1-based) whose labels run on to the right until the next label.
    pub fill_right: Vec<usize>,
    /// The fields without which it is not such a file; a product and a figure, if nothing is said.
    pub required: Vec<Field>,
    /// The field that the sheet's name gives: `store`, `vendor` or `period`.
    pub sheet_name: Option<Field>,
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
        f.write_str("\"first\", \"all\" or a list of sheet names")
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
}

/// What the labels above repeated columns say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// Stores.
    Store,
    /// Months, weeks, quarters or days; labels that are none are not read.
    Period,
}

/// Columns that repeat under labels: a pair of figures for each store, or a month in each column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// What the labels say.
    pub gives: Gives,
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
    pub columns: BTreeMap<Field, Words>,
    /// What the cells are where the label is the last row of the header itself.
    pub measure: Option<Field>,
}

/// A row of the header and what it must say above a column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyUnder {
    /// Row of the header, 1-based.
    pub row: usize,
    /// One of these.
    pub is: Words,
}
