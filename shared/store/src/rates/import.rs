//! Takes rates that people give into an organisation's table: only what changes, and no jumps unless forced.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Currency, OrgId};
use thiserror::Error;

use super::{Jump, MonthlyRate, RateTable, RatesError, jumps, read_rates};
use crate::exchange_rates::{self, Giver, NewRate};
use crate::{held_rates, organisations};

/// Why rates were not taken in; nothing of the file was.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] RatesError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbErr),
}

/// What became of rates that were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Currencies and months whose rate is another one now: the statements that use them want new editions.
    pub changed: Vec<(Currency, NaiveDate)>,
    /// Rates that jump: they wait for a person.
    pub held: Vec<Jump>,
}

/// Takes in a file of rates; `forced` lets jumps through.
pub async fn import(
    tx: &impl ConnectionTrait,
    org: OrgId,
    text: &str,
    giver: Giver<'_>,
    forced: bool,
    now: DateTime<Utc>,
) -> Result<TakenIn, ImportError> {
    let given = read_rates(text)?;
    // Two people who give rates at once are judged one after the other.
    organisations::lock(tx, org).await?;
    let table = RateTable::load(tx, org).await?;
    let changed = changes(&table, &given);
    let (accepted, held) = if forced { (changed, Vec::new()) } else { jumps::sort_out(&table, changed) };
    // What was held for a month that is spoken of anew has been answered.
    let waiting = held_rates::all(tx, org).await?;
    for rate in &given {
        if waiting.iter().any(|row| row.currency == rate.currency.code() && row.month == rate.month) {
            held_rates::take(tx, org, rate.currency, rate.month).await?;
        }
    }
    held_rates::put(tx, org, &held, giver, now).await?;
    let new: Vec<NewRate> =
        accepted.iter().map(|r| NewRate { currency: r.currency, month: r.month, rate: r.rate }).collect();
    exchange_rates::put(tx, org, &new, giver, now).await?;
    Ok(TakenIn { changed: accepted.into_iter().map(|r| (r.currency, r.month)).collect(), held })
}

/// The rates that are not in the table as they are given.
fn changes(table: &RateTable, given: &[MonthlyRate]) -> Vec<MonthlyRate> {
    given.iter().filter(|r| table.rate(r.currency, r.month) != Some(r.rate)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_rate_that_is_new_or_another_changes_anything() {
        let given = |month: &str, rate: &str| MonthlyRate {
            currency: "XTS".parse().unwrap(),
            month: format!("{month}-01").parse().unwrap(),
            rate: rate.parse().unwrap(),
            line: 0,
        };
        let mut before = RateTable::default();
        let known = given("2025-01", "10");
        before.set(known.currency, known.month, known.rate);
        let file = [given("2025-01", "10"), given("2025-02", "10")];
        assert_eq!(changes(&before, &file), [file[1]]);
    }
}
