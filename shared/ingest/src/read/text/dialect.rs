//! How a text table is laid out: its delimiter, quote and line ends, told from its first 200 rows.
//!
//! Each delimiter is tried by reading those rows with it. The best has the most rows of one width and cells that
//! look like cells: for each width k, the share of rows that have it times (k-1)/k, summed and divided by the number
//! of widths, times the share of plausible cells (after van den Burg, Nazábal and Sutton, "Wrangling messy CSV
//! files by detecting row and type patterns", 2019). Title lines add the same width to every candidate, so they
//! decide nothing. If no delimiter splits anything, the table has one column.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;

use crate::book::Rows;
use crate::cells::{Cell, Row};
use crate::error::ReadError;
use crate::read::Limits;
use crate::read::text::plausible::is_plausible;
use crate::read::text::rows::TextRows;
use crate::read::text::source::Source;

/// In the order in which equal scores are decided.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const ROWS: usize = 200;
const SAMPLE: usize = 256 << 10;

/// How a text table is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells.
    pub delimiter: u8,
    /// The byte around cells that hold delimiters.
    pub quote: u8,
    /// The byte that ends a line: LF (with or without CR before it) or CR.
    pub ending: u8,
    /// How many cells most of the first rows have.
    pub columns: usize,
    /// Whether the first line only names the delimiter (`sep=;`); it is then no row.
    pub directive: bool,
}

struct Trial {
    score: f64,
    columns: usize,
    /// Cells that stand between apostrophes.
    apostrophes: usize,
    /// Rows with a broken quote.
    faults: usize,
}

/// Tells the dialect of a text that `open` opens anew each time.
pub(super) fn detect(open: impl Fn() -> io::Result<Source>, limits: &Limits) -> Result<Dialect, ReadError> {
    let sample = sample(&mut open()?)?;
    let mut dialect = Dialect { delimiter: b',', quote: b'"', ending: ending(&sample), columns: 1, directive: false };
    if let Some(delimiter) = directive(&sample) {
        dialect = Dialect { delimiter, directive: true, ..dialect };
        dialect.columns = attempt(open()?, &dialect, limits)?.columns;
        return Ok(dialect);
    }
    let (best, trial) = best_delimiter(&open, &dialect, limits)?;
    dialect = Dialect { columns: trial.columns, ..best };
    if trial.apostrophes >= 2 && !sample.contains(&b'"') {
        let (best, trial) = best_delimiter(&open, &Dialect { quote: b'\'', ..dialect.clone() }, limits)?;
        // Apostrophes that mark figures as text are never closed.
        if trial.faults == 0 {
            dialect = Dialect { columns: trial.columns, ..best };
        }
    }
    Ok(dialect)
}

fn best_delimiter(
    open: impl Fn() -> io::Result<Source>,
    base: &Dialect,
    limits: &Limits,
) -> Result<(Dialect, Trial), ReadError> {
    let mut best: Option<(Dialect, Trial)> = None;
    let mut refused = None;
    for delimiter in DELIMITERS {
        let dialect = Dialect { delimiter, columns: 1, ..base.clone() };
        match attempt(open()?, &dialect, limits) {
            Ok(trial) if best.as_ref().is_none_or(|(_, leader)| trial.score > leader.score) => {
                best = Some((dialect, trial));
            }
            Ok(_) => {}
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    // Too many columns or too long a cell speaks against a delimiter, unless no other one splits anything.
    match (best, refused) {
        (Some((dialect, trial)), None) => Ok((dialect, trial)),
        (Some((dialect, trial)), _) if trial.score > 0.0 => Ok((dialect, trial)),
        (_, Some(error)) => Err(error),
        (None, None) => attempt(open()?, base, limits).map(|trial| (base.clone(), trial)),
    }
}

fn attempt(source: Source, dialect: &Dialect, limits: &Limits) -> Result<Trial, ReadError> {
    let notes = Mutex::default();
    let mut rows = TextRows::new(source, dialect, limits, &notes);
    let mut row = Row::new();
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut read, mut cells, mut plausible, mut apostrophes, mut faults) = (0, 0usize, 0usize, 0, 0);
    while read < ROWS && rows.next(&mut row)? {
        read += 1;
        *widths.entry(row.len()).or_default() += 1;
        faults += usize::from(row.fault().is_some());
        for cell in row.cells() {
            let text = if let Cell::Text(text) = cell { text } else { "" };
            cells += 1;
            plausible += usize::from(is_plausible(text));
            apostrophes += usize::from(text.len() > 1 && text.starts_with('\'') && text.ends_with('\''));
        }
    }
    let spread: f64 = widths.iter().map(|(width, rows)| *rows as f64 * (*width as f64 - 1.0) / *width as f64).sum();
    let consistency = spread / (read.max(1) * widths.len().max(1)) as f64;
    let columns = widths.iter().filter(|(width, _)| **width > 1).max_by_key(|(width, rows)| (**rows, **width));
    Ok(Trial {
        score: consistency * plausible as f64 / cells.max(1) as f64,
        columns: columns.map_or(1, |(width, _)| *width),
        apostrophes,
        faults,
    })
}

fn sample(source: &mut Source) -> io::Result<Vec<u8>> {
    let mut sample = vec![0; SAMPLE];
    let mut filled = 0;
    while filled + 16 < SAMPLE {
        match source.read(&mut sample[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    sample.truncate(filled);
    sample.retain(|byte| *byte != 0);
    while sample.starts_with("\u{feff}".as_bytes()) {
        sample.drain(..3);
    }
    Ok(sample)
}

/// CR if more lines end with it alone than with LF, counted outside quotes.
fn ending(sample: &[u8]) -> u8 {
    let (mut returns, mut feeds, mut quoted) = ([0usize; 2], [0usize; 2], false);
    for (at, byte) in sample.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' => feeds[usize::from(quoted)] += 1,
            b'\r' if !matches!(sample.get(at + 1), Some(b'\n' | b'\r')) => returns[usize::from(quoted)] += 1,
            _ => {}
        }
    }
    let side = usize::from(returns[0] + feeds[0] == 0);
    if returns[side] > feeds[side] { b'\r' } else { b'\n' }
}

/// The delimiter that a first line `sep=;` names, as spreadsheet programs write and read it.
fn directive(sample: &[u8]) -> Option<u8> {
    let line = sample.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    match line {
        [a, b, c, b'=', delimiter] if [a, b, c].map(u8::to_ascii_lowercase) == *b"sep" => {
            (delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\'')).then_some(*delimiter)
        }
        _ => None,
    }
}
