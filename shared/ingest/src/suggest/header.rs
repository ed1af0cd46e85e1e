//! Which row is the header: words above figures.

use super::sample::Sample;
use super::words::{dictionary, key};
use crate::value::{DateOrder, DecimalSign, Said, number, period};

/// The header is within so many rows.
const WITHIN: usize = 30;
/// So many rows below tell what a column holds.
const BELOW: usize = 20;
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
    best.or_else(|| without_header(sample))
}

/// Known words count most; words above figures are a header even if none is known.
fn score(sample: &Sample, at: usize) -> f64 {
    let texts = &sample.rows[at].1;
    let numbered = is_numbered(texts);
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
        breaks += f64::from(u8::from(is_above_figures(sample, at, column, kind)));
    }
    if words < 2.0 || others > words || breaks == 0.0 { 0.0 } else { known * 2.0 + breaks + words * 0.1 }
}

/// Months by number: 1, 2, 3 and so on.
pub(super) fn is_numbered(texts: &[String]) -> bool {
    let numbers: Vec<u32> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    (3..=12).contains(&numbers.len()) && numbers.iter().zip(1..).all(|(number, month)| *number == month)
}

fn is_above_figures(sample: &Sample, at: usize, column: usize, own: Kind) -> bool {
    let below = (at + 1..sample.rows.len().min(at + 1 + BELOW)).map(|row| kind(sample.text(row, column)));
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
