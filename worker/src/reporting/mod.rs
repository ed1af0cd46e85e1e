//! From the figures to a report's file: the model composed at a fixed data version, its transactions streamed, the
//! bytes written to a temporary file and hashed.

mod compose;
mod filters;
mod stream;
mod write;

pub use compose::compose;
pub(crate) use compose::{permille, title_of};
pub use filters::Filters;
pub use write::{WrittenReport, write_report};

use sellout_model::{Period, ReportFormat, ReportKind};

/// What a report is asked to be.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Summary or transactions.
    pub kind: ReportKind,
    /// The days it speaks of.
    pub period: Period,
    /// Which part of the sales, on which basis.
    pub filters: Filters,
    /// The file.
    pub format: ReportFormat,
    /// The data version; the current one if there is none.
    pub version: Option<i64>,
}
