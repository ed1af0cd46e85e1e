//! Submitting: the job's row in the caller's transaction. The bell is rung after the commit, by the caller.

use sea_orm::DatabaseTransaction;
use sellout_model::{JobId, JobState, OrgId, UploadId};
use uuid::Uuid;

use crate::submit_rows::{write_alone, write_rows};
use crate::time::{LedgerClock, Micros, id_at, to_micros};
use crate::{Job, Ledger, LedgerError, Queue};

/// The most bytes a payload may have: it carries ids, not data.
pub const PAYLOAD_LIMIT: usize = 16 * 1024;

/// What a submission says beside the payload.
#[derive(Clone, Debug, Default)]
pub struct SubmitOptions {
    /// Whose job; none: the system's own.
    pub org: Option<OrgId>,
    /// Not before this time; none: now.
    pub run_at: Option<chrono::DateTime<chrono::Utc>>,
    /// 0 to 3 instead of the kind's.
    pub priority: Option<i32>,
    /// The job that waits for this one.
    pub parent: Option<JobId>,
    /// The upload it works for, so that an upload's jobs are found.
    pub upload_id: Option<UploadId>,
    /// Whose turn it uses, where the payload does not know.
    pub fair_key: Option<String>,
    /// What it must not work on beside others, where the payload does not know.
    pub limit_key: Option<String>,
}

impl SubmitOptions {
    /// For an organisation.
    pub fn of(org: OrgId) -> Self {
        Self { org: Some(org), ..Self::default() }
    }

    /// For an upload of an organisation.
    pub fn upload(org: OrgId, upload: UploadId) -> Self {
        Self { org: Some(org), upload_id: Some(upload), ..Self::default() }
    }
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The job: the new one, or the unfinished one with the same unique key.
    pub id: JobId,
    /// Where it waits.
    pub queue: Queue,
    /// No row was added, because one with its unique key is unfinished.
    pub duplicate: bool,
    /// It could be claimed at once: worth a ring.
    pub due: bool,
}

/// A job's row before it is written.
#[derive(Clone, Debug)]
pub(crate) struct NewJob {
    pub(crate) id: JobId,
    pub(crate) kind: &'static str,
    pub(crate) queue: Queue,
    pub(crate) payload: String,
    pub(crate) state: JobState,
    pub(crate) run_at: Option<Micros>,
    pub(crate) priority: i32,
    pub(crate) max_attempts: i32,
    pub(crate) unique_key: Option<String>,
    pub(crate) fair_key: Option<String>,
    pub(crate) limit_key: Option<String>,
    pub(crate) most: i32,
    pub(crate) org: Option<Uuid>,
    pub(crate) upload: Option<Uuid>,
    pub(crate) parent: Option<Uuid>,
    pub(crate) pending_children: i32,
    pub(crate) created_at: Micros,
}

impl NewJob {
    /// The row of a job. `place` orders the jobs of one batch: they are due a microsecond apart.
    pub(crate) fn of<J: Job>(job: &J, now: Micros, place: i64, options: &SubmitOptions) -> Result<Self, LedgerError> {
        let payload = serde_json::to_string(job)
            .map_err(|error| LedgerError::Payload { kind: J::KIND, error: error.to_string() })?;
        if payload.len() > PAYLOAD_LIMIT {
            return Err(LedgerError::PayloadTooLarge { kind: J::KIND, bytes: payload.len() });
        }
        let run_at = options.run_at.map_or(now + place, to_micros);
        let limit_key = options.limit_key.clone().or_else(|| job.limit_key()).map(|key| format!("limit:{key}"));
        let fair_key = options.fair_key.clone().or_else(|| job.fair_key()).map(|key| format!("fair:{key}"));
        Ok(Self {
            id: JobId(id_at(now + place)),
            kind: J::KIND,
            queue: J::QUEUE,
            payload,
            state: if run_at > now { JobState::Scheduled } else { JobState::Queued },
            run_at: Some(run_at),
            priority: options.priority.unwrap_or(J::PRIORITY).clamp(0, 3),
            max_attempts: J::MAX_ATTEMPTS,
            unique_key: job.unique_key().map(|key| format!("{}:{key}", J::KIND)),
            // A job that is limited but belongs to nobody takes its turn under its limit.
            fair_key: fair_key.or_else(|| limit_key.clone()),
            limit_key,
            most: J::MOST_PER_LIMIT_KEY,
            org: options.org.map(Uuid::from),
            upload: options.upload_id.map(Uuid::from),
            parent: options.parent.map(Uuid::from),
            pending_children: 0,
            created_at: now,
        })
    }

