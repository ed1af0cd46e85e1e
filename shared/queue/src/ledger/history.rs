//! What became of a job's attempts. An attempt gets a row here when the job lives on after it; the last one
//! stands in the job itself, so that a job that simply succeeds costs no second row.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use sellout_model::JobId;
use serde::Serialize;

use super::Ledger;
use super::held::Held;
use crate::sql::{Column, all, json_id, json_rows, rows_from, write};
use crate::time::{Micros, from_micros};
use crate::{LedgerError, Move};

/// One attempt, for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttemptView {
    /// Its number, from 1; an attempt that was not spent shares its number with the next.
    pub attempt: i32,
    /// Who ran it.
    pub worker: Option<String>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended; none: it runs.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended, or `running`.
    pub outcome: String,
    /// Why, if not well.
    pub error: Option<String>,
}

/// The word for an attempt that a job outlived.
fn outcome(step: Move) -> &'static str {
    match step {
        Move::Succeed => "succeeded",
        Move::Fail | Move::Retry => "failed",
        Move::Snooze => "snoozed",
        Move::AwaitChildren => "awaits_children",
        Move::Release => "released",
        Move::Crash => "crashed",
        Move::Stop | Move::CallOff => "cancelled",
        Move::Claim | Move::Again | Move::Continue | Move::RetryByHand => "ended",
    }
}

pub(super) async fn add(
    tx: &impl ConnectionTrait,
    held: &Held,
    step: Move,
    error: Option<&str>,
    now: Micros,
) -> Result<(), LedgerError> {
    let sql = "INSERT INTO job_attempts (job_id, fence, attempt, worker, started_at, ended_at, outcome, error) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    let error = error.filter(|_| step != Move::Succeed).map(str::to_owned);
    let values = [
        held.id.0.into(),
        held.fence.into(),
        held.attempt.into(),
        held.worker.as_str().into(),
        held.started_at.into(),
        now.into(),
        outcome(step).into(),
        error.into(),
    ];
    write(tx, sql, values).await?;
    Ok(())
}

/// Keeps the last attempts of ended jobs, before they start anew.
pub(super) async fn keep_last(tx: &impl ConnectionTrait, jobs: &[JobId]) -> Result<(), LedgerError> {
    let sql = format!(
        "INSERT INTO job_attempts (job_id, fence, attempt, worker, started_at, ended_at, outcome, error) \
         SELECT id, fence, attempt, worker, started_at, finished_at, state, error FROM jobs \
         WHERE id IN (SELECT given.id FROM {}) AND fence > 0 AND finished_at IS NOT NULL ON CONFLICT DO NOTHING",
        rows_from(tx, 1, &[Column::Uuid("id")])
    );
    let rows = jobs.iter().map(|id| serde_json::json!({"id": json_id(id.0)})).collect();
    write(tx, sql, [json_rows(rows)]).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    attempt: i32,
    worker: Option<String>,
    started_at: Option<Micros>,
    ended_at: Option<Micros>,
    outcome: String,
    error: Option<String>,
}

impl Ledger {
    /// The attempts of a job, earliest first. A job that was called off while it waited adds none to those it had.
    pub async fn attempts(&self, id: JobId) -> Result<Vec<AttemptView>, LedgerError> {
        let sql = "SELECT fence, attempt, worker, started_at, ended_at, outcome, error FROM job_attempts \
                   WHERE job_id = $1 \
                   UNION ALL SELECT fence, attempt, worker, started_at, finished_at, state, \
                   CASE WHEN state = 'running' THEN NULL ELSE error END FROM jobs \
                   WHERE id = $1 AND fence > 0 AND state IN ('running', 'succeeded', 'failed', 'cancelled') \
                   AND NOT EXISTS (SELECT 1 FROM job_attempts AS kept WHERE kept.job_id = jobs.id \
                   AND kept.fence = jobs.fence) \
                   ORDER BY fence";
        let rows: Vec<Row> = all(self.db.read(), sql, [id.0.into()]).await?;
        Ok(rows
            .into_iter()
            .map(|row| AttemptView {
                attempt: row.attempt,
                worker: row.worker,
                started_at: row.started_at.map(from_micros),
                ended_at: row.ended_at.map(from_micros),
                outcome: row.outcome,
                error: row.error,
            })
            .collect())
    }
}
