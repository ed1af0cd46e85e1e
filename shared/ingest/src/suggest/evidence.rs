//! What each column may be: by its header's words, by its cells, and by what the organisation knows.

use super::column::Column;
use super::content::Content;
use super::words::Hit;
use crate::format::Field;

/// One possible meaning of one column.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    /// Its index among the columns.
    pub(super) column: usize,
    pub(super) field: Field,
    /// 0 to 1.
    pub(super) confidence: f64,
    /// Why, in words.
    pub(super) reason: String,
}

impl Guess {
    pub(super) fn new(column: usize, field: Field, confidence: f64, reason: impl Into<String>) -> Self {
        Self { column, field, confidence: round(confidence), reason: reason.into() }
    }
}

/// Two decimals, as people are shown.
pub(super) fn round(confidence: f64) -> f64 {
    (confidence * 100.0).round() / 100.0
}

/// Every guess about one column.
pub(super) fn guesses(at: usize, column: &Column) -> Vec<Guess> {
    if column.meanings.never.is_some() {
        return Vec::new();
    }
    let mut found = by_words(at, column);
    found.extend(by_cells(at, &column.content));
    found.extend(by_knowledge(at, &column.content));
    found
}

/// A header that is the word says more than one that has it, and a longer word of it says more than a short one.
fn by_words(at: usize, column: &Column) -> Vec<Guess> {
    let mut found = Vec::new();
    let letters = column.title.chars().filter(|c| c.is_alphanumeric()).count().max(1);
    let weeks = column.meanings.says(Field::Week) && column.content.are_weeks();
    // 202504 is a month, but under the word of weeks the fourth of them.
    for (field, hit) in column.meanings.fields.iter().filter(|(field, _)| !(weeks && *field == Field::Period)) {
        let (base, said) = match hit {
            Hit::Whole(word) => (0.9, format!("the header is {word:?}")),
            Hit::Within(word) => {
                let share = word.chars().count() as f64 / letters as f64;
                (0.6 + 0.2 * share.min(1.0), format!("the header has the word {word:?}"))
            }
        };
        let (factor, why) = fits(*field, &column.content);
        found.push(Guess::new(at, *field, base * factor, format!("{said}{why}")));
        let numbered = column.content.are_codes() || column.content.are_numbers();
        if *field == Field::Product && numbered && !column.content.have_decimals() {
            found.push(Guess::new(at, Field::Code, base * 0.75, format!("{said}, and its cells are codes")));
        }
    }
    found
}

/// How well the cells fit what the header says.
fn fits(field: Field, content: &Content) -> (f64, &'static str) {
    const UNLIKE: (f64, &str) = (0.3, ", but its cells do not look like it");
    if content.is_empty() {
        return (0.7, ", and its cells are empty");
    }
    let judged = |yes: bool, why: &'static str| if yes { (1.0, why) } else { UNLIKE };
    match field {
        Field::Ean => judged(content.is_half(content.eans), ", and its cells could be EANs"),
        Field::Date if content.are_periods() => (1.0, ", and its cells are periods"),
        Field::Date if !content.are_dates() && content.is_half(content.days.len() as u32) => {
            (0.75, ", and most of its cells are dates")
        }
        Field::Date => judged(content.are_dates(), ", and its cells are dates"),
        Field::Period => judged(content.are_periods() || content.are_dates(), ", and its cells are periods"),
        Field::Month => {
            let months = content.are_months() || content.are_periods() || content.are_dates();
            judged(months, ", and its cells are months")
        }
        Field::Week => judged(content.are_weeks(), ", and its cells are numbers of weeks"),
        Field::Year => judged(content.are_years(), ", and its cells are years"),
        Field::Currency => judged(content.are_currencies(), ", and its cells are currencies"),
        Field::Quantity if content.have_decimals() => (0.7, ", but its cells have decimals"),
        Field::Amount if content.are_pieces() && content.mean() < 100.0 => (0.9, ", but its cells could be pieces"),
        f if Field::NUMBERS.contains(&f) && !content.are_numbers() && content.is_half(content.numbers) => {
            (0.75, ", and most of its cells are numbers")
        }
        f if Field::NUMBERS.contains(&f) => judged(content.are_numbers(), ", and its cells are numbers"),
        Field::Product if content.are_codes() => (0.7, ", but its cells are codes"),
        _ if content.are_dates() || content.have_decimals() => UNLIKE,
        Field::Product | Field::Store | Field::Vendor | Field::City | Field::Country if content.are_numbers() => {
            (0.6, ", but its cells are numbers")
        }
        Field::Channel if content.are_numbers() => UNLIKE,
        _ => (1.0, ""),
    }
}

/// What cells say by themselves.
fn by_cells(at: usize, content: &Content) -> Vec<Guess> {
    let (eans, filled) = (content.checked_eans, content.filled);
    let checked = format!("{eans} of its {filled} cells are EANs with right check digits");
    [
        (content.are_eans(), Field::Ean, 0.95, checked.as_str()),
        (content.are_dates(), Field::Date, 0.7, "its cells are dates"),
        (content.are_periods(), Field::Period, 0.65, "its cells are periods"),
        (content.are_named_months(), Field::Month, 0.7, "its cells are names of months"),
        (content.are_usual_currencies(), Field::Currency, 0.8, "its cells are currencies"),
        (content.are_channels(), Field::Channel, 0.7, "its cells say online or offline"),
    ]
    .into_iter()
    .filter(|(yes, ..)| *yes)
    .map(|(_, field, confidence, reason)| Guess::new(at, field, confidence, reason))
    .collect()
}

/// Half of the cells being known is more than chance.
fn by_knowledge(at: usize, content: &Content) -> Vec<Guess> {
    let product = if content.are_codes() { Field::Code } else { Field::Product };
    [
        (content.known_eans, Field::Ean, 0.97, "EANs of your products"),
        (content.known_products, product, 0.92, "what your products are called"),
        (content.known_stores, Field::Store, 0.92, "stores that you know"),
        (content.known_vendors, Field::Vendor, 0.92, "vendors that you know"),
    ]
    .into_iter()
    .filter(|(count, ..)| content.is_half(*count))
    .map(|(count, field, confidence, what)| {
        Guess::new(at, field, confidence, format!("{count} of its {} cells are {what}", content.filled))
    })
    .collect()
}
