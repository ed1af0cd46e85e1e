//! Rows of a text: a line each, or several where a quoted cell runs over line ends.
//!
//! A row's number is its line's number in the file; a cell with line breaks moves the count on. A quote that is
//! never closed, or is closed in the middle of a later row, swallows nothing: its row ends with its line, is marked
//! with the fault `broken_quote`, and the next line is read as usual. Its delimiters split it, but as many as it has more
//! than the table's rows are taken for text of the cell in which the quote opens.

use std::sync::Mutex;

use crate::book::Rows;
use crate::cells::{Cell, Row};
use crate::error::{FileError, ReadError};
use crate::read::Limits;
use crate::read::limits::setting;
use crate::read::text::blocks::LineFault;
use crate::read::text::dialect::{Dialect, Ending, Wrapped};
use crate::read::text::lines::{Line, Lines};
use crate::read::text::notes::{self, Notes};
use crate::read::text::quoted::{OpenCell, Outcome, Span, Splitter};
use crate::read::text::source::Source;

/// The fault of a row whose quote is not closed where its cell ends.
const BROKEN_QUOTE: &str = "broken_quote";
/// The fault of a row of an aligned table whose cells stand under no column of it.
const MISPLACED: &str = "misplaced_cells";
/// What old systems end a text with.
const END_OF_FILE: u8 = 0x1a;

/// One reading of a text.
pub(super) struct TextRows<'a> {
    lines: Lines,
    splitter: Splitter,
    dialect: &'a Dialect,
    /// Whether a line without quotes is cut at its delimiters, and lines end in one way only.
    cuts: bool,
    limits: &'a Limits,
    shared: &'a Mutex<Notes>,
    notes: Notes,
    /// The number of the last line that was read.
    number: u32,
    spans: Vec<Span>,
    resolved: String,
    /// A row with all the columns of an aligned table was seen.
    in_table: bool,
}

/// How far a record goes.
struct Extent {
    /// Bytes of it, without its line end.
    size: usize,
    /// Bytes until the next record.
    next: usize,
    lines: u32,
    /// Whether a quote in it is not closed where its cell ends.
    broken: bool,
}

impl<'a> TextRows<'a> {
    pub(super) fn new(source: Source, dialect: &'a Dialect, limits: &'a Limits, shared: &'a Mutex<Notes>) -> Self {
        Self {
            lines: Lines::new(source, dialect.ending, limits.line_bytes),
            splitter: dialect.splitter(),
            dialect,
            cuts: dialect.aligned.is_none() && !dialect.padded && dialect.ending != Ending::Any,
            limits,
            shared,
            notes: Notes::default(),
            number: 0,
            spans: Vec::new(),
            resolved: String::new(),
            in_table: false,
        }
    }

    fn line(&mut self, from: usize) -> Result<Option<Line>, ReadError> {
        self.lines.line(from).map_err(|fault| self.fault(fault))
    }

    fn fault(&self, fault: LineFault) -> ReadError {
        match fault {
            LineFault::Io(error) => error.into(),
            LineFault::TooLong => self.too_long("line_too_long", "line", self.limits.line_bytes),
        }
    }

    fn too_long(&self, code: &'static str, what: &str, limit: usize) -> ReadError {
        let row = self.number.saturating_add(1);
        let named = if code == "cell_too_long" { format!(" ({})", setting::CELL_BYTES) } else { String::new() };
        let message =
            format!("row {row} has a {what} of more than {limit} bytes{named}; check its quotes and line ends");
        FileError::new(code, message).at(None, Some(row)).into()
    }

    /// Whether a line is empty, or only marks the end of the text.
    #[inline]
    fn is_no_row(&self, line: Line) -> bool {
        line.end <= 1 && matches!(self.lines.text(line.end).as_bytes(), [] | [END_OF_FILE])
    }

    /// Begins the reading: what stands before the first row.
    fn begin(&mut self) -> Result<(), ReadError> {
        if self.dialect.directive
            && let Some(line) = self.line(0)?
        {
            self.lines.consume(line.next);
            self.number = 1;
        }
        Ok(())
    }

    /// Ends the reading: what was noticed is now known to the book.
    fn finish(&mut self) {
        self.notes.zeros = self.lines.zeros();
        notes::lock(self.shared).take(&self.notes);
    }

    /// Finds where the record that begins with `line` ends; its cells are then in `spans`.
    fn extent(&mut self, line: Line) -> Result<Extent, ReadError> {
        self.spans.clear();
        let mut extent = Extent { size: line.end, next: line.next, lines: 1, broken: false };
        let (mut open, mut first_open) = (None, None);
        loop {
            match self.splitter.split(self.lines.text(extent.size).as_bytes(), &mut self.spans, open) {
                Outcome::Done if extent.lines > 1 && self.swallowed_rows(extent.size) => break,
                Outcome::Done => return Ok(extent),
                Outcome::Broken => break,
                Outcome::Open(cell) => {
                    open = Some(cell);
                    first_open = first_open.or(open);
                }
            }
            if extent.lines as usize >= self.limits.quote_lines || extent.next > self.limits.quote_bytes + line.next {
                break;
            }
            let Some(further) = self.line(extent.next)? else { break };
            extent = Extent { size: further.end, next: further.next, lines: extent.lines + 1, broken: false };
        }
        Ok(self.broken(line, first_open))
    }

