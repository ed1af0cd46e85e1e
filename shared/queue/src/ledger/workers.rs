//! The worker processes that are there, and what each runs.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use sellout_model::JobId;
use serde::Serialize;
use uuid::Uuid;

use super::Ledger;
use crate::sql::{all, write};
use crate::time::{Micros, from_micros, micros};
use crate::{LedgerError, Move};

/// A worker process as it enters itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerEntry {
    /// Its id, made at start.
    pub id: String,
    /// Its machine.
    pub host: String,
    /// Its process number there.
    pub pid: u32,
    /// The queues it serves, comma-separated.
    pub queues: String,
    /// Its slots in each queue.
    pub slots: usize,
}

/// A worker process for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorkerView {
    /// Its id.
    pub id: String,
    /// Its machine.
    pub host: String,
    /// Its process number there.
    pub pid: i32,
    /// The queues it serves.
    pub queues: Vec<String>,
    /// Its slots in each queue.
    pub slots: i32,
    /// It takes no more jobs.
    pub draining: bool,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it last told that it lives.
    pub heartbeat_at: DateTime<Utc>,
    /// What it runs.
    pub running: Vec<RunningJob>,
}

/// A job that a worker runs, for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunningJob {
    /// Its id.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// Its queue.
    pub queue: String,
    /// What it is doing.
    pub phase: Option<String>,
    /// 0 to 100.
    pub progress: i32,
    /// When this attempt began.
    pub started_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Row {
    id: String,
    host: String,
    pid: i32,
    queues: String,
    slots: i32,
    draining: bool,
    started_at: Micros,
    heartbeat_at: Micros,
}

#[derive(FromQueryResult)]
struct Runs {
    id: Uuid,
    worker: String,
    kind: String,
    queue: String,
    phase: Option<String>,
    progress: i32,
    started_at: Option<Micros>,
}

impl From<&Runs> for RunningJob {
    fn from(runs: &Runs) -> Self {
        Self {
            id: JobId(runs.id),
            kind: runs.kind.clone(),
            queue: runs.queue.clone(),
            phase: runs.phase.clone(),
            progress: runs.progress,
            started_at: runs.started_at.map(from_micros),
        }
    }
}

impl Ledger {
    /// Enters a worker.
    pub async fn enter_worker(&self, entry: &WorkerEntry) -> Result<(), LedgerError> {
        let now = self.clock.micros();
        let sql = "INSERT INTO workers (id, host, pid, queues, slots, draining, started_at, heartbeat_at) \
                   VALUES ($1, $2, $3, $4, $5, FALSE, $6, $6)";
        let values = [
            entry.id.as_str().into(),
            entry.host.as_str().into(),
            (entry.pid as i32).into(),
            entry.queues.as_str().into(),
            (entry.slots as i32).into(),
            now.into(),
        ];
        write(self.db.write(), sql, values).await?;
        Ok(())
    }

    /// Shows that a worker takes no more jobs.
    pub async fn drain_worker(&self, id: &str) -> Result<(), LedgerError> {
        write(self.db.write(), "UPDATE workers SET draining = TRUE WHERE id = $1", [id.into()]).await?;
        Ok(())
    }

    /// Strikes a worker out.
    pub async fn remove_worker(&self, id: &str) -> Result<(), LedgerError> {
        write(self.db.write(), "DELETE FROM workers WHERE id = $1", [id.into()]).await?;
        Ok(())
    }

    /// Strikes out the workers of a process that surely is gone. The leases of its jobs end now: the next sweep
    /// returns them, each with a crash more.
    pub async fn worker_is_gone(&self, host: &str, pid: u32) -> Result<(), LedgerError> {
        let (now, pid) = (self.clock.micros(), pid as i32);
        let tx = self.db.begin().await?;
        let sql = format!(
            "UPDATE jobs SET lease_until = $3 WHERE {} AND lease_until > $3 \
             AND worker IN (SELECT id FROM workers WHERE host = $1 AND pid = $2)",
            Move::Crash.guard()
        );
        write(&tx, sql, [host.into(), pid.into(), now.into()]).await?;
        write(&tx, "DELETE FROM workers WHERE host = $1 AND pid = $2", [host.into(), pid.into()]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The workers that told so within the last minute, longest running first.
    pub async fn workers(&self) -> Result<Vec<WorkerView>, LedgerError> {
        let since = self.clock.micros() - micros(Duration::from_mins(1));
        let sql = "SELECT id, host, pid, queues, slots, draining, started_at, heartbeat_at FROM workers \
                   WHERE heartbeat_at >= $1 ORDER BY started_at";
        let rows: Vec<Row> = all(self.db.read(), sql, [since.into()]).await?;
        let sql = format!(
            "SELECT id, worker, kind, queue, phase, progress, started_at FROM jobs WHERE {} ORDER BY started_at",
            Move::Succeed.guard()
        );
        let runs: Vec<Runs> = all(self.db.read(), sql, []).await?;
        Ok(rows
            .into_iter()
            .map(|row| WorkerView {
                running: runs.iter().filter(|run| run.worker == row.id).map(RunningJob::from).collect(),
                id: row.id,
                host: row.host,
                pid: row.pid,
                queues: row.queues.split(',').map(str::to_owned).collect(),
                slots: row.slots,
                draining: row.draining,
                started_at: from_micros(row.started_at),
                heartbeat_at: from_micros(row.heartbeat_at),
            })
            .collect())
    }
}
