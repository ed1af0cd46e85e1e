//! Takes rates that people give into an organisation's table: only what changes, and no jumps unless forced.

use std::fmt;

use chrono::{DateTime, Months, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Currency, OrgId, Rate};
use thiserror::Error;

use super::{MonthlyRate, RateTable, RatesError, read_rates};
use crate::exchange_rates::{self, NewRate};

/// A rate that is more than a fifth off its neighbour's: more likely a slip than a market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    /// The rate that was given.
    pub given: MonthlyRate,
    /// The month beside it.
    pub beside: NaiveDate,
    /// The rate of that month.
    pub rate: Rate,
}

impl fmt::Display for Jump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MonthlyRate { currency, month, rate, line } = self.given;
        let (month, beside) = (month.format("%Y-%m"), self.beside.format("%Y-%m"));
        write!(
            f,
            "line {line}: {currency} in {month} is {rate}, more than 20 % off the {} of {beside}; \
             correct the line, or force it if it is right",
            self.rate
        )
    }
}

/// Why rates were not taken in; nothing of the file was.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] RatesError),
    /// Rates that a person must look at.
    #[error("{}", .0.first().map_or_else(String::new, ToString::to_string))]
    Jumps(Vec<Jump>),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbErr),
}

/// Takes in a file of rates and returns the currencies and months whose rate is another one now: the statements
/// that use them want new editions. `source` says where the rates come from; `forced` lets jumps through.
pub async fn import(
    tx: &impl ConnectionTrait,
    org: OrgId,
    text: &str,
    source: &str,
    forced: bool,
    now: DateTime<Utc>,
) -> Result<Vec<(Currency, NaiveDate)>, ImportError> {
    let given = read_rates(text)?;
    let table = RateTable::load(tx, org).await?;
    let changed = changes(&table, &given);
    let jumps = jumps(&table, &changed);
    if !forced && !jumps.is_empty() {
        return Err(ImportError::Jumps(jumps));
    }
    let new: Vec<NewRate> =
        changed.iter().map(|r| NewRate { currency: r.currency, month: r.month, rate: r.rate }).collect();
    exchange_rates::put(tx, org, &new, source, now).await?;
    Ok(changed.into_iter().map(|r| (r.currency, r.month)).collect())
}

/// The rates that are not in the table as they are given.
fn changes(table: &RateTable, given: &[MonthlyRate]) -> Vec<MonthlyRate> {
    given.iter().filter(|r| table.rate(r.currency, r.month) != Some(r.rate)).copied().collect()
}

/// The changed rates that jump, each against the month before it or, where that is unknown, the month after.
fn jumps(table: &RateTable, changed: &[MonthlyRate]) -> Vec<Jump> {
    let mut after = table.clone();
    for rate in changed {
        after.set(rate.currency, rate.month, rate.rate);
    }
    let mut jumps: Vec<Jump> = changed.iter().filter_map(|given| jump(&after, *given)).collect();
    jumps.sort_by_key(|jump| jump.given.line);
    jumps
}

fn jump(table: &RateTable, given: MonthlyRate) -> Option<Jump> {
    let beside = [given.month - Months::new(1), given.month + Months::new(1)];
    let (beside, rate) = beside.into_iter().find_map(|month| Some((month, table.rate(given.currency, month)?)))?;
    let off = i128::from(given.rate.0) - i128::from(rate.0);
    (off.abs() * 5 > i128::from(rate.0)).then_some(Jump { given, beside, rate })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(month: &str, rate: &str, line: u64) -> MonthlyRate {
        let month = format!("{month}-01").parse().unwrap();
        MonthlyRate { currency: "XTS".parse().unwrap(), month, rate: rate.parse().unwrap(), line }
    }

    fn table(rates: &[MonthlyRate]) -> RateTable {
        let mut table = RateTable::default();
        for r in rates {
            table.set(r.currency, r.month, r.rate);
        }
        table
    }

    #[test]
    fn only_a_rate_that_is_new_or_another_changes_anything() {
        let before = table(&[given("2025-01", "10", 1)]);
        let file = [given("2025-01", "10", 2), given("2025-02", "10", 3)];
        assert_eq!(changes(&before, &file), [file[1]]);
    }

    #[test]
    fn a_rate_more_than_a_fifth_off_the_month_before_is_held() {
        let before = table(&[given("2025-01", "10", 0)]);
        assert_eq!(jumps(&before, &[given("2025-02", "12", 2)]), []);
        assert_eq!(jumps(&before, &[given("2025-02", "8", 2)]), []);
        let held = jumps(&before, &[given("2025-03", "40", 3), given("2025-02", "12.00000001", 2)]);
        assert_eq!(held.iter().map(|jump| jump.given.line).collect::<Vec<_>>(), [2, 3]);
        let text = held[0].to_string();
        assert!(text.starts_with("line 2: XTS in 2025-02 is 12.00000001, more than 20 % off the 10 of 2025-01"));
    }

    #[test]
    fn the_first_month_of_a_currency_is_held_against_the_next() {
        let before = table(&[given("2025-02", "10", 0)]);
        assert_eq!(jumps(&before, &[given("2025-01", "1", 2)]).len(), 1);
        assert_eq!(jumps(&before, &[given("2025-06", "99", 2)]), [], "nothing beside it");
    }
}
