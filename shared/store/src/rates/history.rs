//! Reads files of exchange rates, daily or monthly, into monthly means. Pure; what is done with them is `import`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord};
use sellout_model::{Currency, Grain, Period, Rate};
use thiserror::Error;

use super::currencies;

/// Units for one euro: from a third of a thousandth of an ounce of gold to ten million of the weakest money.
const BELIEVABLE: RangeInclusive<Rate> = Rate(Rate::SCALE / 10_000)..=Rate(Rate::SCALE * 10_000_000);

/// A currency's mean rate in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthlyRate {
    /// The currency.
    pub currency: Currency,
    /// The first day of the month.
    pub month: NaiveDate,
    /// The mean of the month's rates, rounded to 8 decimals half away from zero.
    pub rate: Rate,
    /// The line of the file that first speaks of it.
    pub line: u64,
}

/// Why a file of rates cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RatesError {
    /// Neither of the two layouts.
    #[error("the first line is neither Date,USD,GBP,... (the ECB's history) nor date,currency,rate: {0:?}")]
    UnknownLayout(String),
    /// A line that cannot be read.
    #[error("line {line}: {problem}")]
    BadLine {
        /// Counted from 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// A month that is spoken of twice.
    #[error("line {line}: {currency} has a rate for {when} already, in line {first}")]
    Twice {
        /// Counted from 1.
        line: u64,
        /// The currency.
        currency: Currency,
        /// The day or month.
        when: Period,
        /// The line that speaks of its month first.
        first: u64,
    },
    /// A head and nothing below it.
    #[error("the file has no rates")]
    Empty,
}

/// The rates of one currency in one month.
#[derive(Debug, Default)]
struct Month {
    sum: i128,
    said_of: BTreeSet<Period>,
    line: u64,
}

enum Layout {
    /// A column a currency; `None` where the head is blank.
    Wide(Vec<Option<Currency>>),
    /// `date,currency,rate`.
    Long,
}

/// Reads the ECB's layout (`Date,USD,GBP,...`, a row a day or month, `N/A` where there is no rate) or rows of
/// `date,currency,rate`. Dates are days (`2025-04-07`) or months (`2025-04`); lines that begin with `#` are notes.
pub fn read_rates(text: &str) -> Result<Vec<MonthlyRate>, RatesError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows =
        ReaderBuilder::new().has_headers(false).flexible(true).comment(Some(b'#')).from_reader(text.as_bytes());
    let mut layout = None;
    let mut months = BTreeMap::new();
    for row in rows.records() {
        let row = row.map_err(|error| bad(error.position().map_or(0, csv::Position::line), &error.to_string()))?;
        let line = row.position().map_or(0, csv::Position::line);
        match &layout {
            None => layout = Some(layout_of(&row)?),
            Some(Layout::Wide(heads)) => wide(&row, heads, line, &mut months)?,
            Some(Layout::Long) => long(&row, line, &mut months)?,
        }
    }
    if months.is_empty() {
        return Err(RatesError::Empty);
    }
    Ok(months.into_iter().map(|((currency, month), rates)| rates.mean(currency, month)).collect())
}

fn layout_of(head: &StringRecord) -> Result<Layout, RatesError> {
    let words: Vec<String> = head.iter().map(|cell| cell.trim().to_lowercase()).collect();
    if words == ["date", "currency", "rate"] {
        return Ok(Layout::Long);
    }
    let unknown = || RatesError::UnknownLayout(head.iter().collect::<Vec<_>>().join(",").chars().take(80).collect());
    if !matches!(words.first().map(String::as_str), Some("date" | "month")) {
        return Err(unknown());
    }
    let currency = |cell: &str| if cell.is_empty() { Ok(None) } else { cell.parse().map(Some).map_err(|_| unknown()) };
    Ok(Layout::Wide(head.iter().skip(1).map(|cell| currency(cell.trim())).collect::<Result<_, _>>()?))
}

type Months = BTreeMap<(Currency, NaiveDate), Month>;

fn wide(row: &StringRecord, heads: &[Option<Currency>], line: u64, months: &mut Months) -> Result<(), RatesError> {
    let when = date(row, line)?;
    for (currency, cell) in heads.iter().zip(row.iter().skip(1)) {
        let cell = cell.trim();
        if let Some(currency) = currency
            && !cell.is_empty()
            && cell != "N/A"
        {
            add(months, *currency, when, cell, line)?;
        }
    }
    Ok(())
}

fn long(row: &StringRecord, line: u64, months: &mut Months) -> Result<(), RatesError> {
    let when = date(row, line)?;
    let cell = |n: usize, what: &str| row.get(n).ok_or_else(|| bad(line, &format!("the {what} is missing")));
    let currency = cell(1, "currency")?.parse().map_err(|error| bad(line, &format!("{error}")))?;
    add(months, currency, when, cell(2, "rate")?, line)
}

