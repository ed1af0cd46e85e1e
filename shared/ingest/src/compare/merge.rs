//! Two readings of a file walked side by side, by the places of their lines.

use std::cmp::Ordering;

use super::line::{Line, unlike};
use super::tally::{Reading, Tally};
use super::{Difference, Fields};
use crate::book::Book;
use crate::error::ReadError;
use crate::format::{Format, Reports};
use crate::parse::Parser;
use crate::record::{Item, Source};

/// The lines of one reading, counted while they pass.
pub(super) struct Lines<'a> {
    parser: Option<Parser<'a>>,
    tally: Tally,
    next: Option<Line>,
    /// Complete once the last line has passed.
    pub(super) reading: Reading,
    adds: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn of(parser: Parser<'a>, format: &Format) -> Self {
        Self { parser: Some(parser), adds: format.policy.reports == Reports::Parts, ..Self::none() }
    }

    /// A file that the format cannot read at all.
    pub(super) fn refused(problem: String, format: &Format) -> Self {
        let adds = format.policy.reports == Reports::Parts;
        let reading = Reading { problem: Some(problem), adds, units: "0".to_owned(), ..Reading::default() };
        Self { reading, ..Self::none() }
    }

    /// No reading at all.
    pub(super) fn none() -> Self {
        Self { parser: None, tally: Tally::default(), next: None, reading: Reading::default(), adds: false }
    }

    /// The line that stands next.
    fn peek(&mut self) -> Result<Option<&Line>, ReadError> {
        while self.next.is_none() {
            let Some(parser) = &mut self.parser else { break };
            match parser.next().transpose() {
                Ok(Some(item)) => {
                    self.tally.count(&item);
                    self.next = line(&item);
                }
                Ok(None) => self.end(None),
                Err(ReadError::File(error)) => self.end(Some(error.message)),
                Err(error) => return Err(error),
            }
        }
        Ok(self.next.as_ref())
    }

    fn end(&mut self, problem: Option<String>) {
        self.parser = None;
        self.reading = Reading { problem, adds: self.adds, ..std::mem::take(&mut self.tally).reading() };
    }
}

fn line(item: &Item) -> Option<Line> {
    match item {
        Item::Sale(record) => Some(Line::of_sale(record)),
        Item::Error(error) => Some(Line::of_error(error)),
        _ => None,
    }
}

/// How many lines differ, and the first of them. Every line of both is walked over, so that their counts are complete.
pub(super) fn differences(
    now: &mut Lines<'_>,
    then: &mut Lines<'_>,
    book: &dyn Book,
    shown: usize,
) -> Result<(u64, Vec<Difference>), ReadError> {
    let (mut count, mut found) = (0, Vec::new());
    loop {
        let first = match (now.peek()?, then.peek()?) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => order(one.source, other.source),
        };
        let before = if first.is_le() { now.next.take() } else { None };
        let after = if first.is_ge() { then.next.take() } else { None };
        // Where the same is said of the same row, it is no matter which cell of it is meant.
        if before.as_ref().map(|line| &line.fields) == after.as_ref().map(|line| &line.fields) {
            continue;
        }
        count += 1;
        if found.len() < shown {
            found.extend(difference(before, after, book));
        }
    }
    Ok((count, found))
}

/// Which of two places comes first in the file. An error names its cell where the sale of a whole row names none:
/// such places are the same.
fn order(one: Source, other: Source) -> Ordering {
    let columns = one.column.zip(other.column).map_or(Ordering::Equal, |(one, other)| one.cmp(&other));
    (one.sheet, one.row).cmp(&(other.sheet, other.row)).then(columns)
}

fn difference(before: Option<Line>, after: Option<Line>, book: &dyn Book) -> Option<Difference> {
    let source = before.as_ref().or(after.as_ref())?.source;
    let sheet = book.sheets().get(usize::from(source.sheet)).map(|sheet| sheet.name.clone());
    let (before, after): (Option<Fields>, Option<Fields>) = match (before, after) {
        (Some(before), Some(after)) => {
            let (before, after) = unlike(&before.fields, &after.fields);
            (Some(before), Some(after))
        }
        (before, after) => (before.map(|line| line.fields), after.map(|line| line.fields)),
    };
    Some(Difference { sheet: sheet.filter(|name| !name.is_empty()), row: source.row, before, after })
}
