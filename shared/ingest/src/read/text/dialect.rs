//! How a text table is laid out: its delimiter, quote and line ends, told from its first 200 rows.
//!
//! Each delimiter is tried by reading those rows with it. The best has the most rows of one width and cells that
//! look like cells: for each width k, the share of rows that have it times (k-1)/k, summed and divided by the number
//! of widths, times the share of plausible cells (after van den Burg, Nazábal and Sutton, "Wrangling messy CSV
//! files by detecting row and type patterns", 2019). Title lines add the same width to every candidate, so they
//! decide nothing. If no delimiter splits anything, the table has one column.
//!
//! What is rarer is only tried where the sample shows it: apostrophes as quotes, backslashes before quotes, blanks
//! before quotes, whole rows in quotes, both kinds of line ends, columns aligned with blanks.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;

use crate::book::Rows;
use crate::cells::{Cell, Row};
use crate::error::ReadError;
use crate::read::Limits;
use crate::read::text::aligned::{self, Aligned};
use crate::read::text::plausible::is_plausible;
use crate::read::text::quoted::Splitter;
use crate::read::text::rows::TextRows;
use crate::read::text::sample;
use crate::read::text::source::Source;

/// In the order in which equal scores are decided.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const ROWS: usize = 200;

/// A layout that a text shows may score a little less for what its cells hold; one that is wrong breaks rows apart, which
/// costs much more than a tenth.
const NEARLY: f64 = 0.9;

/// How a text table is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells.
    pub delimiter: u8,
    /// The byte around cells that hold delimiters.
    pub quote: u8,
    /// Whether a backslash before a quote makes it an ordinary letter.
    pub escaped: bool,
    /// Whether blanks may stand between a delimiter and a quote.
    pub padded: bool,
    /// Which rows stand as a whole between quotes, with their own quotes doubled.
    pub wrapped: Wrapped,
    /// What ends a line.
    pub ending: Ending,
    /// How many cells most of the first rows have.
    pub columns: usize,
    /// Whether the first line only names the delimiter (`sep=;`); it is then no row.
    pub directive: bool,
    /// The columns of a table without delimiters, whose cells are aligned with blanks.
    pub aligned: Option<Aligned>,
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// LF, with or without CR before it.
    Feed,
    /// CR alone.
    Return,
    /// Each of them, in one file.
    Any,
}

impl Ending {
    pub(super) fn is(self, byte: u8) -> bool {
        match self {
            Self::Feed => byte == b'\n',
            Self::Return => byte == b'\r',
            Self::Any => matches!(byte, b'\n' | b'\r'),
        }
    }

    /// What a line may be closed with.
    pub(super) fn sign(self) -> char {
        if self == Self::Return { '\r' } else { '\n' }
    }
}

/// Rows that stand as a whole between quotes, as after a table was opened and saved as one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapped {
    /// None of them.
    Never,
    /// Those that come to as many cells as the others.
    Some,
    /// Every row that can.
    Every,
}

impl Dialect {
    pub(super) fn splitter(&self) -> Splitter {
        Splitter { delimiter: self.delimiter, quote: self.quote, escaped: self.escaped, padded: self.padded }
    }
}

struct Trial {
    score: f64,
    columns: usize,
    /// Most rows have one cell only.
    unsplit: bool,
    /// Cells that stand between apostrophes.
    apostrophes: usize,
    /// Cells that begin with a blank and a quote.
    padded: usize,
    /// Rows with a broken quote.
    faults: usize,
    /// The share of cells with several blanks in a row.
    gaps: f64,
}

/// Tells the dialect of a text that `open` opens anew each time.
pub(super) fn detect(open: impl Fn() -> io::Result<Source>, limits: &Limits) -> Result<Dialect, ReadError> {
    let sample = sample::take(&mut open()?)?;
    let (returns, feeds) = sample::line_ends(&sample);
    let plain = Dialect {
        delimiter: b',',
        quote: b'"',
        escaped: false,
        padded: false,
        wrapped: Wrapped::Never,
        ending: if returns > feeds { Ending::Return } else { Ending::Feed },
        columns: 1,
        directive: false,
        aligned: None,
    };
    let plain = match sample::directive(&sample) {
        Some(delimiter) => Dialect { delimiter, directive: true, ..plain },
        None => plain,
    };
    let (dialect, trial) = best_delimiter(&open, &plain, limits)?;
    let mut search = Search { open, limits, dialect, trial };
    search.consider_variants(&sample, returns > 0 && feeds > 0)?;
    let Search { mut dialect, trial, .. } = search;
    dialect.columns = trial.columns;
    Ok(if dialect.directive { dialect } else { with_alignment(dialect, &trial, &sample) })
}

