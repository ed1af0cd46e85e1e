//! One door to all writers, and what their files are called outside.

use std::io::Write;

use sellout_model::ReportFormat;

use crate::model::{Report, Transactions};
use crate::{ReportError, write_csv, write_csv_zip, write_pdf, write_xlsx};

/// Writes a report in the format asked for. On an error the output is worthless: drop it.
pub fn write(
    report: &Report,
    format: ReportFormat,
    transactions: &mut Transactions<'_>,
    out: &mut (dyn Write + Send),
) -> Result<(), ReportError> {
    match format {
        ReportFormat::Pdf => write_pdf(report, transactions, out),
        ReportFormat::Xlsx => write_xlsx(report, transactions, out),
        ReportFormat::Csv => write_csv(report, transactions, out),
        ReportFormat::CsvZip => write_csv_zip(report, transactions, out),
    }
}

/// The MIME type of a format's file.
pub fn content_type(format: ReportFormat) -> &'static str {
    match format {
        ReportFormat::Pdf => "application/pdf",
        ReportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ReportFormat::Csv => "text/csv; charset=utf-8",
        ReportFormat::CsvZip => "application/zip",
    }
}

/// The extension of a format's file, without the dot.
pub fn extension(format: ReportFormat) -> &'static str {
    match format {
        ReportFormat::Pdf => "pdf",
        ReportFormat::Xlsx => "xlsx",
        ReportFormat::Csv => "csv",
        ReportFormat::CsvZip => "zip",
    }
}
