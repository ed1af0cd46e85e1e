//! What a handler is given: the ledger, its job, the order to stop, and the ways to end.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::DatabaseTransaction;
use sellout_model::Clock;
use sellout_queue::ledger::Progress;
use sellout_queue::{Ending, Held, Job, JobError, Ledger, LedgerClock, LedgerError, SubmitOptions, Submitted, submit};
use sellout_store::Db;
use serde_json::Value as Json;
use tokio_util::sync::CancellationToken;

use super::roster::Roster;

/// How a handler ended well.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// It changed nothing in the database that must stand or fall with the job's end; here is what it has to show.
    Plain(Option<Json>),
    /// It committed its effects together with the job's end, through [`JobContext::commit_with`].
    Committed,
}

/// Why a running job is told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// Somebody called it off.
    Cancelled,
    /// Its time is over.
    TimedOut,
    /// Its lease is lost: nothing may be written any more.
    Lost,
    /// The process stops: it will run elsewhere.
    ShuttingDown,
}

/// A handler's view of its job. Cheap to clone.
#[derive(Clone, Debug)]
pub struct JobContext {
    ledger: Ledger,
    held: Arc<Held>,
    roster: Arc<Roster>,
    stop: CancellationToken,
    submitted: Arc<Mutex<Vec<Submitted>>>,
}

impl JobContext {
    pub(super) fn new(ledger: Ledger, held: Arc<Held>, roster: Arc<Roster>, stop: CancellationToken) -> Self {
        Self { ledger, held, roster, stop, submitted: Arc::default() }
    }

    /// The database. Inside a write, use the transaction.
    pub fn db(&self) -> &Db {
        self.ledger.db()
    }

    /// The ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The wall clock.
    pub fn clock(&self) -> &Clock {
        self.ledger.clock().clock()
    }

    /// Ledger time.
    pub fn ledger_clock(&self) -> &LedgerClock {
        self.ledger.clock()
    }

    /// The job: its id, organisation, attempt, upload.
    pub fn held(&self) -> &Held {
        &self.held
    }

    /// Whose turn it uses, to be handed on to jobs that go on with its work.
    pub fn fair_key(&self) -> Option<String> {
        self.held.fair_key.as_deref().and_then(|key| key.strip_prefix("fair:")).map(str::to_owned)
    }

    /// This attempt's number, from 1.
    pub fn attempt(&self) -> i32 {
        self.held.attempt
    }

    /// Whether no attempt is left after this one.
    pub fn is_last_attempt(&self) -> bool {
        self.held.attempt >= self.held.max_attempts
    }

    /// Fires when the job must stop. A handler that does not stop by itself is cut off a moment later.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// An error once the job must stop: for loops, between two pieces of work.
    pub fn go_on(&self) -> Result<(), JobError> {
        if self.stop.is_cancelled() { Err(JobError::Stopped) } else { Ok(()) }
    }

    /// Tells how far the job is. Never waits: it is written a few times a second at most, by another task.
    pub fn progress(&self, phase: &str, done: u64, total: Option<u64>) {
        self.roster.note_progress(&self.held, Progress { phase: phase.to_owned(), done, total });
    }

    /// Submits a job in the handler's transaction; [`JobContext::commit_with`] rings for it.
    pub async fn submit<J: Job>(
        &self,
        tx: &DatabaseTransaction,
        job: &J,
        options: SubmitOptions,
    ) -> Result<Submitted, LedgerError> {
        let submitted = submit(tx, self.ledger.clock(), job, options).await?;
        self.submitted.lock().unwrap_or_else(PoisonError::into_inner).push(submitted);
        Ok(submitted)
    }

    /// Rings for a job that was submitted elsewhere in the handler's transaction, once that is committed.
    pub fn ring_after(&self, submitted: Submitted) {
        self.submitted.lock().unwrap_or_else(PoisonError::into_inner).push(submitted);
    }

    /// Commits the handler's effects and the end of the job in one: both stand, or neither. Lock other rows
    /// (organisation, upload) before; the job's row comes last. An error at COMMIT is looked into before it is
    /// called one.
    pub async fn commit_with(&self, tx: DatabaseTransaction, result: Option<Json>) -> Result<Done, JobError> {
        self.commit_ending(tx, Ending::Succeeded(result)).await
    }

    /// Commits the children that the handler submitted (with this job as `parent`) and waits for them: the job
    /// goes on, from its start, when all have ended.
    pub async fn commit_and_await(&self, tx: DatabaseTransaction, children: i32) -> Result<Done, JobError> {
        self.commit_ending(tx, Ending::AwaitChildren(children)).await
    }

    async fn commit_ending(&self, tx: DatabaseTransaction, ending: Ending) -> Result<Done, JobError> {
        let settled = self.ledger.settle(&tx, &self.held, &ending).await?;
        self.ledger.commit(tx, &self.held).await?;
        let submitted = std::mem::take(&mut *self.submitted.lock().unwrap_or_else(PoisonError::into_inner));
        self.ledger.ring(&submitted).await;
        for queue in settled.rings {
            self.ledger.bell().ring(queue, &[]).await;
        }
        Ok(Done::Committed)
    }
}
