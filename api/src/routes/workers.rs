//! `/workers`: the worker processes that are there, and what each runs.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use sellout_queue::ledger::{RunningJob, WorkerView};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::Admin;
use crate::problem::{Answer, ProblemBody};
use crate::state::AppState;

/// A worker process.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkerInfo {
    pub(crate) id: String,
    /// Its machine.
    pub(crate) host: String,
    /// Its process number there.
    pub(crate) pid: i32,
    /// The queues it serves.
    pub(crate) queues: Vec<String>,
    /// Jobs of one queue that it runs at once.
    pub(crate) slots: i32,
    /// It was told to stop and takes no more jobs.
    pub(crate) draining: bool,
    pub(crate) started_at: DateTime<Utc>,
    /// When it last told that it lives; after a minute without it is not listed.
    pub(crate) heartbeat_at: DateTime<Utc>,
    pub(crate) running: Vec<RunsInfo>,
}

/// A job that a worker runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunsInfo {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) queue: String,
    /// What it is doing.
    pub(crate) phase: Option<String>,
    /// 0 to 100.
    pub(crate) progress: i32,
    pub(crate) started_at: Option<DateTime<Utc>>,
}

impl From<RunningJob> for RunsInfo {
    fn from(job: RunningJob) -> Self {
        let RunningJob { id, kind, queue, phase, progress, started_at } = job;
        Self { id: id.0, kind, queue, phase, progress, started_at }
    }
}

impl From<WorkerView> for WorkerInfo {
    fn from(worker: WorkerView) -> Self {
        let WorkerView { id, host, pid, queues, slots, draining, started_at, heartbeat_at, running } = worker;
        let running = running.into_iter().map(RunsInfo::from).collect();
        Self { id, host, pid, queues, slots, draining, started_at, heartbeat_at, running }
    }
}

/// All workers.
#[derive(Serialize, ToSchema)]
pub(crate) struct Workers {
    items: Vec<WorkerInfo>,
}

/// Every worker process that lives, with what it runs; the longest running first.
#[utoipa::path(get, path = "/workers", tag = "jobs",
    responses((status = 200, body = Workers), (status = 403, body = ProblemBody)))]
pub(crate) async fn list(State(app): State<AppState>, _admin: Admin) -> Answer<Json<Workers>> {
    let items = app.ledger.workers().await?.into_iter().map(WorkerInfo::from).collect();
    Ok(Json(Workers { items }))
}
