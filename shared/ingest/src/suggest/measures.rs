//! Measures down: a column that names the figure of its row, beside a single column of figures.

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::header::Head;
use super::proposal::ProposedColumn;
use super::sample::Sample;
use super::wide::{Style, Wide};
use super::words::{dictionary, key};
use crate::format::Field;

/// More different texts are no names of figures.
const MOST: usize = 12;

/// Which figure a row has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// The column that names the figure.
    pub column: String,
    /// The column that holds it; none where the figures stand under labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<String>,
    /// What it says in rows of pieces.
    pub quantity: String,
    /// What it says in rows of money.
    pub amount: String,
}

impl Measures {
    /// The same for people.
    pub(super) fn in_words(&self) -> String {
        let Self { column, quantity, amount, .. } = self;
        format!(
            "{column:?} says which figure a row has: {quantity:?} is the quantity, {amount:?} the amount; both are one sale"
        )
    }
}

/// What was found: the columns (indices) that are spoken for, and what is told of them.
pub(super) struct Found {
    pub(super) measures: Measures,
    pub(super) taken: Vec<usize>,
    pub(super) told: Vec<(usize, ProposedColumn)>,
}

/// Measures down, if the table has them.
pub(super) fn find(sample: &Sample, head: Head, columns: &[Column], wide: Option<&Wide>) -> Option<Found> {
    let (at, quantity, amount) =
        columns.iter().enumerate().find_map(|(at, column)| names(sample, head, column).map(|(q, a)| (at, q, a)))?;
    let mut measures = Measures { column: columns[at].name.clone(), figures: None, quantity, amount };
    let mut taken = vec![at];
    let mut told = vec![(columns[at].at, named(&measures))];
    match wide {
        Some(wide) if wide.style == Style::Labels => {}
        Some(_) => return None,
        None => {
            let value = only_figures(columns)?;
            measures.figures = Some(columns[value].name.clone());
            taken.push(value);
            let header = columns[value].name.clone();
            let reason = format!("the only column of figures; {}", measures.in_words());
            told.push((
                columns[value].at,
                ProposedColumn { header, field: Some(Field::Amount), confidence: 0.85, reason },
            ));
        }
    }
    Some(Found { measures, taken, told })
}

fn named(measures: &Measures) -> ProposedColumn {
    ProposedColumn { header: measures.column.clone(), field: None, confidence: 0.0, reason: measures.in_words() }
}

/// The words of pieces and of money, where a column's cells are words of figures.
fn names(sample: &Sample, head: Head, column: &Column) -> Option<(String, String)> {
    if !(2..=MOST).contains(&column.content.distinct.len()) || column.content.are_numbers() {
        return None;
    }
    let mut texts: Vec<&str> = Vec::new();
    for row in head.below()..sample.rows.len() {
        let text = sample.text(row, column.at);
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    let of = |field: Field| {
        let meant = texts.iter().filter(|text| {
            let meanings = dictionary().meanings(&key(text));
            meanings.figure() == Some(field) && meanings.never.is_none()
        });
        match meant.collect::<Vec<_>>().as_slice() {
            [text] => Some((**text).to_owned()),
            _ => None,
        }
    };
    of(Field::Quantity).zip(of(Field::Amount))
}

/// The only column that the figures can stand in.
fn only_figures(columns: &[Column]) -> Option<usize> {
    let is_figure = |column: &Column| {
        let (content, meanings) = (&column.content, &column.meanings);
        let figures = content.are_numbers() && !content.are_eans() && !content.are_years() && !content.is_counter();
        figures && meanings.never.is_none() && (meanings.is_nothing() || meanings.figure().is_some())
    };
    let found: Vec<usize> = (0..columns.len()).filter(|at| is_figure(&columns[*at])).collect();
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}