    /// No key's turn and no unfinished twin has to know of it.
    fn stands_alone(&self) -> bool {
        self.unique_key.is_none() && self.fair_key.is_none() && self.limit_key.is_none()
    }

    pub(crate) fn submitted(&self, id: JobId, duplicate: bool) -> Submitted {
        Submitted { id, queue: self.queue, duplicate, due: !duplicate && self.state == JobState::Queued }
    }
}

/// Writes a job's row in the caller's transaction. Ring the bell with the answer after the commit.
pub async fn submit<J: Job>(
    tx: &DatabaseTransaction,
    clock: &LedgerClock,
    job: &J,
    options: SubmitOptions,
) -> Result<Submitted, LedgerError> {
    let new = NewJob::of(job, clock.micros(), 0, &options)?;
    submit_new(tx, new).await
}

/// Writes a job's row where there is nothing else to write, and rings. Unless other rows have to know of the job, it is
/// one statement.
pub(crate) async fn submit_alone<J: Job>(
    ledger: &Ledger,
    job: &J,
    options: &SubmitOptions,
) -> Result<Submitted, LedgerError> {
    let new = NewJob::of(job, ledger.clock.micros(), 0, options)?;
    let submitted = if new.stands_alone() {
        write_alone(ledger.db.write(), &new).await?
    } else {
        let tx = ledger.db.begin().await?;
        let submitted = submit_new(&tx, new).await?;
        tx.commit().await?;
        submitted
    };
    ledger.ring(&[submitted]).await;
    Ok(submitted)
}

/// Writes the rows of many jobs of one kind at once, in their order.
pub async fn submit_many<J: Job>(
    tx: &DatabaseTransaction,
    clock: &LedgerClock,
    jobs: impl IntoIterator<Item = (J, SubmitOptions)>,
) -> Result<Vec<Submitted>, LedgerError> {
    submit_many_at(tx, clock.micros(), jobs).await
}

/// The same for hooks, which know the time but have no clock.
pub(crate) async fn submit_many_at<J: Job>(
    tx: &DatabaseTransaction,
    now: Micros,
    jobs: impl IntoIterator<Item = (J, SubmitOptions)>,
) -> Result<Vec<Submitted>, LedgerError> {
    let jobs: Vec<_> = jobs.into_iter().collect();
    let count = jobs.len() as i64;
    let new: Result<Vec<_>, _> = jobs
        .iter()
        .zip(0..)
        .map(|((job, options), place): (_, i64)| NewJob::of(job, now, place - count + 1, options))
        .collect();
    write_rows(tx, &new?).await
}

/// Writes a parent and its children: the parent waits until every child has ended, well or not.
pub async fn submit_flow<P: Job, C: Job>(
    tx: &DatabaseTransaction,
    clock: &LedgerClock,
    parent: &P,
    options: SubmitOptions,
    children: impl IntoIterator<Item = (C, SubmitOptions)>,
) -> Result<(Submitted, Vec<Submitted>), LedgerError> {
    let mut waiting = NewJob::of(parent, clock.micros(), 0, &options)?;
    let children: Vec<_> = children
        .into_iter()
        .map(|(job, options)| (job, SubmitOptions { parent: Some(waiting.id), ..options }))
        .collect();
    if !children.is_empty() {
        waiting.state = JobState::Scheduled;
        waiting.run_at = None;
    }
    let parent = submit_new(tx, waiting).await?;
    if parent.duplicate {
        return Ok((parent, Vec::new()));
    }
    let children = submit_many(tx, clock, children).await?;
    let pending = children.iter().filter(|child| !child.duplicate).count() as i32;
    crate::ledger::flow::await_children(tx, parent.id, pending, clock.micros()).await?;
    Ok((parent, children))
}

pub(crate) async fn submit_new(tx: &DatabaseTransaction, new: NewJob) -> Result<Submitted, LedgerError> {
    let submitted = write_rows(tx, std::slice::from_ref(&new)).await?;
    submitted.into_iter().next().ok_or(LedgerError::Clash)
}
