//! A report model and its writers: printed PDF, XLSX workbook, CSV table, and SVG charts for pages and mails.
//! Pure: no database, no clock, no queue, no network. The same model gives the same bytes, always.

pub mod chart;
mod csv_report;
mod csv_zip;
mod error;
pub mod error_book;
mod escape;
pub mod model;
mod palette;
mod pdf;
mod row_errors;
pub mod sample;
mod scale;
pub mod show;
pub mod words;
mod write;
mod xlsx;

pub use csv_report::write_csv;
pub use csv_zip::write_csv_zip;
pub use error::ReportError;
pub use escape::escape_text;
pub use model::{
    Comparison, Figures, Known, Line, Percent, Point, Ranking, Report, Rest, Series, SourceError, Subject, Summary,
    Transaction, Transactions, Unconverted, VatMix,
};
pub use pdf::write_pdf;
pub use row_errors::{ErrorLine, Severity, write_errors_csv, write_errors_xlsx};
pub use write::{content_type, extension, write};
pub use xlsx::write_xlsx;
