//! `sellout report`: a report written to a file, without a server.

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sellout_model::{Basis, Channel, Period, ReportFormat, ReportKind};
use sellout_worker::reporting::{Filters, Wanted, WrittenReport, write_report};
use serde::Serialize;
use tokio::task::spawn_blocking;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;

/// Write a report to a file, without a server
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout report sales-summary --from 2025-01 --to 2025-03 --format pdf -o q1.pdf")]
pub(crate) struct ReportCommand {
    #[command(subcommand)]
    report: Report,
}

#[derive(Debug, Subcommand)]
enum Report {
    /// Totals with change, by reseller, top products, over time, transactions
    #[command(
        after_help = "Example:\n  sellout report sales-summary --from 2025-01 --to 2025-03 --format pdf -o q1.pdf"
    )]
    SalesSummary(Asked),
    /// The table of sales alone
    #[command(
        after_help = "Example:\n  sellout report transactions --from 2025-04 --to 2025-04 -o april.csv --channel online"
    )]
    Transactions(Asked),
}

#[derive(Args, Debug)]
struct Asked {
    /// The first day, or a period that begins with it: 2025-01, 2025-W14, 2025-Q1, 2025-04-07
    #[arg(long, value_name = "P")]
    from: Period,
    /// The last day, or a period that ends with it
    #[arg(long, value_name = "P")]
    to: Period,
    /// pdf, xlsx, csv or `csv_zip`; if left out, what FILE ends in says it
    #[arg(long, value_name = "FORMAT")]
    format: Option<ReportFormat>,
    /// Where it is written to
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Amounts as reported, or net or gross of VAT
    #[arg(long, value_name = "BASIS", default_value = "reported")]
    basis: Basis,
    /// online or offline alone
    #[arg(long)]
    channel: Option<Channel>,
    /// One vendor's code
    #[arg(long, value_name = "CODE")]
    vendor: Option<String>,
    /// One store, by name
    #[arg(long, value_name = "NAME")]
    store: Option<String>,
    /// One product: its EAN or code
    #[arg(long, value_name = "EAN")]
    product: Option<String>,
    /// One country: two letters
    #[arg(long)]
    country: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a Path,
    kind: ReportKind,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
    format: ReportFormat,
    data_version: i64,
    sha256: &'a str,
    size_bytes: u64,
}

/// Writes it.
pub(crate) async fn run(asked: &ReportCommand, out: Output) -> Result<Exit, Failure> {
    let (kind, asked) = match &asked.report {
        Report::SalesSummary(asked) => (ReportKind::SalesSummary, asked),
        Report::Transactions(asked) => (ReportKind::Transactions, asked),
    };
    let wanted = wanted(kind, asked)?;
    let house = House::for_command().await?;
    let org = house.organisation().await?.org();
    let written = write_report(&house.db, org, &wanted).await.map_err(Failure::new)?;
    let (from, to, format) = (wanted.period.from, wanted.period.to, wanted.format);
    let (size_bytes, data_version) = (written.size_bytes, written.report.data_version);
    let sha256 = written.sha256.clone();
    save(written, asked.output.clone()).await?;
    let line = Line { file: &asked.output, kind, from, to, format, data_version, sha256: &sha256, size_bytes };
    out.answer(&line, &format!("{} written: {from} to {to}, {size_bytes} bytes", asked.output.display()))?;
    house.close().await?;
    Ok(Exit::Fine)
}

fn wanted(kind: ReportKind, asked: &Asked) -> Result<Wanted, Failure> {
    let period = Period::between(asked.from.from, asked.to.to).map_err(Failure::usage)?;
    let format = asked.format.or_else(|| format_of(&asked.output));
    let format = format.ok_or_else(|| Failure::usage("say the format with --format pdf, xlsx, csv or csv_zip"))?;
    let filters = Filters {
        basis: asked.basis,
        channel: asked.channel,
        vendor: asked.vendor.clone(),
        store: asked.store.clone(),
        product: asked.product.clone(),
        country: asked.country.clone(),
    };
    Ok(Wanted { kind, period, filters, format, version: None })
}

fn format_of(file: &Path) -> Option<ReportFormat> {
    let end = file.extension()?.to_str()?.to_ascii_lowercase();
    ReportFormat::ALL.iter().copied().find(|format| sellout_report::extension(*format) == end)
}

/// Copies a written report to its place.
pub(crate) async fn save(mut written: WrittenReport, file: PathBuf) -> Result<(), Failure> {
    let shown = file.display().to_string();
    let copied = spawn_blocking(move || std::io::copy(&mut written.file, &mut File::create(&file)?)).await?;
    copied.map(drop).map_err(|e| Failure::new(format!("the report cannot be written to {shown}: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_ends_in_says_the_format() {
        assert_eq!(format_of(Path::new("a/Q1.PDF")), Some(ReportFormat::Pdf));
        assert_eq!(format_of(Path::new("q1.zip")), Some(ReportFormat::CsvZip));
        assert_eq!(format_of(Path::new("q1.doc")), None);
        assert_eq!(format_of(Path::new("q1")), None);
    }
}
