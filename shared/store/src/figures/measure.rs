//! What is added up: each measure as the statement's history has it and as a row has it, and how sums stay exact.
//!
//! `SQLite`'s SUM fails beyond an i64, so wide measures are summed as quotient and remainder by [`SPLIT`] on both
//! databases and put together in an i128.

use sea_orm::{DbErr, QueryResult};
use sellout_model::Basis;

use super::Total;

const SPLIT: i64 = 1_000_000_000;

/// One number to add up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    /// Its name in the query's columns.
    pub(super) name: &'static str,
    /// As statement history `h` has it.
    total: &'static str,
    /// As row `r` has it.
    row: &'static str,
    /// Whether its sum may not fit an i64: money and pieces, not counts.
    wide: bool,
}

const fn wide(name: &'static str, total: &'static str, row: &'static str) -> Measure {
    Measure { name, total, row, wide: true }
}

const fn count(name: &'static str, total: &'static str, row: &'static str) -> Measure {
    Measure { name, total, row, wide: false }
}

const ROWS: Measure = count("n_rows", "h.rows", "1");
const UNITS: Measure = wide("units", "h.units", "r.quantity");
const NO_UNITS: Measure = count("no_units", "h.no_units", "CASE WHEN r.quantity IS NULL THEN 1 ELSE 0 END");

/// Rows, pieces and money on a basis, with how many rows do not know them.
pub(super) fn basic(basis: Basis) -> Vec<Measure> {
    let (amount, unknown) = match basis {
        Basis::Reported => (
            wide("amount", "h.amount", "r.amount"),
            count("no_amount", "h.no_amount", "CASE WHEN r.amount IS NULL THEN 1 ELSE 0 END"),
        ),
        Basis::Net => (
            wide("amount", "h.net", "r.net"),
            count("no_amount", "h.no_net", "CASE WHEN r.net IS NULL THEN 1 ELSE 0 END"),
        ),
        Basis::Gross => (
            wide("amount", "h.gross", "r.gross"),
            count("no_amount", "h.no_gross", "CASE WHEN r.gross IS NULL THEN 1 ELSE 0 END"),
        ),
    };
    vec![ROWS, UNITS, amount, NO_UNITS, unknown]
}

/// Everything that a statement's totals tell.
pub(super) fn detailed(basis: Basis) -> Vec<Measure> {
    let mut measures = basic(basis);
    measures.extend([
        wide("reported", "h.amount", "r.amount"),
        wide("net", "h.net", "r.net"),
        wide("gross", "h.gross", "r.gross"),
        wide("with_vat", "h.with_vat", "CASE WHEN r.vat = 1 THEN r.amount END"),
        wide("without_vat", "h.without_vat", "CASE WHEN r.vat = 0 THEN r.amount END"),
        count("no_net", "h.no_net", "CASE WHEN r.net IS NULL THEN 1 ELSE 0 END"),
        count("no_gross", "h.no_gross", "CASE WHEN r.gross IS NULL THEN 1 ELSE 0 END"),
        count(
            "unconverted",
            "h.unconverted",
            "CASE WHEN r.amount IS NULL AND r.original_amount IS NOT NULL THEN 1 ELSE 0 END",
        ),
    ]);
    measures
}

/// Rows and their amounts in the files' currency.
pub(super) fn original() -> Vec<Measure> {
    vec![ROWS, wide("amount", "0", "r.original_amount")]
}

impl Measure {
    /// The columns that a sum of `expression`s fills.
    fn sum_of(&self, expression: &str) -> String {
        let name = self.name;
        if self.wide {
            format!(
                "CAST(COALESCE(SUM({expression} / {SPLIT}), 0) AS BIGINT) AS {name}_q, \
                 CAST(COALESCE(SUM({expression} % {SPLIT}), 0) AS BIGINT) AS {name}_r"
            )
        } else {
            format!("CAST(COALESCE(SUM({expression}), 0) AS BIGINT) AS {name}")
        }
    }

    /// Its sum over statements.
    pub(super) fn of_totals(&self) -> String {
        self.sum_of(self.total)
    }

    /// Its sum over rows.
    pub(super) fn of_rows(&self) -> String {
        self.sum_of(&format!("({})", self.row))
    }

    /// Its names as columns of a subquery.
    fn columns(&self) -> Vec<String> {
        if self.wide {
            vec![format!("{}_q", self.name), format!("{}_r", self.name)]
        } else {
            vec![self.name.to_owned()]
        }
    }

    /// The sum of its sums.
    pub(super) fn again(&self) -> String {
        let sum = |column: String| format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT) AS {column}");
        self.columns().into_iter().map(sum).collect::<Vec<_>>().join(", ")
    }

    /// The sums of what counted before (`side` is 0) and of what counts since (1), as `before_...` and `after_...`.
    pub(super) fn by_side(&self) -> String {
        let sum = |name: &str, side: u8, column: &str| {
            format!("CAST(COALESCE(SUM(CASE WHEN side = {side} THEN {column} END), 0) AS BIGINT) AS {name}_{column}")
        };
        let both = |column: String| format!("{}, {}", sum("before", 0, &column), sum("after", 1, &column));
        self.columns().into_iter().map(both).collect::<Vec<_>>().join(", ")
    }

    /// Whether one of its sums is another after than it was before.
    pub(super) fn differs(&self) -> String {
        let differs = |column: String| format!("before_{column} <> after_{column}");
        self.columns().into_iter().map(differs).collect::<Vec<_>>().join(" OR ")
    }

    /// Its columns, and beside them what they come to over all rows of the query, as `all_...`.
    pub(super) fn and_over_all(&self) -> String {
        let both = |column: String| format!("{column}, CAST(SUM({column}) OVER () AS BIGINT) AS all_{column}");
        self.columns().into_iter().map(both).collect::<Vec<_>>().join(", ")
    }
}

/// Terms that order by a wide measure exactly, largest first: the remainder is made positive, so that quotient and
/// remainder compare like the number they make.
pub(super) fn largest_first(name: &str) -> String {
    let rest = format!("((({name}_r % {SPLIT}) + {SPLIT}) % {SPLIT})");
    format!("{name}_q + ({name}_r - {rest}) / {SPLIT} DESC, {rest} DESC")
}

/// A term that orders by how far a wide measure moved, farthest first. Near enough where that is more than 2^53.
pub(super) fn farthest_first(name: &str) -> String {
    format!("ABS((after_{name}_q - before_{name}_q) * {SPLIT}.0 + (after_{name}_r - before_{name}_r)) DESC")
}

/// Reads a wide sum.
pub(super) fn read_wide(row: &QueryResult, name: &str) -> Result<Total, DbErr> {
    let part = |end: &str| row.try_get::<i64>("", &format!("{name}_{end}")).map(i128::from);
    Ok(Total(part("q")? * i128::from(SPLIT) + part("r")?))
}
