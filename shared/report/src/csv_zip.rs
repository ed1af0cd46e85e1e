//! The archive of CSV files: the table of transactions and a file for each section. Names and dates inside are
//! fixed, so equal reports are equal bytes.

use std::io::Write;

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::csv_report::{exact, table, write_transactions};
use crate::escape::escape_text;
use crate::model::{Figures, Ranking, Report, Series, Subject, Transactions};
use crate::{ReportError, words};

type Archive<'a> = ZipWriter<StreamWriter<&'a mut (dyn Write + Send)>>;

/// Writes `transactions.csv`, `summary.csv` and one file for each section that the report has.
pub fn write_csv_zip(
    report: &Report,
    transactions: &mut Transactions<'_>,
    out: &mut (dyn Write + Send),
) -> Result<(), ReportError> {
    let mut archive = ZipWriter::new_stream(out);
    begin(&mut archive, "transactions.csv", report.summary.total.rows)?;
    write_transactions(report, transactions, &mut archive)?;
    begin(&mut archive, "summary.csv", 0)?;
    summary(report, &mut archive)?;
    if let Some(series) = &report.over_time {
        begin(&mut archive, "over_time.csv", 0)?;
        over_time(report, series, &mut archive)?;
    }
    for ranking in report.rankings.iter().filter(|r| !r.lines.is_empty()) {
        begin(&mut archive, file_name(ranking.subject), 0)?;
        lines(report, ranking, &mut archive)?;
    }
    archive.finish()?;
    Ok(())
}

fn file_name(subject: Subject) -> &'static str {
    match subject {
        Subject::Reseller => "resellers.csv",
        Subject::Product => "products.csv",
        Subject::Channel => "channels.csv",
        Subject::Store => "stores.csv",
        Subject::Country => "countries.csv",
    }
}

fn begin(archive: &mut Archive<'_>, name: &str, rows: u64) -> Result<(), ReportError> {
    // A row is under a kilobyte; only a table that may pass 4 GiB needs the 64-bit form.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(rows > 4_000_000);
    Ok(archive.start_file(name, options)?)
}

fn summary(report: &Report, out: &mut dyn Write) -> Result<(), ReportError> {
    let mut table = table(out);
    table.write_record(["figures", "period", "amount", "currency", "units", "rows"])?;
    let summary = &report.summary;
    let other = |c: crate::model::Comparison| (c.period.to_string(), c.figures);
    let sets = [
        ("total", Some((report.period.to_string(), summary.total))),
        ("previous", summary.previous.map(other)),
        ("last_year", summary.last_year.map(other)),
        ("returns", summary.returns.map(|f| (report.period.to_string(), f))),
        ("outside_grain", Some((report.period.to_string(), summary.outside_grain))),
    ];
    for (name, set) in sets {
        let Some((period, figures)) = set else { continue };
        let [amount, units, rows] = numbers(figures, report);
        table.write_record([name, &period, &amount, report.currency.code(), &units, &rows])?;
    }
    for left in &summary.unconverted {
        let amount = exact(left.amount, Some(left.currency));
        let period = report.period.to_string();
        table.write_record(["unconverted", &period, &amount, left.currency.code(), "", &left.rows.to_string()])?;
    }
    for note in [words::as_of(report)].into_iter().chain(words::notes(report)) {
        table.write_record(["note", escape_text(&note).as_ref(), "", "", "", ""])?;
    }
    Ok(table.flush()?)
}

fn over_time(report: &Report, series: &Series, out: &mut dyn Write) -> Result<(), ReportError> {
    let mut table = table(out);
    table.write_record(["period_from", "period_to", "amount", "currency", "units", "rows"])?;
    for point in &series.points {
        let [amount, units, rows] = numbers(point.figures, report);
        let (from, to) = (point.period.from.to_string(), point.period.to.to_string());
        table.write_record([&from, &to, &amount, report.currency.code(), &units, &rows])?;
    }
    Ok(table.flush()?)
}

fn lines(report: &Report, ranking: &Ranking, out: &mut dyn Write) -> Result<(), ReportError> {
    let whole = report.whole_of(ranking.subject);
    let mut table = table(out);
    table.write_record(["name", "detail", "amount", "currency", "units", "rows", "share_pct", "previous_amount"])?;
    let mut line = |name: &str, detail: &str, figures: Figures, previous: Option<Figures>| {
        let [amount, units, rows] = numbers(figures, report);
        let share = figures.share_of(whole).map(|p| p.to_string()).unwrap_or_default();
        let before = previous.map(|f| exact(f.amount, Some(report.currency))).unwrap_or_default();
        let (name, detail) = (escape_text(name), escape_text(detail));
        table.write_record([&name, &detail, &*amount, report.currency.code(), &units, &rows, &share, &before])
    };
    for each in &ranking.lines {
        line(&each.name, each.detail.as_deref().unwrap_or_default(), each.figures, each.previous)?;
    }
    if let Some(rest) = ranking.rest {
        line(&format!("{} other {}", rest.count, ranking.subject.plural()), "", rest.figures, None)?;
    }
    Ok(table.flush()?)
}

fn numbers(figures: Figures, report: &Report) -> [String; 3] {
    [exact(figures.amount, Some(report.currency)), figures.units.to_string(), figures.rows.to_string()]
}
