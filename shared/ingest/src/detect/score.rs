//! One format's score for a book.

use sellout_model::Ean;

use super::{Parts, round, rows};
use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::{Field, Format, Gives};
use crate::profile::header::{self, Header, Search};
use crate::profile::{Columns, bands, filename, sheets};
use crate::value::text::{header_key, plain};
use crate::value::{DateOrder, DecimalSign, cell, date, number, period};

/// The weights of the parts; those that say nothing are left out of the mean.
/// The file's name alone decides between formats with the same columns.
const WEIGHTS: [f64; 6] = [0.65, 0.10, 0.20, 0.10, 0.20, 0.10];
/// The most that a format can score whose required columns are not all there.
const INCOMPLETE: f64 = 0.5;
/// The most that a format can score whose columns are everybody's, where nothing else speaks for it.
const COLUMNS_ALONE: f64 = 0.55;
/// How many sheets are looked at, and how many rows below a header.
const SHEETS: usize = 10;
const ROWS: usize = 30;

/// A format's score, its parts, and the required columns that no sheet has.
#[derive(Debug, Default)]
pub(super) struct Scored {
    pub(super) score: f64,
    pub(super) parts: Parts,
    pub(super) lacks: Vec<String>,
}

/// Scores one format.
pub(super) fn score(book: &dyn Book, file: &str, format: &Format) -> Result<Scored, ReadError> {
    let infos = book.sheets();
    let mut parts = Parts::default();
    let mut lacking = Vec::new();
    let mut complete = false;
    let yes = |hit: bool| f64::from(u8::from(hit));
    for &sheet in sheets::choose(format, infos).iter().take(SHEETS) {
        let mut rows = book.open(sheet)?;
        let found = header::find(rows.as_mut(), format)?;
        let (headers, whole) = match &found {
            Search::Found(header) => (headers(format, header, true), true),
            Search::Missing { best: Some(header), .. } => (headers(format, header, false), false),
            Search::Missing { best: None, .. } => continue,
        };
        if headers > parts.headers || (whole && !complete) {
            parts.headers = headers;
            complete = complete || whole;
            if let Search::Missing { lacks, .. } = &found {
                lacking.clone_from(lacks);
            }
            if let Search::Found(header) = &found {
                parts.shape = shape(rows.as_mut(), format, header)?;
                drop(rows);
                parts.markers = markers(book, sheet, format, header.row)?;
                parts.rows = rows::say(book, sheet, format)?.map(yes);
            }
        }
    }
    let named = infos.iter().any(|s| !s.name.is_empty());
    if named && !format.recognise.sheets.is_empty() {
        parts.sheets = Some(yes(sheets::any_named(&format.recognise.sheets, infos)));
    }
    if !format.recognise.file_names.is_empty() || !format.recognise.file_patterns.is_empty() {
        // Rows that say whose they are need no name.
        parts.file_name = Some(yes(name_fits(format, file))).filter(|fits| *fits > 0.0 || parts.rows != Some(1.0));
    }
    let mean = mean(&parts);
    let most = match (complete, format.recognise.common_columns && !parts.speak()) {
        _ if parts.rows == Some(0.0) => INCOMPLETE,
        (false, _) => INCOMPLETE,
        (true, true) => COLUMNS_ALONE,
        (true, false) => 1.0,
    };
    let score = mean.min(most);
    let score = if parts.headers == 0.0 { 0.0 } else { round(score) };
    Ok(Scored { score, parts: parts.rounded(), lacks: if complete { Vec::new() } else { lacking } })
}

impl Parts {
    /// Whether anything beside the columns says that the file is of this format.
    pub(super) fn speak(&self) -> bool {
        [self.sheets, self.file_name, self.markers, self.rows].into_iter().flatten().any(|part| part >= 0.5)
    }

    fn rounded(self) -> Self {
        let part = |p: Option<f64>| p.map(round);
        Self {
            headers: round(self.headers),
            sheets: part(self.sheets),
            file_name: part(self.file_name),
            markers: part(self.markers),
            rows: self.rows,
            shape: part(self.shape),
        }
    }
}

