//! Finding the header: the first row within reach whose words are those of the format.

use std::collections::VecDeque;

use super::needs;
use crate::book::Rows;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::Format;
use crate::value::cell;
use crate::value::text::header_key;

/// A header of one or more rows; the words of the columns are those of the last.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// Number of its last row.
    pub row: u32,
    /// The texts of its rows, from the first; labels that run on are filled in.
    pub rows: Vec<Vec<String>>,
    /// The last row's texts for comparison.
    pub keys: Vec<String>,
}

/// What a search found: the header, or what the best row lacks.
#[derive(Clone, Debug)]
pub(crate) enum Search {
    /// The header.
    Found(Header),
    /// No row has all that is needed; the best lacks these. `has` counts the columns that it has.
    Missing { lacks: Vec<String>, has: usize, best: Option<Header> },
}

/// Reads rows until the header is found or the reach is over. The next row after it is the first of the table.
pub(crate) fn find(rows: &mut (dyn Rows + '_), format: &Format) -> Result<Search, ReadError> {
    let mut row = Row::new();
    let mut above: VecDeque<(u32, Vec<String>)> = VecDeque::new();
    let mut missing = Search::Missing { lacks: needs::names(format), has: 0, best: None };
    while rows.next(&mut row)? {
        if row.number() > format.table.header_within {
            break;
        }
        let texts: Vec<String> = row.cells().map(|c| cell::text(c).into_owned()).collect();
        let header = stack(format, &above, row.number(), texts.clone());
        let lacks = needs::lacking(format, &header);
        if lacks.is_empty() {
            return Ok(Search::Found(header));
        }
        let count = needs::count(format, &header);
        if matches!(missing, Search::Missing { has, .. } if count > has) {
            missing = Search::Missing { lacks, has: count, best: Some(header) };
        }
        above.push_back((row.number(), texts));
        if above.len() >= format.table.header_rows {
            above.pop_front();
        }
    }
    Ok(missing)
}

/// The header whose last row this is, with the rows above it. A row that the reader left out is blank.
fn stack(format: &Format, above: &VecDeque<(u32, Vec<String>)>, number: u32, texts: Vec<String>) -> Header {
    let depth = format.table.header_rows as u32;
    let keys: Vec<String> = texts.iter().map(|t| header_key(t)).collect();
    let mut rows = Vec::with_capacity(format.table.header_rows);
    for back in (1..depth).rev() {
        let wanted = number.checked_sub(back);
        let found = above.iter().find(|(n, _)| Some(*n) == wanted);
        rows.push(found.map_or_else(Vec::new, |(_, texts)| texts.clone()));
    }
    rows.push(texts);
    let width = keys.len();
    for (at, row) in rows.iter_mut().enumerate() {
        if format.table.fill_right.contains(&(at + 1)) {
            fill_right(row, width);
        }
    }
    Header { row: number, rows, keys }
}

fn fill_right(row: &mut Vec<String>, width: usize) {
    row.resize(width.max(row.len()), String::new());
    for at in 1..row.len() {
        if row[at].is_empty() {
            row[at] = row[at - 1].clone();
        }
    }
}

impl Header {
    /// The text of one of its rows (1-based) above a column.
    pub(crate) fn label(&self, row: usize, column: usize) -> &str {
        self.rows.get(row.wrapping_sub(1)).and_then(|r| r.get(column)).map_or("", String::as_str)
    }

    /// The texts of its last row.
    pub(crate) fn titles(&self) -> &[String] {
        self.rows.last().map_or(&[], Vec::as_slice)
    }
}
