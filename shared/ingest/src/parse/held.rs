//! Totals that stand above the rows that they are the sums of.

use crate::record::{Control, Measure, Source};

/// One figure of a total row.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    pub(super) label: String,
    pub(super) source: Source,
    pub(super) measure: Measure,
    /// Pieces or money.
    pub(super) slot: usize,
    /// The lane that it is of; none where it is of all of them.
    pub(super) lane: Option<usize>,
    /// In ten-thousandths.
    pub(super) file: i64,
}

impl Stated {
    /// The figure beside the sum of its rows.
    pub(super) fn control(self, rows: i128) -> Control {
        let rows = i64::try_from(rows).unwrap_or(if rows < 0 { i64::MIN } else { i64::MAX });
        Control { label: self.label, source: self.source, measure: self.measure, file: self.file, rows }
    }
}

/// A total row whose rows are still to come.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// Its figures, each with the sum of the rows above it.
    figures: Vec<(Stated, i128)>,
}

impl Held {
    /// A total row, with the sums so far.
    pub(super) fn new(stated: Vec<Stated>, so_far: impl Fn(Option<usize>) -> [i128; 2]) -> Self {
        Self {
            figures: stated
                .into_iter()
                .map(|one| {
                    let above = so_far(one.lane)[one.slot];
                    (one, above)
                })
                .collect(),
        }
    }

    /// Whether the rows below it come to it already.
    pub(super) fn agrees(&self, now: impl Fn(Option<usize>) -> [i128; 2]) -> bool {
        self.figures.iter().all(|(one, above)| now(one.lane)[one.slot] - above == i128::from(one.file))
    }

    /// Its figures beside the rows below it.
    pub(super) fn close(self, now: impl Fn(Option<usize>) -> [i128; 2]) -> Vec<Control> {
        let compare = |(one, above): (Stated, i128)| {
            let rows = now(one.lane)[one.slot] - above;
            one.control(rows)
        };
        self.figures.into_iter().map(compare).collect()
    }
}
