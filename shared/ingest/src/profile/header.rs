//! Finding the header: the first row within reach whose words are those of the format.

use std::collections::VecDeque;

use super::needs;
use super::outside::{Outside, looks_like_sale};
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
    /// The texts above it, with their rows.
    pub titles_above: Vec<(u32, String)>,
    /// The rows above it that look like sales, where it is the first of its sheet.
    pub outside: Outside,
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
    if format.table.header_rows == 0 {
        let (rows, keys, titles_above) = (Vec::new(), Vec::new(), Vec::new());
        return Ok(Search::Found(Header { row: 0, rows, keys, titles_above, outside: Outside::default() }));
    }
    let mut row = Row::new();
    let mut watch = Watch::new(format);
    let mut passed: Vec<u32> = Vec::new();
    let mut missing = Search::Missing { lacks: needs::names(format), has: 0, best: None };
    while rows.next(&mut row)? {
        if row.number() > format.table.header_within {
            break;
        }
        let header = watch.stack(&row);
        let lacks = needs::lacking(format, &header);
        if lacks.is_empty() {
            let begin = header.row.saturating_sub(format.table.header_rows as u32 - 1);
            return Ok(Search::Found(Header { outside: Outside::above(&passed, begin), ..header }));
        }
        let count = needs::count(format, &header);
        if matches!(missing, Search::Missing { has, .. } if count > has) {
            missing = Search::Missing { lacks, has: count, best: Some(header) };
        }
        passed.extend(looks_like_sale(&row).then(|| row.number()));
        watch.pass(&row);
    }
    Ok(missing)
}

/// The rows above the one that is looked at: those that may be of its header, and the titles above them.
#[derive(Debug)]
pub(crate) struct Watch<'f> {
    format: &'f Format,
    above: VecDeque<(u32, Vec<String>)>,
    titles: Vec<(u32, String)>,
}

impl<'f> Watch<'f> {
    pub(crate) fn new(format: &'f Format) -> Self {
        Self { format, above: VecDeque::new(), titles: Vec::new() }
    }

    /// The header that this row would be the last of.
    pub(crate) fn stack(&self, row: &Row) -> Header {
        let mut header = stack(self.format, &self.above, row.number(), texts(row));
        header.titles_above.clone_from(&self.titles);
        header
    }

    /// The header of the next table, if this row is the last of one.
    pub(crate) fn next_header(&self, row: &Row) -> Option<Header> {
        let header = self.stack(row);
        needs::lacking(self.format, &header).is_empty().then_some(header)
    }

    /// Goes on to the next row.
    pub(crate) fn pass(&mut self, row: &Row) {
        self.above.push_back((row.number(), texts(row)));
        if self.above.len() >= self.format.table.header_rows
            && let Some((number, texts)) = self.above.pop_front()
        {
            self.title(number, &texts);
        }
    }

    /// Forgets what stood above: a table begins.
    pub(crate) fn begin(&mut self) {
        self.above.clear();
        self.titles.clear();
    }

    /// Titles stand alone in their rows, or behind a label with a colon. In blocks, only those directly above a header
    /// are its own.
    fn title(&mut self, number: u32, texts: &[String]) {
        let mut filled = texts.iter().filter(|text| !text.is_empty());
        let in_blocks = self.format.table.blocks.is_some();
        let title = match (filled.next(), filled.next(), filled.next()) {
            (Some(text), None, _) => Some(text.clone()),
            (Some(label), Some(text), None) if in_blocks && label.ends_with(':') => Some(format!("{label} {text}")),
            _ => None,
        };
        match title {
            Some(text) => self.titles.push((number, text)),
            None if texts.iter().all(String::is_empty) => {}
            None if in_blocks => self.titles.clear(),
            None => self.titles.extend(texts.iter().filter(|t| !t.is_empty()).map(|text| (number, text.clone()))),
        }
    }
}

fn texts(row: &Row) -> Vec<String> {
    row.cells().map(|c| cell::text(c).into_owned()).collect()
}

/// The header whose last row this is, with the rows above it. A row that the reader left out is blank.
fn stack(format: &Format, above: &VecDeque<(u32, Vec<String>)>, number: u32, texts: Vec<String>) -> Header {
    let depth = format.table.header_rows as u32;
    let mut keys: Vec<String> = texts.iter().map(|t| header_key(t)).collect();
    if !format.renamed.is_empty() {
        format.put_headers_right(&mut keys);
    }
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
    Header { row: number, rows, keys, titles_above: Vec::new(), outside: Outside::default() }
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
    /// The headers of tables beside one another: the same, with nothing but one run of filled cells in the last row.
    pub(crate) fn beside(&self) -> Vec<Self> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for at in (0..self.keys.len()).filter(|at| !self.keys[*at].is_empty()) {
            match runs.last_mut() {
                Some((_, end)) if *end == at => *end = at + 1,
                _ => runs.push((at, at + 1)),
            }
        }
        let only = |(from, to): (usize, usize)| {
            let mut header = self.clone();
            for texts in header.rows.iter_mut().chain([&mut header.keys]) {
                texts
                    .iter_mut()
                    .enumerate()
                    .filter(|(at, _)| !(from..to).contains(at))
                    .for_each(|(_, text)| text.clear());
            }
            header
        };
        runs.into_iter().map(only).collect()
    }

    /// The first and the last column (exclusive) that it names.
    pub(crate) fn span(&self) -> Option<(u16, u16)> {
        let named = |key: &String| !key.is_empty();
        let from = self.keys.iter().position(named)?;
        let to = self.keys.iter().rposition(named)?;
        Some((from as u16, to as u16 + 1))
    }

    /// The first row of it or of its titles.
    pub(crate) fn first_row(&self) -> u32 {
        let own = self.row.saturating_sub(self.rows.len().saturating_sub(1) as u32);
        self.titles_above.iter().map(|(row, _)| *row).fold(own, u32::min)
    }

    /// The text of one of its rows (1-based) above a column.
    pub(crate) fn label(&self, row: usize, column: usize) -> &str {
        self.rows.get(row.wrapping_sub(1)).and_then(|r| r.get(column)).map_or("", String::as_str)
    }

    /// The texts of its last row.
    pub(crate) fn titles(&self) -> &[String] {
        self.rows.last().map_or(&[], Vec::as_slice)
    }
}
