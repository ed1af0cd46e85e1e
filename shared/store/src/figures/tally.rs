//! Adds up: the sums of some measures by some keys, over everything that a question asks for.

use super::bucket::Bucket;
use super::keys::Keys;
use super::measure::Measure;
use super::query::Query;
use super::source::{Asked, Part, Reach, Table};

/// What to add up, and by what.
#[derive(Clone, Debug)]
pub(super) struct Tally<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) keys: Keys,
    pub(super) measures: Vec<Measure>,
    pub(super) part: Part,
    /// Where days are put into buckets, totals serve for places that lie in one.
    pub(super) bucket: Option<Bucket>,
    /// Another condition on rows, which then are read whatever totals know.
    pub(super) rows_that: Option<&'static str>,
}

/// One of the sets that a tally adds up.
enum Arm {
    /// Statements, by their totals.
    Totals,
    /// Rows of a table; of statements in more than one bucket alone, if totals serve for the others.
    Rows { table: Table, reach: Reach, beside_totals: bool },
}

impl<'a> Tally<'a> {
    /// Everything booked in the days asked for.
    pub(super) fn of(asked: Asked<'a>, keys: Keys, measures: Vec<Measure>) -> Self {
        Self { asked, keys, measures, part: Part::Booked, bucket: None, rows_that: None }
    }

    /// Whether statements' totals are of any use.
    fn totals_serve(&self) -> bool {
        self.part == Part::Booked
            && self.rows_that.is_none()
            && self.keys.by_statement.is_some()
            && !self.asked.scope.filters_rows()
    }

    fn arms(&self) -> Vec<Arm> {
        let mut arms = Vec::new();
        let totals = self.totals_serve();
        if totals {
            arms.push(Arm::Totals);
        }
        let inside = self.part == Part::Booked && (!totals || self.bucket.is_some());
        let edge = self.asked.scope.period.is_some();
        for &table in self.asked.tables(self.keys.orders_alone) {
            if inside {
                arms.push(Arm::Rows { table, reach: Reach::Inside, beside_totals: totals });
            }
            if edge {
                arms.push(Arm::Rows { table, reach: Reach::Edge, beside_totals: false });
            }
        }
        arms
    }

    /// Writes a query of the sums by `k1`, `k2`, ...; a key may stand in several of its rows.
    pub(super) fn write_parts(&self, query: &mut Query) {
        for (n, arm) in self.arms().into_iter().enumerate() {
            if n > 0 {
                query.push(" UNION ALL ");
            }
            self.write_arm(query, &arm);
        }
    }

    fn write_arm(&self, query: &mut Query, arm: &Arm) {
        let (keys, sums): (_, Vec<String>) = match arm {
            Arm::Totals => {
                (self.keys.by_statement.unwrap_or_default(), self.measures.iter().map(Measure::of_totals).collect())
            }
            Arm::Rows { .. } => (self.keys.by_row, self.measures.iter().map(Measure::of_rows).collect()),
        };
        let columns = keys.iter().zip(self.keys.names("k")).map(|(key, name)| format!("{key} AS {name}"));
        query.push("SELECT ").push(&columns.chain(sums).collect::<Vec<_>>().join(", "));
        match *arm {
            Arm::Totals => {
                self.asked.statements(query, Reach::Inside);
                if let Some(bucket) = self.bucket {
                    query.push(" AND ").push(bucket.holds_place(self.asked.sqlite));
                }
            }
            Arm::Rows { table, reach, beside_totals } => {
                self.asked.rows(query, table, reach, self.part);
                if let (true, Some(bucket)) = (beside_totals, self.bucket) {
                    query.push(" AND NOT ").push(bucket.holds_place(self.asked.sqlite));
                }
                if let Some(condition) = self.rows_that {
                    query.push(" AND ").push(condition);
                }
            }
        }
        if !keys.is_empty() {
            query.push(" GROUP BY ").push(&keys.join(", "));
        }
    }

    /// Writes a query of the sums, a row for each set of keys (`k1`, `k2`, ...).
    pub(super) fn write(&self, query: &mut Query) {
        let keys = self.keys.names("k");
        let sums = self.measures.iter().map(Measure::again);
        query.push("SELECT ").push(&keys.iter().cloned().chain(sums).collect::<Vec<_>>().join(", "));
        query.push(" FROM (");
        self.write_parts(query);
        query.push(") parts");
        if !keys.is_empty() {
            query.push(" GROUP BY ").push(&keys.join(", "));
        }
    }
}