fn date(row: &StringRecord, line: u64) -> Result<Period, RatesError> {
    let text = row.get(0).unwrap_or_default();
    let period: Option<Period> = text.parse().ok();
    period.filter(|p| matches!(p.grain, Grain::Day | Grain::Month)).ok_or_else(|| {
        let text: String = text.chars().take(40).collect();
        bad(line, &format!("{text:?} is neither a day such as 2025-04-07 nor a month such as 2025-04"))
    })
}

fn add(months: &mut Months, currency: Currency, when: Period, cell: &str, line: u64) -> Result<(), RatesError> {
    let rate: Rate = cell.parse().map_err(|error| bad(line, &format!("{currency}: {error}")))?;
    if !currencies::is_known(currency) {
        return Err(bad(line, &format!("{currency} is no currency; write its code of ISO 4217, such as USD")));
    }
    if !BELIEVABLE.contains(&rate) {
        return Err(bad(
            line,
            &format!("{currency}: {rate} for one euro cannot be right; rates are units for one euro"),
        ));
    }
    if currency == Currency::EUR && rate != Rate::ONE {
        return Err(bad(line, "rates are units for one euro, so the euro's own is 1"));
    }
    let month = months.entry((currency, Period::month_of(when.from).from)).or_default();
    let contradicts = month.said_of.iter().any(|said| said.overlaps(&when));
    if contradicts {
        return Err(RatesError::Twice { line, currency, when, first: month.line });
    }
    if month.said_of.is_empty() {
        month.line = line;
    }
    month.said_of.insert(when);
    month.sum += i128::from(rate.0);
    Ok(())
}

impl Month {
    fn mean(&self, currency: Currency, month: NaiveDate) -> MonthlyRate {
        let count = self.said_of.len() as i128;
        // Rates are positive, so half away from zero is half up. The mean of numbers that fit an i64 fits one.
        let mean = (self.sum * 2 + count) / (count * 2);
        MonthlyRate { currency, month, rate: Rate(mean as i64), line: self.line }
    }
}

fn bad(line: u64, problem: &str) -> RatesError {
    RatesError::BadLine { line, problem: problem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String, String, u64)> {
        let rates = read_rates(text).unwrap();
        rates
            .iter()
            .map(|r| (r.currency.to_string(), r.month.format("%Y-%m").to_string(), r.rate.to_string(), r.line))
            .collect()
    }

    fn row(currency: &str, month: &str, rate: &str, line: u64) -> (String, String, String, u64) {
        (currency.to_owned(), month.to_owned(), rate.to_owned(), line)
    }

    #[test]
    fn days_become_the_mean_of_their_month_rounded_once() {
        let text = "Date,USD,ISK,\n2025-04-02,1.1,N/A,\n2025-04-01,1.2,,\n2025-03-31,1.00000001,140.5,\n\
                    2025-03-28,1,141,\n2025-03-27,1,141,\n";
        let expected =
            [row("ISK", "2025-03", "140.83333333", 4), row("USD", "2025-03", "1", 4), row("USD", "2025-04", "1.15", 2)];
        assert_eq!(read(text), expected);
        let half_away = "Date,USD\n2025-04-02,1.00000001\n2025-04-01,1.00000002\n";
        assert_eq!(read(half_away), [row("USD", "2025-04", "1.00000002", 2)]);
    }

    #[test]
    fn rows_of_date_currency_rate_are_read_by_day_or_by_month() {
        let text = "\u{feff}Date,Currency,Rate\n2025-04,pln,4.25\n2025-05-02,PLN,4.3\n2025-05-05,PLN,4.5\n";
        assert_eq!(read(text), [row("PLN", "2025-04", "4.25", 2), row("PLN", "2025-05", "4.4", 3)]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let problem = |text: &str| read_rates(text).unwrap_err().to_string();
        assert!(problem("a,b\n1,2\n").contains("\"a,b\""));
        assert_eq!(problem("date,currency,rate\n"), "the file has no rates");
        assert!(problem("date,currency,rate\n2025-04,USD,-1\n").starts_with("line 2: USD: \"-1\""));
        assert!(problem("date,currency,rate\n2025-Q1,USD,1\n").starts_with("line 2: \"2025-Q1\""));
        assert!(problem("date,currency,rate\n2025-04,EUR,2\n").starts_with("line 2: rates are units"));
        assert!(problem("date,currency,rate\n2025-04,USD,0\n").starts_with("line 2: USD: \"0\""));
        assert!(
            problem("date,currency,rate\n2025-04,USD,99999999\n").contains("99999999 for one euro cannot be right")
        );
        assert!(problem("date,currency,rate\n2025-04,USD,0.00001\n").contains("cannot be right"));
        assert!(problem("date,currency,rate\n2025-04,UDS,1.1\n").starts_with("line 2: UDS is no currency"));
        let twice = "date,currency,rate\n2025-04,USD,1.1\n2025-04-07,USD,1.1\n";
        assert_eq!(problem(twice), "line 3: USD has a rate for 2025-04-07 already, in line 2");
    }
}
