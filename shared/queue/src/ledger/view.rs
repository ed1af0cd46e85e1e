//! A job as the API, the pages and the command line show it.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use sellout_model::{JobId, JobState, UploadId};
use serde::Serialize;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::time::{Micros, from_micros};

/// A job for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// Its queue.
    pub queue: String,
    /// Where it stands.
    pub state: JobState,
    /// 0 to 3.
    pub priority: i32,
    /// Attempts begun and spent.
    pub attempt: i32,
    /// Attempts it may have.
    pub max_attempts: i32,
    /// How often its process died.
    pub crashes: i32,
    /// What it is doing.
    pub phase: Option<String>,
    /// 0 to 100.
    pub progress: i32,
    /// Units done.
    pub done: Option<i64>,
    /// Units in all.
    pub total: Option<i64>,
    /// What it has to show.
    pub result: Option<Json>,
    /// Why it failed, the last time it did.
    pub error: Option<String>,
    /// The upload it works for.
    pub upload_id: Option<UploadId>,
    /// The job that waits for it.
    pub parent_id: Option<JobId>,
    /// Children it waits for.
    pub pending_children: i32,
    /// Somebody called it off while it runs.
    pub cancel_requested: bool,
    /// Who runs it, or ran it last.
    pub worker: Option<String>,
    /// When it is due; none: when its children have ended.
    pub run_at: Option<DateTime<Utc>>,
    /// When it was submitted.
    pub created_at: DateTime<Utc>,
    /// When its last attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// The columns of [`JobView`].
pub(super) const VIEW: &str = "id, kind, queue, state, priority, attempt, max_attempts, crashes, phase, progress, \
     done, total, result, error, upload_id, parent_id, pending_children, cancel_requested, worker, run_at, \
     created_at, started_at, finished_at";

impl FromQueryResult for JobView {
    fn from_query_result(row: &QueryResult, _prefix: &str) -> Result<Self, DbErr> {
        let time = |name| Ok::<_, DbErr>(row.try_get::<Option<Micros>>("", name)?.map(from_micros));
        let state: String = row.try_get("", "state")?;
        let result: Option<String> = row.try_get("", "result")?;
        Ok(Self {
            id: JobId(row.try_get("", "id")?),
            kind: row.try_get("", "kind")?,
            queue: row.try_get("", "queue")?,
            state: state.parse().map_err(DbErr::Type)?,
            priority: row.try_get("", "priority")?,
            attempt: row.try_get("", "attempt")?,
            max_attempts: row.try_get("", "max_attempts")?,
            crashes: row.try_get("", "crashes")?,
            phase: row.try_get("", "phase")?,
            progress: row.try_get("", "progress")?,
            done: row.try_get("", "done")?,
            total: row.try_get("", "total")?,
            result: result.map(|text| serde_json::from_str(&text).unwrap_or(Json::String(text))),
            error: row.try_get("", "error")?,
            upload_id: row.try_get::<Option<Uuid>>("", "upload_id")?.map(UploadId),
            parent_id: row.try_get::<Option<Uuid>>("", "parent_id")?.map(JobId),
            pending_children: row.try_get("", "pending_children")?,
            cancel_requested: row.try_get("", "cancel_requested")?,
            worker: row.try_get("", "worker")?,
            run_at: time("run_at")?,
            created_at: from_micros(row.try_get("", "created_at")?),
            started_at: time("started_at")?,
            finished_at: time("finished_at")?,
        })
    }
}
