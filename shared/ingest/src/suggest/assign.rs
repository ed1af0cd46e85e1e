//! Which column is which field: the surest pair first, each column and each field once.

use super::ProposedColumn;
use super::content::Content;
use super::words::{Hit, dictionary, key};
use crate::format::Field;

/// The least confidence that a field is proposed with.
const ENOUGH: f64 = 0.5;

/// One possible meaning of one column.
struct Guess {
    column: usize,
    field: Field,
    confidence: f64,
    reason: String,
}

/// The proposed meaning of every column with a header.
pub(super) fn assign(headers: &[String], contents: &[Content]) -> Vec<ProposedColumn> {
    let mut guesses: Vec<Guess> = Vec::new();
    let mut refused: Vec<Option<String>> = vec![None; headers.len()];
    for (column, (header, content)) in headers.iter().zip(contents).enumerate() {
        let key = key(header);
        match dictionary().never(&key) {
            Some(word) => refused[column] = Some(format!("{word:?} is never a sale")),
            None => guesses.extend(guess(column, header, &key, content)),
        }
    }
    guesses.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.column.cmp(&b.column)));
    let mut chosen: Vec<Option<Guess>> = headers.iter().map(|_| None).collect();
    let mut taken: Vec<Field> = Vec::new();
    for guess in guesses {
        if guess.confidence >= ENOUGH && chosen[guess.column].is_none() && !taken.contains(&guess.field) {
            taken.push(guess.field);
            let column = guess.column;
            chosen[column] = Some(guess);
        }
    }
    only_decimals(headers, contents, &refused, &mut chosen, &taken);
    headers
        .iter()
        .zip(chosen)
        .zip(refused)
        .filter(|((header, _), _)| !header.is_empty())
        .map(|((header, guess), refused)| {
            let header = header.clone();
            if let Some(Guess { field, confidence, reason, .. }) = guess {
                return ProposedColumn { header, field: Some(field), confidence, reason };
            }
            let reason = refused.unwrap_or_else(|| "no word of it is known".to_owned());
            ProposedColumn { header, field: None, confidence: 0.0, reason }
        })
        .collect()
}

fn guess(column: usize, header: &str, key: &str, content: &Content) -> Vec<Guess> {
    let mut found: Vec<Guess> = dictionary()
        .fields_of(key)
        .into_iter()
        .map(|(field, hit)| {
            let (base, reason) = match hit {
                Hit::Whole(word) => (0.9, format!("the header is {word:?}")),
                // A longer word of the header says more.
                Hit::Within(word) => {
                    let share = word.chars().count() as f64 / key.chars().count().max(1) as f64;
                    (0.6 + 0.2 * share, format!("the header has the word {word:?}"))
                }
            };
            let (factor, why) = fits(field, content);
            Guess { column, field, confidence: round(base * factor), reason: format!("{reason}{why}") }
        })
        .collect();
    let by_content = [
        (content.are_eans(), Field::Ean, 0.95, "its cells are EANs with right check digits"),
        (content.are_dates(), Field::Date, 0.7, "its cells are dates"),
        (content.are_currencies(), Field::Currency, 0.8, "its cells are currencies"),
    ];
    for (yes, field, confidence, reason) in by_content {
        if yes && !header.is_empty() {
            found.push(Guess { column, field, confidence, reason: reason.to_owned() });
        }
    }
    found
}

/// How well the cells fit what the header says.
fn fits(field: Field, content: &Content) -> (f64, &'static str) {
    if content.is_empty() {
        return (0.7, ", and its cells are empty");
    }
    let judged = match field {
        Field::Ean => Some((content.could_be_eans(), ", and its cells could be EANs")),
        Field::Date => Some((content.are_dates(), ", and its cells are dates")),
        Field::Month => Some((content.are_months() || !content.are_numbers(), ", and its cells could be months")),
        Field::Year => Some((content.are_years(), ", and its cells are years")),
        Field::Currency => Some((content.are_currencies(), ", and its cells are currencies")),
        f if Field::NUMBERS.contains(&f) => Some((content.are_numbers(), ", and its cells are numbers")),
        Field::Product | Field::Store | Field::Vendor | Field::City | Field::Country => {
            return (if content.are_numbers() || content.are_dates() { 0.6 } else { 1.0 }, "");
        }
        _ => None,
    };
    match judged {
        Some((true, why)) => (1.0, why),
        Some((false, _)) => (0.3, ", but its cells do not look like it"),
        None => (1.0, ""),
    }
}

/// No word says amount, and one column alone has decimals: that is the best guess.
fn only_decimals(
    headers: &[String],
    contents: &[Content],
    refused: &[Option<String>],
    chosen: &mut [Option<Guess>],
    taken: &[Field],
) {
    if taken.contains(&Field::Amount) || taken.contains(&Field::Price) {
        return;
    }
    let free = |at: &usize| chosen[*at].is_none() && refused[*at].is_none() && !headers[*at].is_empty();
    let with_decimals: Vec<usize> =
        (0..headers.len()).filter(free).filter(|at| contents[*at].have_decimals()).collect();
    if let [column] = with_decimals.as_slice() {
        let reason = "the only column without a meaning whose numbers have decimals".to_owned();
        chosen[*column] = Some(Guess { column: *column, field: Field::Amount, confidence: ENOUGH, reason });
    }
}

fn round(confidence: f64) -> f64 {
    (confidence * 100.0).round() / 100.0
}
