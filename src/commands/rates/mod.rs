//! `sellout rates`: exchange rates.

mod answer;
mod import;
mod list;

use chrono::NaiveDate;
use clap::Subcommand;
use sea_orm::DatabaseTransaction;
use sellout_model::{Currency, Grain, OrgId, Period};
use sellout_queue::payloads::RestateRates;
use sellout_queue::{Queue, SubmitOptions, submit};
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;

/// Exchange rates
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  sellout rates import eurofxref-hist.csv")]
pub(crate) enum Rates {
    Import(import::Import),
    List(list::List),
    Confirm(answer::Confirm),
    Reject(answer::Reject),
    Remove(answer::Remove),
}

/// Does what was asked with rates.
pub(crate) async fn run(asked: &Rates, out: Output) -> Result<Exit, Failure> {
    match asked {
        Rates::Import(asked) => import::run(asked, out).await,
        Rates::List(_) => list::run(out).await,
        Rates::Confirm(asked) => answer::confirm(asked, out).await,
        Rates::Reject(asked) => answer::reject(asked, out).await,
        Rates::Remove(asked) => answer::remove(asked, out).await,
    }
}

/// A currency and a month whose rate is another one now.
#[derive(Serialize)]
struct Changed {
    currency: String,
    month: String,
}

impl Changed {
    fn of((currency, month): (Currency, NaiveDate)) -> Self {
        Self { currency: currency.to_string(), month: month_text(month) }
    }
}

fn month_text(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

/// An argument that is a month; its first day.
fn month(text: &str) -> Result<NaiveDate, String> {
    let period: Option<Period> = text.parse().ok();
    let month = period.filter(|period| period.grain == Grain::Month);
    month.map(|month| month.from).ok_or_else(|| format!("{text:?} is no month such as 2025-04"))
}

/// Commits what changed rates, and converts by them now, unless a worker was quicker.
async fn convert(house: &House, org: OrgId, tx: DatabaseTransaction) -> Result<(), Failure> {
    let submitted = submit(&tx, house.ledger.clock(), &RestateRates { org_id: org }, SubmitOptions::of(org)).await?;
    tx.commit().await?;
    house.ledger.ring(&[submitted]).await;
    house.run_due(Queue::Housekeeping).await
}
