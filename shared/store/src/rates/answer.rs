//! What people answer: a held rate is confirmed or thrown away, a given one is taken back.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Currency, OrgId, Rate, UserId};

use crate::exchange_rates::{self, Giver, NewRate};
use crate::{held_rates, organisations};

/// Lets a held rate count from now on; `false` if none is held for the month.
pub async fn confirm(
    tx: &impl ConnectionTrait,
    org: OrgId,
    currency: Currency,
    month: NaiveDate,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    organisations::lock(tx, org).await?;
    let Some(held) = held_rates::take(tx, org, currency, month).await? else { return Ok(false) };
    let giver = Giver { source: &held.source, user: held.given_by.map(UserId) };
    exchange_rates::put(tx, org, &[NewRate { currency, month, rate: Rate(held.rate) }], giver, now).await?;
    Ok(true)
}

/// Throws a held rate away; `false` if none is held for the month.
pub async fn reject(
    tx: &impl ConnectionTrait,
    org: OrgId,
    currency: Currency,
    month: NaiveDate,
) -> Result<bool, DbErr> {
    organisations::lock(tx, org).await?;
    Ok(held_rates::take(tx, org, currency, month).await?.is_some())
}

/// Takes a given rate back: the built-in one counts again, if there is one. `false` if none was given for the month.
pub async fn take_back(
    tx: &impl ConnectionTrait,
    org: OrgId,
    currency: Currency,
    month: NaiveDate,
) -> Result<bool, DbErr> {
    organisations::lock(tx, org).await?;
    exchange_rates::remove(tx, org, currency, month).await
}
