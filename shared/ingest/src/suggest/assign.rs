//! Which column is which field: the surest guess first, each column and each field once.

use super::column::Column;
use super::evidence::{Guess, guesses};
use super::header::Head;
use super::proof;
use super::proposal::ProposedColumn;
use super::rest::{ENOUGH, Left};
use super::sample::Sample;
use crate::format::Field;
use crate::parse::is_total_word;

/// The proposed meaning of every column by its place, but for those under labels, whose figures are known already.
pub(super) fn assign(
    sample: &Sample,
    head: Head,
    columns: &[Column],
    labelled: &[usize],
) -> Vec<(usize, ProposedColumn)> {
    let apart = |at: &usize| !labelled.contains(at) && !columns[*at].is_repeated;
    let mut found: Vec<Guess> = (0..columns.len()).filter(apart).flat_map(|at| guesses(at, &columns[at])).collect();
    let wide = !labelled.is_empty();
    if wide {
        // The figures stand under the labels; a price may hold for the whole row.
        found.retain(|guess| guess.field == Field::Price || !Field::NUMBERS.contains(&guess.field));
    } else {
        found.extend(proof::guesses(columns));
    }
    found.retain(|guess| guess.confidence >= ENOUGH && !only_counts(columns, guess));
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.column.cmp(&b.column)));
    let mut chosen: Vec<Option<Guess>> = columns.iter().map(|_| None).collect();
    let mut taken: Vec<Field> = Vec::new();
    for guess in found {
        if chosen[guess.column].is_none() && !taken.contains(&guess.field) {
            taken.push(guess.field);
            let column = guess.column;
            chosen[column] = Some(guess);
        }
    }
    while !wide && let Some(guess) = (Left { sample, head, columns, chosen: &chosen }).next() {
        let column = guess.column;
        chosen[column] = Some(guess);
    }
    let told = |(at, guess): (usize, Option<Guess>)| (columns[at].at, told(&columns[at], guess, &taken, wide));
    chosen.into_iter().enumerate().filter(|(at, _)| !labelled.contains(at)).map(told).collect()
}

/// A column that counts the rows is no figure and no name, unless its header is the word.
fn only_counts(columns: &[Column], guess: &Guess) -> bool {
    let column = &columns[guess.column];
    let figure = Field::NUMBERS.contains(&guess.field) || guess.field == Field::Store;
    figure && column.content.is_counter() && guess.confidence < 0.9
}

fn told(column: &Column, guess: Option<Guess>, taken: &[Field], wide: bool) -> ProposedColumn {
    let header = column.name.clone();
    if let Some(Guess { field, confidence, reason, .. }) = guess {
        return ProposedColumn { header, field: Some(field), confidence, reason };
    }
    let said = column.meanings.fields.iter().map(|(field, _)| *field).find(|field| taken.contains(field));
    let reason = match (column.meanings.never, said) {
        (Some(word), _) => format!("{word:?} is never a sale"),
        (None, _) if wide && is_total_word(&column.title) => "the sum of the row: compared, never read".to_owned(),
        (None, _) if wide && column.meanings.figure().is_some() => "the figures stand under the labels".to_owned(),
        (None, Some(field)) => format!("another column is the {field}"),
        (None, None) if column.is_repeated => "an earlier column has the same header".to_owned(),
        (None, None) => "no word of it is known, and its cells do not tell".to_owned(),
    };
    ProposedColumn { header, field: None, confidence: 0.0, reason }
}