    /// The extent of a record of one line, whose last quoted cell is taken as it stands.
    fn broken(&mut self, line: Line, open: Option<OpenCell>) -> Extent {
        let at = open.map_or(0, |cell| cell.start - 1);
        self.spans.retain(|span| span.end < at);
        let opens = self.spans.len();
        self.splitter.split_plain(self.lines.text(line.end).as_bytes(), at, &mut self.spans);
        // What the row has more than the table was to stand in that cell.
        let more = self.spans.len().saturating_sub(self.dialect.columns);
        if more > 0 && (3..self.spans.len()).contains(&self.dialect.columns) && opens < self.dialect.columns {
            let end = self.spans[opens + more].end;
            self.spans[opens].end = end;
            self.spans.drain(opens + 1..=opens + more);
        }
        Extent { size: line.end, next: line.next, lines: 1, broken: true }
    }

    /// Whether a record over several lines is rather several rows that a stray quote joined: every line is as wide
    /// as the table's rows, or one is while the record is not.
    fn swallowed_rows(&self, size: usize) -> bool {
        let columns = self.dialect.columns;
        let is_wrapped = self.dialect.wrapped != Wrapped::Never && matches!(self.spans[..], [Span { start: 1, .. }]);
        if columns < 3 || is_wrapped {
            return false;
        }
        let record = self.lines.text(size).as_bytes();
        let width = |line: &[u8]| memchr::memchr_iter(self.dialect.delimiter, line).count() + 1;
        let mut lines = record.split(|byte| self.dialect.ending.is(*byte)).map(width);
        if self.spans.len() == columns {
            return lines.all(|width| width == columns);
        }
        lines.skip(1).any(|width| width == columns)
    }

    /// Notes a record that was repaired.
    #[inline]
    fn note(&mut self, size: usize) {
        let lines = &self.lines;
        if lines.are_repaired(size) || (lines.source().is_malformed() && lines.text(size).contains('\u{fffd}')) {
            self.notes.repaired(self.number.saturating_add(1));
        }
    }

    /// Puts the cells of a record that may have quotes into `row`.
    fn fill(&mut self, row: &mut Row, extent: &Extent) {
        let Self { lines, spans, splitter, resolved, dialect, in_table, .. } = self;
        let number = self.number.saturating_add(1);
        let text = lines.text(extent.size);
        if let Some(aligned) = &dialect.aligned {
            row.begin(number);
            row.set_text(text);
            let known = aligned.split(text, row);
            if !known && *in_table {
                row.set_fault(MISPLACED);
            }
            *in_table |= row.len() == aligned.count;
            return;
        }
        if let [cell @ Span { start: 1, .. }] = spans[..]
            && dialect.wrapped != Wrapped::Never
        {
            splitter.resolve(&text[cell.start..cell.end], resolved);
            let inside = std::mem::take(resolved);
            spans.clear();
            let whole = splitter.split(inside.as_bytes(), spans, None) == Outcome::Done;
            let fits = dialect.wrapped == Wrapped::Every || dialect.columns == 1 || dialect.columns == spans.len();
            if whole && spans.len() > 1 && fits {
                row.begin(number);
                row.set_quoted(&inside);
                return push(row, (&inside, 0), spans, *splitter, resolved);
            }
            spans.clear();
            spans.push(cell);
        }
        let mut from = 0;
        if !extent.broken && !spans.iter().any(|span| span.raw) {
            from = lines.share(row, number, extent.size);
        } else {
            row.begin(number);
            // A cell of a broken record may have delimiters inside.
            if extent.broken { row.set_text(text) } else { row.set_quoted(text) }
        }
        push(row, (text, from), spans, *splitter, resolved);
    }

    fn check(&self, row: &Row, size: usize) -> Result<(), ReadError> {
        if row.len() > self.limits.columns as usize {
            let (number, limit) = (row.number(), self.limits.columns);
            let named = setting::COLUMNS;
            let message =
                format!("row {number} has more than {limit} columns ({named}); check the delimiter and the line ends");
            return Err(FileError::new("too_many_columns", message).at(None, Some(number)).into());
        }
        let limit = self.limits.cell_bytes;
        if size > limit && row.cells().any(|cell| matches!(cell, Cell::Text(text) if text.len() > limit)) {
            return Err(self.too_long("cell_too_long", "cell", limit));
        }
        Ok(())
    }
}

impl Rows for TextRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        if self.number == 0 {
            self.begin()?;
        }
        loop {
            if self.lines.are_used_up() {
                row.let_go();
                if !self.lines.more().map_err(|fault| self.fault(fault))? {
                    self.finish();
                    return Ok(false);
                }
            }
            let line = if self.cuts {
                self.lines.cut(row, self.number.saturating_add(1), self.dialect.delimiter)
            } else {
                let Some(line) = self.line(0)? else { continue };
                line
            };
            if self.is_no_row(line) {
                self.lines.consume(line.next);
                self.number = self.number.saturating_add(1);
                continue;
            }
            let mut extent = Extent { size: line.end, next: line.next, lines: 1, broken: false };
            if !self.cuts || self.lines.has(self.dialect.quote, line.end) {
                if self.dialect.aligned.is_none() {
                    extent = self.extent(line)?;
                }
                self.fill(row, &extent);
            }
            self.note(extent.size);
            self.check(row, extent.size)?;
            if extent.broken {
                row.set_fault(BROKEN_QUOTE);
            }
            self.number = self.number.saturating_add(extent.lines);
            self.lines.consume(extent.next);
            return Ok(true);
        }
    }
}

/// Puts the cells in `spans` of `text` into `row`, which has the text already, from byte `from` on.
fn push(row: &mut Row, (text, from): (&str, usize), spans: &[Span], splitter: Splitter, resolved: &mut String) {
    for span in spans {
        if span.raw {
            splitter.resolve(&text[span.start..span.end], resolved);
            row.push_text(resolved);
        } else {
            row.push_span(from + span.start, from + span.end);
        }
    }
}
