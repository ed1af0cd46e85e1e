//! Why a report could not be written.

use thiserror::Error;

use crate::model::{Figures, SourceError};

/// Why a report could not be written. Nothing of a report that failed may be handed on.
#[derive(Debug, Error)]
pub enum ReportError {
    /// A section does not come to the total, so the report would contradict itself.
    #[error(
        "the {section} come to {} in {} rows and {} units, the total says {} in {} rows and {} units; \
         the data changed while the report was made, so make it again",
        found.amount, found.rows, found.units, total.amount, total.rows, total.units
    )]
    Disagrees {
        /// The section, in lower case.
        section: String,
        /// What its lines come to.
        found: Figures,
        /// What the summary says.
        total: Figures,
    },
    /// The source of the transactions failed.
    #[error("reading the sales for the report failed: {0}")]
    Source(SourceError),
    /// The output could not be written.
    #[error("writing the report failed: {0}")]
    Write(#[from] std::io::Error),
    /// The workbook could not be written.
    #[error("writing the workbook failed: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The archive could not be written.
    #[error("writing the zip failed: {0}")]
    Archive(#[from] zip::result::ZipError),
    /// A built-in font could not be used.
    #[error("the built-in font {0} cannot be used; the program was built with a damaged font file")]
    Font(&'static str),
}

impl From<csv::Error> for ReportError {
    fn from(error: csv::Error) -> Self {
        Self::Write(error.into())
    }
}
