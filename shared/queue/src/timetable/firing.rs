//! A firing is a row with a unique (schedule, fire time): any number of workers may tick, one firing exists.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::sql::{first, write};
use crate::submit::{SubmitOptions, Submitted, submit};
use crate::time::{Micros, from_micros, to_micros};
use crate::{Job, Ledger, LedgerClock, LedgerError};

use super::Schedule;

/// What became of a firing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fired {
    /// Its job was submitted: ring after the commit.
    Now(Submitted),
    /// Somebody fired it before.
    Before,
}

/// Fires a schedule for one of its times, in the caller's transaction.
pub async fn fire<J: Job>(
    tx: &DatabaseTransaction,
    clock: &LedgerClock,
    schedule: &str,
    fire_at: DateTime<Utc>,
    job: &J,
    options: SubmitOptions,
) -> Result<Fired, LedgerError> {
    if !note(tx, schedule, fire_at).await? {
        return Ok(Fired::Before);
    }
    let submitted = submit(tx, clock, job, options).await?;
    let sql = "UPDATE firings SET job_id = $3 WHERE schedule = $1 AND fire_at = $2";
    write(tx, sql, [schedule.into(), to_micros(fire_at).into(), submitted.id.0.into()]).await?;
    Ok(Fired::Now(submitted))
}

async fn note(connection: &impl ConnectionTrait, schedule: &str, at: DateTime<Utc>) -> Result<bool, LedgerError> {
    let sql = "INSERT INTO firings (schedule, fire_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    Ok(write(connection, sql, [schedule.into(), to_micros(at).into()]).await? == 1)
}

/// The last time that a schedule fired, or was first seen.
pub async fn last_firing(
    connection: &impl ConnectionTrait,
    schedule: &str,
) -> Result<Option<DateTime<Utc>>, LedgerError> {
    let sql = "SELECT max(fire_at) AS last FROM firings WHERE schedule = $1";
    let Some(row) = first(connection, sql, [schedule.into()]).await? else { return Ok(None) };
    Ok(row.try_get::<Option<Micros>>("", "last")?.map(from_micros))
}

impl Ledger {
    /// Fires an entry of the timetable if one of its times has passed since the last firing: once, for the latest of
    /// them. One seen for the first time begins now; one that is paused does not fire.
    pub async fn tick<J: Job>(
        &self,
        name: &str,
        schedule: &Schedule,
        job: &J,
        options: SubmitOptions,
    ) -> Result<Option<DateTime<Utc>>, LedgerError> {
        let now = self.clock.clock().now();
        if self.see_entry(name, schedule.next_after(now)).await? {
            return Ok(None);
        }
        let Some(last) = last_firing(self.db.read(), name).await? else {
            note(self.db.write(), name, now).await?;
            return Ok(None);
        };
        let Some(fire_at) = schedule.latest_between(last, now) else { return Ok(None) };
        let tx = self.db.begin().await?;
        let Fired::Now(submitted) = fire(&tx, &self.clock, name, fire_at, job, options).await? else {
            return Ok(None);
        };
        tx.commit().await?;
        self.ring(&[submitted]).await;
        Ok(Some(fire_at))
    }
}
