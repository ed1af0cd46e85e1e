//! Which row is the header: words above figures.

use std::ops::Range;

use super::sample::Sample;
use super::words::{dictionary, key};
use crate::value::text::header_key;
use crate::value::{DateOrder, DecimalSign, Said, number, period};

/// The header is within so many rows.
const WITHIN: usize = 30;
/// So many rows below tell what a column holds.
const BELOW: usize = 20;
/// So many cells of a row tell whether it names columns.
const NAMED: usize = 40;
/// The score of a table without any header: less than that of every header.
const NONE: f64 = 0.01;

/// Where the header is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// The index of its last row in the sample; none where the table has no header.
    pub(super) at: Option<usize>,
    /// The more, the more it looks like sales.
    pub(super) score: f64,
}

impl Head {
    /// The index of the first row below it.
    pub(super) fn below(self) -> usize {
        self.at.map_or(0, |at| at + 1)
    }
}

/// What a cell is at first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    Word,
    /// A month, a week, a day.
    Time,
    Figure,
}

fn kind(text: &str) -> Kind {
    if text.is_empty() {
        return Kind::Blank;
    }
    let bare = text.bytes().all(|b| b.is_ascii_digit());
    let time = (!bare || text.len() == 6) && is_time(text);
    match number::parse(text, DecimalSign::Point) {
        _ if time => Kind::Time,
        Ok(Some(_)) | Err(number::NumberError::Percent) => Kind::Figure,
        Ok(None) => Kind::Blank,
        Err(_) => Kind::Word,
    }
}

fn is_time(text: &str) -> bool {
    matches!(period::parse(text, DateOrder::DayFirst), Some(Said::Period(_) | Said::Month(_)))
}

/// The row that looks most like a header; of equals the first, as a repeated header further down is none.
pub(super) fn find(sample: &Sample) -> Option<Head> {
    let mut best: Option<Head> = None;
    for at in 0..sample.rows.len().min(WITHIN) {
        let score = score(sample, at);
        if score > 0.0 && best.is_none_or(|best| score > best.score) {
            best = Some(Head { at: Some(at), score });
        }
    }
    if let Some(Head { at: Some(at), .. }) = &mut best {
        let own = keys(sample, *at);
        let found = (0..*at).find(|earlier| keys(sample, *earlier) == own || is_elder(sample, *earlier, *at, &own));
        *at = found.unwrap_or(*at);
    }
    best.or_else(|| without_header(sample))
}

/// Whether a row is the header of a table whose columns the one below has too, with others: each under a title.
fn is_elder(sample: &Sample, at: usize, below: usize, own: &[String]) -> bool {
    let titled = |at: usize| at.checked_sub(1).is_some_and(|above| keys(sample, above).len() == 1);
    let parts = keys(sample, at);
    titled(at) && titled(below) && parts.iter().all(|key| own.contains(key)) && is_another(sample, at, below)
}

/// The texts of a row that are not blank, for comparison.
pub(super) fn keys(sample: &Sample, at: usize) -> Vec<String> {
    sample.rows[at].1.iter().map(|text| header_key(text)).filter(|key| !key.is_empty()).collect()
}

/// Known words count most; words above figures are a header even if none is known.
fn score(sample: &Sample, at: usize) -> f64 {
    let texts = &sample.rows[at].1;
    let numbered = is_numbered(texts);
    let end = sample.rows.len().min(at + 1 + BELOW);
    let end = (at + 1..end).find(|row| names_columns(sample, *row)).unwrap_or(end);
    let (mut words, mut others, mut breaks, mut known) = (0.0, 0.0, 0.0, 0.0);
    for (column, text) in texts.iter().enumerate() {
        let kind = match kind(text) {
            Kind::Figure if numbered => Kind::Time,
            kind => kind,
        };
        match kind {
            Kind::Blank => continue,
            Kind::Figure => {
                others += 1.0;
                continue;
            }
            Kind::Word | Kind::Time => words += 1.0,
        }
        let meanings = dictionary().meanings(&key(text));
        known += if meanings.is_whole() { 1.0 } else { f64::from(u8::from(!meanings.is_nothing())) * 0.5 };
        breaks += f64::from(u8::from(is_above_figures(sample, at + 1..end, column, kind)));
    }
    if words < 2.0 || others > words || breaks == 0.0 { 0.0 } else { known * 2.0 + breaks + words * 0.1 }
}

/// Whether a row is the header of another table than the one whose header is known: words of columns that are other
/// ones, above figures.
pub(super) fn is_another(sample: &Sample, at: usize, known: usize) -> bool {
    // The row directly above a header holds its labels.
    let is_part = at + 1 == known && sample.rows[at].0 + 1 == sample.rows[known].0;
    !is_part && names_columns(sample, at) && score(sample, at) > 0.0
}

/// Whether a row has words of columns and no figure.
fn names_columns(sample: &Sample, at: usize) -> bool {
    let texts = || sample.rows[at].1.iter().filter(|text| !text.is_empty()).take(NAMED);
    let is_column = |text: &&String| kind(text) == Kind::Word && dictionary().meanings(&key(text)).is_whole();
    texts().nth(1).is_some()
        && texts().all(|text| kind(text) != Kind::Figure)
        && texts().filter(is_column).nth(1).is_some()
}

/// Months by number: 1, 2, 3 and so on.
pub(super) fn is_numbered(texts: &[String]) -> bool {
    let numbers: Vec<u32> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    (3..=12).contains(&numbers.len()) && numbers.iter().zip(1..).all(|(number, month)| *number == month)
}

fn is_above_figures(sample: &Sample, rows: Range<usize>, column: usize, own: Kind) -> bool {
    let below = rows.map(|row| kind(sample.text(row, column)));
    let (mut filled, mut figures) = (0_u32, 0_u32);
    for kind in below.filter(|kind| *kind != Kind::Blank) {
        filled += 1;
        figures += u32::from(kind == Kind::Figure || (kind == Kind::Time && own == Kind::Word));
    }
    filled > 0 && figures * 10 >= filled * 7
}

/// Rows of figures from the first on.
fn without_header(sample: &Sample) -> Option<Head> {
    let rows = sample.rows.len().min(BELOW);
    let is_figure = |at: usize, column: usize| kind(sample.text(at, column)) == Kind::Figure;
    let figures = (0..sample.width()).filter(|column| {
        let count = (0..rows).filter(|at| is_figure(*at, *column)).count();
        is_figure(0, *column) && count * 10 >= rows * 7
    });
    (rows > 1 && sample.width() > 1 && figures.count() > 0).then_some(Head { at: None, score: NONE })
}
