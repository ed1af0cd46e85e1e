//! Tables with stores or months across: which columns repeat under labels, what the labels say, and which figures
//! stand under them.

mod in_headers;
mod labels;
mod under;

use sellout_model::Grain;
use serde::{Deserialize, Serialize};

use super::column::Column;
use super::header::Head;
use super::known::Known;
use super::proposal::ProposedColumn;
use super::sample::Sample;
use crate::format::{Field, Gives};
use crate::parse::is_total_word;
use crate::value::{DateOrder, Said, period};

/// Columns that repeat under labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wide {
    /// What the labels say.
    pub gives: Gives,
    /// The labels in order, once each.
    pub labels: Vec<String>,
    /// The figures under each label.
    pub figures: Vec<Figure>,
    /// Where label and figure stand.
    pub style: Style,
    /// How many rows the header has.
    pub header_rows: usize,
    /// The rows of the header that hold the label; empty for the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<usize>,
    /// What a day as a label stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_mean: Option<Grain>,
    /// Labels that are none: totals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// Columns with the sum of a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<String>,
    /// Whether the labels are months without a year.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bare_months: bool,
    /// 0 to 1.
    pub confidence: f64,
    /// Why, in words.
    pub reason: String,
}

/// A figure under every label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its word, where the label is not the whole header.
    pub word: String,
    /// What it is; none where it is not read.
    pub field: Option<Field>,
    /// The columns of the proposal that it stands in.
    pub headers: Vec<String>,
}

/// Where label and figure stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// The label is the header of a column, whose cells are all of one figure.
    Labels,
    /// The figure's word is the header, the label stands above it.
    Words,
    /// The label is the header, the figure's word stands above it.
    Titles,
    /// The labels come twice: first all of one figure, then all of the other.
    Halves,
    /// The header has the label and behind it the figure's word.
    WordBehind,
    /// The header has the figure's word and behind it the label.
    WordBefore,
}

/// What was found: the columns (indices) that stand under labels, and the columns told of them.
pub(super) struct Found {
    pub(super) wide: Wide,
    pub(super) labelled: Vec<usize>,
    pub(super) told: Vec<(usize, ProposedColumn)>,
}

/// All that a search looks at.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) sample: &'a Sample,
    pub(super) head: Head,
    pub(super) columns: &'a [Column],
    pub(super) known: &'a Known,
}

/// The wide table, if it is one.
pub(super) fn find(sight: Sight<'_>) -> Option<Found> {
    sight.head.at?;
    under::find(sight).or_else(|| in_headers::find(sight)).or_else(|| labels::find(sight))
}

impl Sight<'_> {
    /// The texts of the row directly above the header, each running on to the right until the next.
    fn above(&self) -> Option<Vec<String>> {
        let at = self.head.at?;
        let above = at.checked_sub(1)?;
        let (row, texts) = &self.sample.rows[above];
        if row + 1 != self.sample.rows[at].0 {
            return None;
        }
        let mut filled = texts.clone();
        filled.resize(self.sample.width(), String::new());
        for column in 1..filled.len() {
            if filled[column].is_empty() {
                let (before, after) = filled.split_at_mut(column);
                after[0].clone_from(&before[column - 1]);
            }
        }
        Some(filled)
    }

    /// The header's own text of a column.
    fn header(&self, column: &Column) -> &str {
        self.head.at.map_or("", |at| self.sample.text(at, column.at))
    }

    /// What labels that are no times say, how sure that is and why.
    fn say(&self, labels: &[String]) -> (Gives, f64, String) {
        let known = |is: &dyn Fn(&str) -> bool| labels.iter().filter(|label| is(label)).count();
        let (stores, products) = (known(&|l| self.known.has_store(l)), known(&|l| self.known.has_product(l)));
        let says = |field| self.columns.iter().any(|c| c.meanings.says(field));
        let named = says(Field::Product) || says(Field::Ean) || self.columns.iter().any(|c| c.content.are_eans());
        if stores * 2 >= labels.len() {
            (Gives::Store, 0.92, format!("{stores} of {} labels are stores that you know", labels.len()))
        } else if products * 2 >= labels.len() {
            (Gives::Product, 0.92, format!("{products} of {} labels are what your products are called", labels.len()))
        } else if says(Field::Store) && !named {
            (Gives::Product, 0.65, "the rows name stores, so the labels are products".to_owned())
        } else if named {
            (Gives::Store, 0.65, "the rows name products, so the labels are stores".to_owned())
        } else {
            (Gives::Store, 0.5, "labels above figures, perhaps stores".to_owned())
        }
    }
}

/// The time that a label says; a year alone is none.
fn time(label: &str) -> Option<Said> {
    match period::parse(&label.replace('_', " "), DateOrder::DayFirst)? {
        Said::Year(_) => None,
        said => Some(said),
    }
}

/// Whether a label is of a total.
fn is_total(label: &str) -> bool {
    is_total_word(label) || label.split_whitespace().any(is_total_word)
}

/// Each text once, in order.
fn once<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.iter().any(|known| known == text) {
            found.push(text.to_owned());
        }
    }
    found
}

/// The labels in a few words: the first and the last of many.
fn in_words(labels: &[String]) -> String {
    match labels {
        [first, .., last] if labels.len() > 3 => format!("{} labels from {first:?} to {last:?}", labels.len()),
        labels => labels.iter().map(|label| format!("{label:?}")).collect::<Vec<_>>().join(", "),
    }
}

/// What a label column is told as.
fn told(header: &str, field: Field, confidence: f64, reason: &str) -> ProposedColumn {
    ProposedColumn { header: header.to_owned(), field: Some(field), confidence, reason: reason.to_owned() }
}