/// The best dialect so far.
struct Search<'a, F> {
    open: F,
    limits: &'a Limits,
    dialect: Dialect,
    trial: Trial,
}

impl<F: Fn() -> io::Result<Source>> Search<'_, F> {
    fn consider_variants(&mut self, sample: &[u8], both_ends: bool) -> Result<(), ReadError> {
        let no_worse = |other: &Trial, than: &Trial| other.faults <= than.faults && other.score > than.score * NEARLY;
        let better = |other: &Trial, than: &Trial| no_worse(other, than) && other.score > than.score;
        if sample::has_wrapped_line(sample) {
            let wrapped = if self.trial.unsplit { Wrapped::Every } else { Wrapped::Some };
            self.consider(|dialect| dialect.wrapped = wrapped, better)?;
        }
        if both_ends {
            self.consider(|dialect| dialect.ending = Ending::Any, |other, than| other.score > than.score * NEARLY)?;
        }
        if sample::has_escaped_quote(sample) {
            self.consider(|dialect| dialect.escaped = true, no_worse)?;
        }
        if sample::has_padded_quote(sample) {
            let fewer = |other: &Trial, than: &Trial| no_worse(other, than) && other.padded < than.padded;
            self.consider(|dialect| dialect.padded = true, fewer)?;
        }
        if self.trial.apostrophes >= 2 && !sample.contains(&b'"') {
            // Apostrophes that mark figures as text are never closed.
            self.consider(|dialect| dialect.quote = b'\'', |other, _| other.faults == 0)?;
        }
        Ok(())
    }

    /// Takes the change over if it reads the first rows better.
    fn consider(
        &mut self,
        change: impl Fn(&mut Dialect),
        better: impl Fn(&Trial, &Trial) -> bool,
    ) -> Result<(), ReadError> {
        let mut changed = self.dialect.clone();
        change(&mut changed);
        let (dialect, trial) = best_delimiter(&self.open, &changed, self.limits)?;
        if better(&trial, &self.trial) {
            (self.dialect, self.trial) = (dialect, trial);
        }
        Ok(())
    }
}

/// The same, or a dialect of aligned columns where they fit the first lines better than any delimiter.
fn with_alignment(dialect: Dialect, trial: &Trial, sample: &[u8]) -> Dialect {
    let text = String::from_utf8_lossy(sample);
    let lines: Vec<&str> = text.split(['\n', '\r']).take(2 * ROWS).collect();
    // The last line may be cut.
    let whole = lines.len().saturating_sub(1).max(1);
    match aligned::detect(&lines[..whole]) {
        Some((aligned, score)) if score > trial.score * (1.0 - trial.gaps) => {
            Dialect { delimiter: b' ', columns: aligned.count, aligned: Some(aligned), ..dialect }
        }
        _ => dialect,
    }
}

fn best_delimiter(
    open: impl Fn() -> io::Result<Source>,
    base: &Dialect,
    limits: &Limits,
) -> Result<(Dialect, Trial), ReadError> {
    let mut best: Option<(Dialect, Trial)> = None;
    let mut refused = None;
    let named = [base.delimiter];
    for &delimiter in if base.directive { &named[..] } else { &DELIMITERS[..] } {
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
    let (mut padded, mut gaps) = (0, 0usize);
    while read < ROWS && rows.next(&mut row)? {
        read += 1;
        *widths.entry(row.len()).or_default() += 1;
        faults += usize::from(row.fault().is_some());
        for cell in row.cells() {
            let text = if let Cell::Text(text) = cell { text } else { "" };
            cells += 1;
            plausible += usize::from(is_plausible(text));
            padded += usize::from(text.starts_with(" \""));
            gaps += usize::from(text.trim().contains("  "));
            apostrophes += usize::from(text.len() > 1 && text.starts_with('\'') && text.ends_with('\''));
        }
    }
    let spread: f64 = widths.iter().map(|(width, rows)| *rows as f64 * (*width as f64 - 1.0) / *width as f64).sum();
    let consistency = spread / (read.max(1) * widths.len().max(1)) as f64;
    let columns = widths.iter().filter(|(width, _)| **width > 1).max_by_key(|(width, rows)| (**rows, **width));
    Ok(Trial {
        score: consistency * plausible as f64 / cells.max(1) as f64,
        columns: columns.map_or(1, |(width, _)| *width),
        unsplit: widths.get(&1).is_some_and(|rows| 2 * rows > read),
        apostrophes,
        padded,
        faults,
        gaps: gaps as f64 / cells.max(1) as f64,
    })
}