fn mean(parts: &Parts) -> f64 {
    let values = [Some(parts.headers), parts.sheets, parts.file_name, parts.markers, parts.rows, parts.shape];
    let (sum, weight) = values
        .into_iter()
        .zip(WEIGHTS)
        .filter_map(|(value, weight)| value.map(|v| (v * weight, weight)))
        .fold((0.0, 0.0), |(s, w), (value, weight)| (s + value, w + weight));
    sum / weight
}

/// All required columns, how many of the format's columns are there, and how many of the file's headers it knows.
fn headers(format: &Format, header: &Header, complete: bool) -> f64 {
    if header.keys.is_empty() {
        // Without a header there is nothing to recognise it by.
        return 0.0;
    }
    let columns = Columns::resolve(format, &header.keys);
    let told = format.columns.len().max(1) as f64;
    let there = format.columns.keys().filter(|f| columns.has(**f)).count() as f64;
    let named: Vec<&String> = header.keys.iter().filter(|k| !k.is_empty()).collect();
    let known = named.iter().filter(|key| knows(format, key)).count() as f64;
    let share = known / (named.len().max(1) as f64);
    if complete { 0.55 + 0.15 * there / told + 0.30 * share } else { 0.45 * there / told * share }
}

fn knows(format: &Format, key: &str) -> bool {
    let listed = format.columns.values().any(|words| words.matches(key)) || format.recognise.headers.matches(key);
    listed
        || format.bands.as_ref().is_some_and(|b| b.columns.values().any(|w| w.matches(key)))
        || format.bands.as_ref().is_some_and(|b| {
            b.total.values().any(|w| w.matches(key))
                || (b.gives == Some(Gives::Period) && period::parse(key, DateOrder::DayFirst).is_some())
        })
}

/// Whole words only: "sa" is not in "sales".
fn name_fits(format: &Format, file: &str) -> bool {
    let stem = filename::stem(file);
    let words = |text: &str| -> Vec<String> {
        let folded = plain(text);
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let name = words(&stem);
    let has = |phrase: &String| {
        let phrase = words(phrase);
        !phrase.is_empty() && name.windows(phrase.len()).any(|w| w == phrase.as_slice())
    };
    format.recognise.file_names.as_slice().iter().any(has)
        || format.recognise.file_patterns.iter().any(|p| p.regex().is_match(&stem))
}

/// The share of the markers that stand in the rows down to the header.
fn markers(book: &dyn Book, sheet: usize, format: &Format, header_row: u32) -> Result<Option<f64>, ReadError> {
    let wanted = format.recognise.markers.as_slice();
    if wanted.is_empty() {
        return Ok(None);
    }
    let mut keys: Vec<String> = Vec::new();
    let mut rows = book.open(sheet)?;
    let mut row = Row::new();
    while rows.next(&mut row)? && row.number() <= header_row {
        keys.extend(row.cells().map(|c| header_key(&cell::text(c))).filter(|k| !k.is_empty()));
    }
    let found = wanted.iter().filter(|marker| keys.contains(&header_key(marker))).count();
    Ok(Some(found as f64 / wanted.len() as f64))
}

/// The share of the cells below the header that hold what their column should.
fn shape(rows: &mut (dyn crate::book::Rows + '_), format: &Format, header: &Header) -> Result<Option<f64>, ReadError> {
    let columns = Columns::resolve(format, &header.keys);
    let lanes = bands::lanes(format, header, &columns).lanes;
    let mut row = Row::new();
    let (mut read, mut fit, mut all) = (0, 0_u32, 0_u32);
    while read < ROWS && rows.next(&mut row)? {
        read += 1;
        for lane in &lanes {
            for field in Field::NUMBERS.iter().chain(&Field::DATES).chain([&Field::Ean]) {
                for column in lane.columns.of(*field) {
                    let text = cell::text(row.cell(usize::from(*column)));
                    if !text.is_empty() {
                        all += 1;
                        fit += u32::from(holds(*field, &text));
                    }
                }
            }
        }
    }
    Ok((all > 0).then(|| f64::from(fit) / f64::from(all)))
}

fn holds(field: Field, text: &str) -> bool {
    if field == Field::Ean {
        Ean::parse(text).is_ok()
    } else if Field::DATES.contains(&field) {
        date::parse(text, DateOrder::DayFirst).is_ok() || period::parse(text, DateOrder::DayFirst).is_some()
    } else {
        number::parse(text, DecimalSign::Point).is_ok()
    }
}
