//! The report model: what a report says, in typed words, before any writer draws it. All writers draw
//! the same figures from it. Where the figures come from is not known here.

mod check;
mod figures;
mod percent;
mod ranking;
mod series;
mod summary;
mod tally;
mod transaction;

use chrono::{DateTime, Utc};
use sellout_model::{Basis, Currency, Period, ReportKind};

pub use figures::Figures;
pub use percent::Percent;
pub use ranking::{Line, Ranking, Rest, Subject};
pub use series::{Point, Series};
pub use summary::{Comparison, Known, Summary, Unconverted, VatMix};
pub(crate) use tally::Tally;
pub use transaction::{SourceError, Transaction, Transactions};

/// A report at one data version. Sections that are empty are left out by the writers.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What the report is called, such as `Sales summary`.
    pub title: String,
    /// Whose figures these are.
    pub organisation: String,
    /// Which kind was asked for.
    pub kind: ReportKind,
    /// The days it speaks of.
    pub period: Period,
    /// The organisation's currency: that of every converted amount.
    pub currency: Currency,
    /// Which amounts the figures add up.
    pub basis: Basis,
    /// When the figures last changed: the one date-time a report may carry.
    pub figures_as_of: DateTime<Utc>,
    /// The data version that the figures were read at.
    pub data_version: i64,
    /// The filters that were set, name and value, as people read them.
    pub filters: Vec<(String, String)>,
    /// Totals, comparisons and what is left out.
    pub summary: Summary,
    /// Sales over time, if the report shows them.
    pub over_time: Option<Series>,
    /// By reseller, product, channel, store and country, in the order they are shown.
    pub rankings: Vec<Ranking>,
}

impl Report {
    /// Whether no sale lies in the period at all.
    pub fn is_empty(&self) -> bool {
        self.summary.total.rows == 0
    }

    /// The ranking of a subject, if the report has it and it has lines.
    pub fn ranking(&self, subject: Subject) -> Option<&Ranking> {
        self.rankings.iter().find(|r| r.subject == subject && !r.lines.is_empty())
    }

    /// A name for the file without its extension: `sales-summary-2025-04`.
    pub fn file_stem(&self) -> String {
        format!("{}-{}", self.kind.as_str().replace('_', "-"), self.period.to_string().replace("..", "-to-"))
    }
}
