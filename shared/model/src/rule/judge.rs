//! The replay of statements over one another.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::lines::{Lines, Standing};
use crate::{ContentHash, Mode, Place, RowHash};

/// What the rule needs to know of a statement. Its rows are asked for only where they are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The caller's name for it.
    pub id: i64,
    /// The number of its upload: the order of replay, and what makes two statements siblings.
    pub upload: i64,
    /// What it speaks about.
    pub place: Place,
    /// Whether it adds or takes the place of what is there.
    pub mode: Mode,
    /// Whether equal rows count again.
    pub forced: bool,
    /// How many rows it has.
    pub rows: i64,
    /// What they are, whatever their order.
    pub hash: ContentHash,
}

/// A row of a statement: its number and what it is.
pub type RowOf = (i32, RowHash);

/// What becomes of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts, but for the rows named; and it took the place of others.
    Live {
        /// Numbers of rows that equal ones which already counted, ascending.
        uncounted: Vec<i32>,
        /// The statements it took the place of.
        replaces: Vec<i64>,
    },
    /// A later statement took its place.
    Replaced {
        /// The later one.
        by: i64,
    },
    /// What counts in its place is what it says.
    Repeat {
        /// The first statement that counts there.
        of: i64,
    },
    /// It met figures that it must not touch.
    Refused {
        /// The first statement it met.
        met: i64,
    },
}

/// Judges statements that are in the order of replay: by upload, then by first row.
///
/// The statements must be closed under overlap: no statement outside overlaps one of them. `rows` gives the
/// rows of a statement by its id, in their order, and is asked only for places of [`places_that_compare_rows`].
pub fn judge<'r>(statements: &[Statement], rows: impl Fn(i64) -> &'r [RowOf]) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(statements.len());
    let mut lines = Lines::default();
    for (index, statement) in statements.iter().enumerate() {
        let met = lines.overlapping(&statement.place);
        let verdict = match statement.mode {
            Mode::Replace => replace(statement, &met),
            Mode::Append => append(statement, &met, &rows),
        };
        if let Verdict::Live { uncounted, replaces } = &verdict {
            for standing in met.iter().filter(|s| replaces.contains(&s.id)) {
                verdicts[standing.index] = Verdict::Replaced { by: statement.id };
            }
            lines.remove(&statement.place, replaces);
            lines.insert(standing(index, statement, uncounted, &rows));
        }
        verdicts.push(verdict);
    }
    verdicts
}

/// The places where [`judge`] compares rows: an append met by anything else in exactly its place.
pub fn places_that_compare_rows(statements: &[Statement]) -> Vec<&Place> {
    let mut seen: HashMap<&Place, (usize, bool), RandomState> = HashMap::default();
    for statement in statements {
        let entry = seen.entry(&statement.place).or_default();
        entry.0 += 1;
        entry.1 |= statement.mode == Mode::Append && !statement.forced;
    }
    seen.into_iter().filter(|(_, (count, compares))| *count > 1 && *compares).map(|(place, _)| place).collect()
}

fn standing<'s, 'r>(
    index: usize,
    statement: &'s Statement,
    uncounted: &[i32],
    rows: &impl Fn(i64) -> &'r [RowOf],
) -> Standing<'s> {
    let mut hash = statement.hash;
    if !uncounted.is_empty() {
        for (_, row) in rows(statement.id).iter().filter(|(number, _)| uncounted.binary_search(number).is_ok()) {
            hash = hash.minus(*row);
        }
    }
    Standing {
        index,
        id: statement.id,
        upload: statement.upload,
        place: &statement.place,
        rows: statement.rows - uncounted.len() as i64,
        hash,
        uncounted: uncounted.to_vec(),
    }
}

fn replace(statement: &Statement, met: &[&Standing<'_>]) -> Verdict {
    if let Some(outside) = met.iter().find(|s| s.upload == statement.upload || !statement.place.covers(s.place)) {
        return Verdict::Refused { met: outside.id };
    }
    if let Some(first) = met.first()
        && met.iter().all(|s| *s.place == statement.place)
    {
        let rows: i64 = met.iter().map(|s| s.rows).sum();
        let hash = met.iter().fold(ContentHash::default(), |sum, s| sum.and(s.hash));
        if (rows, hash) == (statement.rows, statement.hash) {
            return Verdict::Repeat { of: first.id };
        }
    }
    Verdict::Live { uncounted: Vec::new(), replaces: met.iter().map(|s| s.id).collect() }
}

fn append<'r>(statement: &Statement, met: &[&Standing<'_>], rows: &impl Fn(i64) -> &'r [RowOf]) -> Verdict {
    if let Some(other) = met.iter().find(|s| *s.place != statement.place) {
        return Verdict::Refused { met: other.id };
    }
    if statement.forced || met.is_empty() {
        return Verdict::Live { uncounted: Vec::new(), replaces: Vec::new() };
    }
    let mut counting: HashMap<RowHash, u64, RandomState> = HashMap::default();
    for standing in met {
        let counted = rows(standing.id).iter().filter(|(number, _)| standing.uncounted.binary_search(number).is_err());
        for (_, row) in counted {
            *counting.entry(*row).or_default() += 1;
        }
    }
    let mut uncounted = Vec::new();
    for (number, row) in rows(statement.id) {
        if let Some(left) = counting.get_mut(row).filter(|left| **left > 0) {
            *left -= 1;
            uncounted.push(*number);
        }
    }
    uncounted.sort_unstable();
    Verdict::Live { uncounted, replaces: Vec::new() }
}
