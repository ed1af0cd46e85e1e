//! A mapping for a table of no known format, from its header's words and its cells. A proposal, never a decision.

mod assign;
pub(crate) mod content;
mod to_format;
pub(crate) mod words;

use serde::Serialize;

use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::Field;
use crate::profile::filename;
use crate::value::{cell, currency};
use content::Content;
use words::{dictionary, key};

/// How many sheets, rows for the header, and rows of cells are looked at.
const SHEETS: usize = 10;
const HEADER_WITHIN: usize = 20;
const ROWS: usize = 200;

/// What a column is proposed to be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProposedColumn {
    /// The header as it stands in the file.
    pub header: String,
    /// The field; none where nothing fits.
    pub field: Option<Field>,
    /// 0 to 1.
    pub confidence: f64,
    /// Why, in words.
    pub reason: String,
}

/// A proposed mapping of one table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposal {
    /// The sheet that it is of; empty for a text file.
    pub sheet: String,
    /// The header's row, 1-based.
    pub header_row: u32,
    /// Its columns in order.
    pub columns: Vec<ProposedColumn>,
}

impl Proposal {
    /// The header that a field is proposed for.
    pub fn header_of(&self, field: Field) -> Option<&str> {
        self.columns.iter().find(|c| c.field == Some(field)).map(|c| c.header.as_str())
    }

    /// What the file does not say and somebody must: `vendor`, `period`, `currency`.
    pub fn needs(&self, filename: &str) -> Vec<&'static str> {
        let has = |fields: &[Field]| fields.iter().any(|f| self.header_of(*f).is_some());
        let money: Vec<&str> = [Field::Amount, Field::Price].iter().filter_map(|f| self.header_of(*f)).collect();
        let in_header = money.iter().any(|header| currency::in_header(header).is_some());
        let mut needs = Vec::new();
        if !has(&[Field::Vendor]) {
            needs.push("vendor");
        }
        if !has(&[Field::Date, Field::Month, Field::Period]) && !filename::says_any(filename) {
            needs.push("period");
        }
        if !money.is_empty() && !has(&[Field::Currency]) && !in_header {
            needs.push("currency");
        }
        needs
    }
}

/// Proposes a mapping for the table that looks most like sales; `None` where no row looks like a header.
pub fn propose(book: &dyn Book) -> Result<Option<Proposal>, ReadError> {
    let mut best: Option<(f64, Proposal)> = None;
    for (sheet, info) in book.sheets().iter().enumerate().filter(|(_, s)| !s.hidden).take(SHEETS) {
        let Some((score, header_row, headers, contents)) = sample(book, sheet)? else { continue };
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            let columns = assign::assign(&headers, &contents);
            best = Some((score, Proposal { sheet: info.name.clone(), header_row, columns }));
        }
    }
    Ok(best.map(|(_, proposal)| proposal))
}

type Sample = (f64, u32, Vec<String>, Vec<Content>);

/// The row that looks most like a header, and the cells below it.
fn sample(book: &dyn Book, sheet: usize) -> Result<Option<Sample>, ReadError> {
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    let mut reader = book.open(sheet)?;
    let mut row = Row::new();
    while rows.len() < HEADER_WITHIN + ROWS && reader.next(&mut row)? {
        rows.push((row.number(), row.cells().map(|c| cell::text(c).into_owned()).collect()));
    }
    let score = |at: usize| header_score(&rows[at].1, rows.get(at + 1).map(|(_, next)| next.as_slice()));
    let best = (0..rows.len().min(HEADER_WITHIN)).map(|at| (score(at), at)).filter(|(s, _)| *s > 0.0);
    // Of equals the first: a repeated header further down is none.
    let Some((score, at)) = best.fold(None, |found: Option<(f64, usize)>, next| match found {
        Some(found) if found.0 >= next.0 => Some(found),
        _ => Some(next),
    }) else {
        return Ok(None);
    };
    let headers = rows[at].1.clone();
    let mut contents = vec![Content::default(); headers.len()];
    for (_, texts) in rows.iter().skip(at + 1).take(ROWS) {
        for (content, text) in contents.iter_mut().zip(texts) {
            content.see(text);
        }
    }
    Ok(Some((score, rows[at].0, headers, contents)))
}

/// Known words count; a row of texts above a row with numbers is a header even if no word is known.
fn header_score(texts: &[String], below: Option<&[String]>) -> f64 {
    let filled = texts.iter().filter(|t| !t.is_empty());
    let (mut known, mut words, mut others) = (0.0, 0.0, 0.0);
    for text in filled {
        if text.bytes().any(|b| b.is_ascii_digit()) && !text.chars().any(char::is_alphabetic) {
            others += 1.0;
            continue;
        }
        words += 1.0;
        known += f64::from(u8::from(!dictionary().fields_of(&key(text)).is_empty()));
    }
    let figures = below.is_some_and(|row| row.iter().any(|t| t.bytes().next().is_some_and(|b| b.is_ascii_digit())));
    if words < 2.0 || others > words || !figures {
        return 0.0;
    }
    known * 2.0 + words * 0.1
}
