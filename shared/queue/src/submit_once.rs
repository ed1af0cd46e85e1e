//! Submitting a job at most once in each period: by day, by hour, whatever became of the first.

use std::time::Duration;

use sea_orm::DatabaseTransaction;
use sellout_model::JobId;
use uuid::Uuid;

use crate::sql::{first, write};
use crate::submit::{NewJob, submit_new};
use crate::time::{LedgerClock, Micros, micros};
use crate::{Job, LedgerError, SubmitOptions, Submitted};

/// What the names of these begin with in the table of firings; nobody fires them.
pub(crate) const ONCE: &str = "once:";

/// Submits a job unless one of its kind and unique key was submitted in the same period. Periods are counted from the
/// epoch in UTC: days begin at midnight, hours at the full hour.
pub async fn submit_once<J: Job>(
    tx: &DatabaseTransaction,
    clock: &LedgerClock,
    job: &J,
    period: Duration,
    options: SubmitOptions,
) -> Result<Submitted, LedgerError> {
    let (now, length) = (clock.micros(), micros(period).max(1));
    let until: Micros = (now.div_euclid(length) + 1) * length;
    let name = format!("{ONCE}{}:{}:{}", J::KIND, job.unique_key().unwrap_or_default(), period.as_secs());
    let new = NewJob::of(job, now, 0, &options)?;
    let sql = "INSERT INTO firings (schedule, fire_at, job_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    if write(tx, sql, [name.as_str().into(), until.into(), new.id.0.into()]).await? == 0 {
        let sql = "SELECT job_id FROM firings WHERE schedule = $1 AND fire_at = $2";
        let row = first(tx, sql, [name.into(), until.into()]).await?.ok_or(LedgerError::Clash)?;
        let id: Uuid = row.try_get("", "job_id")?;
        return Ok(Submitted { id: JobId(id), queue: J::QUEUE, duplicate: true, due: false });
    }
    let submitted = submit_new(tx, new).await?;
    // One that was unfinished since the period before counts for this one.
    let sql = "UPDATE firings SET job_id = $3 WHERE schedule = $1 AND fire_at = $2 AND job_id <> $3";
    write(tx, sql, [name.into(), until.into(), submitted.id.0.into()]).await?;
    Ok(submitted)
}
