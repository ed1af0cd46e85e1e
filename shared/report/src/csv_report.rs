//! The CSV report: the one table of transactions whose sum is the report's total. RFC 4180, UTF-8, importable
//! again: exact amounts, ISO dates, empty where unknown.

use std::borrow::Cow;
use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};
use sellout_model::{Amount, Currency};

use crate::ReportError;
use crate::escape::escape_text;
use crate::model::{Report, Tally, Transaction, Transactions};

/// The columns, in order. The generic sell-out format reads them too.
pub(crate) const COLUMNS: [&str; 14] = [
    "sold_on",
    "period_from",
    "period_to",
    "vendor",
    "store",
    "channel",
    "country",
    "product_ean",
    "functional_name",
    "quantity",
    "amount",
    "currency",
    "original_amount",
    "original_currency",
];

/// Writes the table of transactions. Fails unless the rows come to the report's total.
pub fn write_csv(
    report: &Report,
    transactions: &mut Transactions<'_>,
    out: &mut (dyn Write + Send),
) -> Result<(), ReportError> {
    write_transactions(report, transactions, out)
}

/// The table itself, for a file of its own or a file of an archive.
pub(crate) fn write_transactions(
    report: &Report,
    transactions: &mut Transactions<'_>,
    out: &mut dyn Write,
) -> Result<(), ReportError> {
    report.check()?;
    let mut table = table(out);
    table.write_record(COLUMNS)?;
    let mut tally = Tally::default();
    for row in transactions {
        let row = row.map_err(ReportError::Source)?;
        tally.add(&row);
        write_row(&mut table, &row, report.currency)?;
    }
    table.flush()?;
    tally.agrees_with(report)
}

/// A CSV writer with the line ends of RFC 4180.
pub(crate) fn table<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out)
}

/// An amount as a machine reads it: the currency's digits, up to four where they are there, never rounded.
pub(crate) fn exact(amount: Amount, currency: Option<Currency>) -> String {
    amount.to_text(currency.map_or(2, Currency::digits))
}

/// A text cell; empty where unknown.
fn text(value: Option<&str>) -> Cow<'_, str> {
    value.map(escape_text).unwrap_or_default()
}

fn write_row<W: Write>(table: &mut Writer<W>, row: &Transaction, currency: Currency) -> Result<(), csv::Error> {
    let code = |currency: Option<Currency>| currency.map(|c| c.to_string()).unwrap_or_default();
    table.write_field(row.sold_on.map(|d| d.to_string()).unwrap_or_default())?;
    table.write_field(row.period.from.to_string())?;
    table.write_field(row.period.to.to_string())?;
    table.write_field(text(Some(&row.vendor)).as_bytes())?;
    table.write_field(text(row.store.as_deref()).as_bytes())?;
    table.write_field(row.channel.as_str())?;
    table.write_field(text(row.country.as_deref()).as_bytes())?;
    table.write_field(row.product_ean.map(|e| e.to_string()).unwrap_or_default())?;
    table.write_field(text(row.functional_name.as_deref()).as_bytes())?;
    table.write_field(row.quantity.map(|q| q.to_string()).unwrap_or_default())?;
    table.write_field(row.amount.map(|a| exact(a, Some(currency))).unwrap_or_default())?;
    table.write_field(code(row.amount.map(|_| currency)))?;
    table.write_field(row.original_amount.map(|a| exact(a, row.original_currency)).unwrap_or_default())?;
    table.write_field(code(row.original_currency))?;
    table.write_record(None::<&[u8]>)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn unknown_is_empty_and_amounts_are_exact() {
        let mut report = sample::report(1);
        let mut row = sample::sales(1).next().expect("one sale");
        row.sold_on = None;
        row.quantity = None;
        row.amount = Some(Amount(123_456));
        row.store = None;
        row.country = None;
        row.functional_name = Some("=HYPERLINK(\"http://x\")".to_owned());
        report.summary.total.amount = Amount(123_456);
        report.summary.total.units.0 = 0;
        report.over_time = None;
        report.rankings.clear();
        let mut out = Vec::new();
        write_csv(&report, &mut [Ok(row)].into_iter(), &mut out).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        let line = text.lines().nth(1).expect("a row");
        assert!(line.starts_with(",2025-04-01,2025-04-01,"), "{line}");
        assert!(line.contains(",\"'=HYPERLINK(\"\"http://x\"\")\",,12.3456,EUR,"), "{line}");
        assert_eq!(text.matches("\r\n").count(), 2);
    }

    #[test]
    fn rows_that_do_not_come_to_the_total_fail_the_report() {
        let report = sample::report(30);
        let mut short = sample::stream(30).take(29);
        let error = write_csv(&report, &mut short, &mut Vec::new()).expect_err("a row is missing");
        assert!(error.to_string().contains("29 rows"), "{error}");
    }
}
