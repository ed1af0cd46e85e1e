//! The heartbeat: one statement extends all leases of a worker. Rows that somebody is ending right now are passed
//! over. And progress, written for all running jobs at once.

use std::collections::HashSet;
use std::time::Duration;

use sea_orm::{ConnectionTrait, FromQueryResult};
use sellout_model::JobId;
use uuid::Uuid;

use super::Ledger;
use super::held::Held;
use crate::sql::{Column, all, id_of, json_id, json_rows, rows_from, skip_locked, write};
use crate::time::{Micros, micros};
use crate::{LedgerError, Move};

/// What a heartbeat found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beat {
    /// Jobs that somebody called off.
    pub cancel: Vec<JobId>,
    /// Jobs that are no longer this worker's.
    pub lost: Vec<JobId>,
    /// The leases hold until then.
    pub until: Micros,
}

/// How far a running job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing, in a word.
    pub phase: String,
    /// How many units are done.
    pub done: u64,
    /// Of how many, if known.
    pub total: Option<u64>,
}

impl Progress {
    fn percent(&self) -> u64 {
        self.total.filter(|total| *total > 0).map_or(0, |total| (self.done.min(total) * 100 / total).min(99))
    }
}

#[derive(FromQueryResult)]
struct Renewed {
    id: Uuid,
    cancel_requested: bool,
}

impl Ledger {
    /// Extends the leases of these jobs, and tells that the worker lives.
    pub async fn beat(&self, worker: &str, jobs: &[(JobId, i64)], lease: Duration) -> Result<Beat, LedgerError> {
        let now = self.clock.micros();
        let until = now + micros(lease);
        let connection = self.db.write();
        write(connection, "UPDATE workers SET heartbeat_at = $2 WHERE id = $1", [worker.into(), now.into()]).await?;
        if jobs.is_empty() {
            return Ok(Beat { until, ..Beat::default() });
        }
        let given = rows_from(connection, 1, &[Column::Uuid("id"), Column::BigInt("fence")]);
        let guard = Move::Succeed.guard_by_id();
        let lock = match skip_locked(connection) {
            "" => "",
            _ => "FOR NO KEY UPDATE OF jobs SKIP LOCKED",
        };
        let mine = format!(
            "SELECT jobs.id FROM jobs JOIN {given} ON jobs.id = given.id AND jobs.fence = given.fence \
             WHERE jobs.worker = $2 AND jobs.{guard}"
        );
        let sql = format!(
            "WITH mine AS MATERIALIZED ({mine} {lock}) UPDATE jobs SET lease_until = $3 \
             WHERE {} AND {guard} RETURNING id, cancel_requested",
            id_of(connection, "SELECT id FROM mine")
        );
        let parameter = || json_rows(jobs.iter().map(|(id, fence)| row(*id, *fence)).collect());
        let renewed: Vec<Renewed> = all(connection, sql, [parameter(), worker.into(), until.into()]).await?;
        let mut kept: HashSet<Uuid> = renewed.iter().map(|row| row.id).collect();
        let cancel = renewed.iter().filter(|row| row.cancel_requested).map(|row| JobId(row.id)).collect();
        if kept.len() < jobs.len() {
            let rows =
                connection.query_all_raw(crate::sql::statement(connection, mine, [parameter(), worker.into()])).await?;
            for row in rows {
                kept.insert(row.try_get("", "id")?);
            }
        }
        let lost = jobs.iter().map(|(id, _)| *id).filter(|id| !kept.contains(&id.0)).collect();
        Ok(Beat { cancel, lost, until })
    }

    /// Which of these running jobs somebody called off.
    pub async fn called_off(&self, worker: &str, jobs: &[(JobId, i64)]) -> Result<Vec<JobId>, LedgerError> {
        let connection = self.db.read();
        let given = rows_from(connection, 1, &[Column::Uuid("id"), Column::BigInt("fence")]);
        let sql = format!(
            "SELECT jobs.id FROM jobs JOIN {given} ON jobs.id = given.id AND jobs.fence = given.fence \
             WHERE jobs.worker = $2 AND jobs.{} AND jobs.cancel_requested",
            Move::Stop.guard_by_id()
        );
        let rows = json_rows(jobs.iter().map(|(id, fence)| row(*id, *fence)).collect());
        let rows = connection.query_all_raw(crate::sql::statement(connection, sql, [rows, worker.into()])).await?;
        rows.iter().map(|row| Ok(JobId(row.try_get("", "id")?))).collect()
    }

    /// Writes how far running jobs are. It never falls within an attempt.
    pub async fn write_progress(&self, worker: &str, progress: &[(Held, Progress)]) -> Result<(), LedgerError> {
        let connection = self.db.write();
        let columns = [
            Column::Uuid("id"),
            Column::BigInt("fence"),
            Column::Text("phase"),
            Column::BigInt("percent"),
            Column::BigInt("done"),
            Column::BigInt("total"),
        ];
        let rows = progress
            .iter()
            .map(|(held, at)| {
                serde_json::json!({
                    "id": json_id(held.id.0), "fence": held.fence, "phase": at.phase,
                    "percent": at.percent(), "done": at.done, "total": at.total,
                })
            })
            .collect();
        let sql = format!(
            "UPDATE jobs SET phase = given.phase, done = given.done, total = given.total, \
             progress = CASE WHEN given.percent > jobs.progress THEN given.percent ELSE jobs.progress END FROM {} \
             WHERE jobs.id = given.id AND jobs.fence = given.fence AND jobs.worker = $2 AND jobs.{}",
            rows_from(connection, 1, &columns),
            Move::Succeed.guard_by_id()
        );
        write(connection, sql, [json_rows(rows), worker.into()]).await?;
        Ok(())
    }
}

fn row(id: JobId, fence: i64) -> serde_json::Value {
    serde_json::json!({"id": json_id(id.0), "fence": fence})
}
