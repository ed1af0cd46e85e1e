//! A job that a worker holds: what it read when it claimed the job. With it go fence and worker, and every later
//! write names both, so that a worker that lost the job meets no row.

use sea_orm::{DbErr, FromQueryResult, QueryResult};
use sellout_model::{JobId, OrgId, UploadId};
use uuid::Uuid;

use crate::time::from_micros;
use crate::{EndedJob, Micros, Move, Queue, RetriedJob, WhyRetried};

/// A claimed job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub org: Option<OrgId>,
    /// Its kind.
    pub kind: String,
    /// Where it waited.
    pub queue: Queue,
    /// Its payload, JSON.
    pub payload: String,
    /// 0 to 3.
    pub priority: i32,
    /// When it was due.
    pub run_at: Micros,
    /// This attempt's number, from 1.
    pub attempt: i32,
    /// How many it may have.
    pub max_attempts: i32,
    /// How often its process died.
    pub crashes: i32,
    /// This claim's number.
    pub fence: i64,
    /// Who holds it.
    pub worker: String,
    /// Whose turn it uses.
    pub fair_key: Option<String>,
    /// What it must not work on beside others.
    pub limit_key: Option<String>,
    /// The upload it works for.
    pub upload: Option<UploadId>,
    /// The job that waits for it.
    pub parent: Option<JobId>,
    /// When it was submitted.
    pub created_at: Micros,
    /// When this attempt began.
    pub started_at: Micros,
}

/// The columns of [`Held`], of the table `jobs`.
pub(crate) const HELD: &str = "jobs.id, jobs.org_id, jobs.kind, jobs.queue, jobs.payload, jobs.priority, \
     jobs.run_at, jobs.attempt, jobs.max_attempts, jobs.crashes, jobs.fence, jobs.worker, jobs.fair_key, \
     jobs.limit_key, jobs.upload_id, jobs.parent_id, jobs.created_at, jobs.started_at";

impl Held {
    /// Its keys, each once.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        let limit = self.limit_key.as_deref().filter(|limit| self.fair_key.as_deref() != Some(*limit));
        self.fair_key.as_deref().into_iter().chain(limit)
    }

    /// What its `on_end` is told of a move that ends it without success.
    pub(super) fn ended(&self, step: Move, error: &str, now: Micros) -> EndedJob {
        EndedJob {
            id: self.id,
            org: self.org,
            payload: self.payload.clone(),
            upload: self.upload,
            state: step.to(),
            error: error.to_owned(),
            at: from_micros(now),
        }
    }

    /// What its `on_retry` is told.
    pub(super) fn retried(&self, why: WhyRetried, now: Micros) -> RetriedJob {
        RetriedJob {
            id: self.id,
            org: self.org,
            payload: self.payload.clone(),
            upload: self.upload,
            why,
            at: from_micros(now),
        }
    }

    /// Whether a finish has nobody to tell but the job's own row.
    pub(crate) fn stands_alone(&self) -> bool {
        self.fair_key.is_none() && self.limit_key.is_none() && self.parent.is_none()
    }
}

impl FromQueryResult for Held {
    fn from_query_result(row: &QueryResult, _prefix: &str) -> Result<Self, DbErr> {
        let queue: String = row.try_get("", "queue")?;
        let uuid = |name| row.try_get::<Option<Uuid>>("", name);
        Ok(Self {
            id: JobId(row.try_get("", "id")?),
            org: uuid("org_id")?.map(OrgId),
            kind: row.try_get("", "kind")?,
            queue: queue.parse().map_err(DbErr::Type)?,
            payload: row.try_get("", "payload")?,
            priority: row.try_get("", "priority")?,
            run_at: row.try_get::<Option<Micros>>("", "run_at")?.unwrap_or_default(),
            attempt: row.try_get("", "attempt")?,
            max_attempts: row.try_get("", "max_attempts")?,
            crashes: row.try_get("", "crashes")?,
            fence: row.try_get("", "fence")?,
            worker: row.try_get::<Option<String>>("", "worker")?.unwrap_or_default(),
            fair_key: row.try_get("", "fair_key")?,
            limit_key: row.try_get("", "limit_key")?,
            upload: uuid("upload_id")?.map(UploadId),
            parent: uuid("parent_id")?.map(JobId),
            created_at: row.try_get("", "created_at")?,
            started_at: row.try_get::<Option<Micros>>("", "started_at")?.unwrap_or_default(),
        })
    }
}
