//! `sellout rates confirm`, `reject` and `remove`: what a person says of a rate.

use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;
use sea_orm::DatabaseTransaction;
use sellout_model::{Currency, OrgId};
use sellout_store::audit::{self, Deed};
use sellout_store::rates;

use super::{Changed, convert, month, month_text};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;

/// Let a held rate count, and convert by it
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout rates confirm UAH 2025-04")]
pub(crate) struct Confirm {
    #[command(flatten)]
    which: Which,
}

/// Throw a held rate away; what counts goes on counting
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout rates reject UAH 2025-04")]
pub(crate) struct Reject {
    #[command(flatten)]
    which: Which,
}

/// Take a given rate back: the built-in one counts again, and converts
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout rates remove USD 2025-04")]
pub(crate) struct Remove {
    #[command(flatten)]
    which: Which,
}

/// Which rate.
#[derive(Args, Debug)]
struct Which {
    /// The currency's code
    #[arg(value_name = "CURRENCY")]
    currency: Currency,
    /// The month, such as 2025-04
    #[arg(value_name = "MONTH", value_parser = month)]
    month: NaiveDate,
}

impl Which {
    fn text(&self) -> String {
        format!("{} in {}", self.currency, month_text(self.month))
    }
}

/// Confirms one.
pub(super) async fn confirm(Confirm { which }: &Confirm, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let (org, now) = (house.organisation().await?.org(), house.clock.now());
    let tx = house.db.begin().await?;
    if !rates::confirm(&tx, org, which.currency, which.month, now).await? {
        return Err(none_held(which));
    }
    note(&tx, org, "rates.confirm", which, now).await?;
    convert(&house, org, tx).await?;
    told(house, which, out, "counts now; figures are converted by it").await
}

/// Throws one away.
pub(super) async fn reject(Reject { which }: &Reject, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let org = house.organisation().await?.org();
    let tx = house.db.begin().await?;
    if !rates::reject(&tx, org, which.currency, which.month).await? {
        return Err(none_held(which));
    }
    note(&tx, org, "rates.reject", which, house.clock.now()).await?;
    tx.commit().await?;
    told(house, which, out, "is thrown away; nothing else changes").await
}

/// Takes one back.
pub(super) async fn remove(Remove { which }: &Remove, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let org = house.organisation().await?.org();
    let tx = house.db.begin().await?;
    if !rates::take_back(&tx, org, which.currency, which.month).await? {
        return Err(Failure::new(format!("nobody gave a rate for {}; `sellout rates list` shows them", which.text())));
    }
    note(&tx, org, "rates.take_back", which, house.clock.now()).await?;
    convert(&house, org, tx).await?;
    told(house, which, out, "is taken back; the built-in rate counts, if there is one").await
}

fn none_held(which: &Which) -> Failure {
    Failure::new(format!("no rate is held for {}; `sellout rates list` shows them", which.text()))
}

/// Writes down what was done, in the transaction that does it.
async fn note(
    tx: &DatabaseTransaction,
    org: OrgId,
    action: &str,
    which: &Which,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let subject = format!("{} {}", which.currency, month_text(which.month));
    let deed = Deed { user: None, action, subject: &subject, detail: None };
    Ok(audit::append(tx, org, &deed, now).await?)
}

async fn told(house: House, which: &Which, out: Output, what: &str) -> Result<Exit, Failure> {
    house.close().await?;
    let changed = Changed::of((which.currency, which.month));
    out.answer(&changed, &format!("{} {what}", which.text()))?;
    Ok(Exit::Fine)
}
