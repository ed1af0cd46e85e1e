//! What a failure means: a handler's for its job, and the ledger's for its caller.

use std::fmt::Display;
use std::time::Duration;

use sea_orm::DbErr;

/// How a handler ends when it does not end well.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Failed for now: it runs again after the kind's backoff or `after`, while attempts are left.
    #[error("{error}")]
    Retry {
        /// What went wrong, for people.
        error: String,
        /// Wait this long instead of the kind's backoff.
        after: Option<Duration>,
    },
    /// Failed for good.
    #[error("{error}")]
    Fail {
        /// What went wrong and what to do, for people.
        error: String,
    },
    /// Not yet: it runs again after this long, and no attempt is spent.
    #[error("not yet, again in {again_in:?}")]
    Snooze {
        /// How long to wait.
        again_in: Duration,
    },
    /// It stopped because it was told to.
    #[error("stopped")]
    Stopped,
    /// Its lease was lost: somebody else owns it, and nothing of this attempt may be written.
    #[error("the lease was lost")]
    Lost,
}

impl JobError {
    /// Failed for now.
    pub fn retry(error: impl Display) -> Self {
        Self::Retry { error: error.to_string(), after: None }
    }

    /// Failed for now, and the other side said when to come back.
    pub fn retry_after(error: impl Display, after: Duration) -> Self {
        Self::Retry { error: error.to_string(), after: Some(after) }
    }

    /// Failed for good.
    pub fn fail(error: impl Display) -> Self {
        Self::Fail { error: error.to_string() }
    }

    /// Not yet.
    pub fn snooze(again_in: Duration) -> Self {
        Self::Snooze { again_in }
    }
}

impl From<DbErr> for JobError {
    fn from(error: DbErr) -> Self {
        Self::retry(format!("database: {error}"))
    }
}

impl From<LedgerError> for JobError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Lost => Self::Lost,
            LedgerError::PayloadTooLarge { .. } | LedgerError::Payload { .. } => Self::fail(error),
            other => Self::retry(other),
        }
    }
}

/// Why the ledger did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database did not answer, or refused.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// The job is no longer this worker's: nothing was written, and the transaction must be rolled back.
    #[error("the lease of the job was lost")]
    Lost,
    /// There is no such job, or it belongs to somebody else.
    #[error("there is no job {0}")]
    Unknown(sellout_model::JobId),
    /// The job's state does not allow it.
    #[error("the job is {state}; {cure}")]
    State {
        /// Where it stands.
        state: sellout_model::JobState,
        /// What could be done instead.
        cure: &'static str,
    },
    /// Its unique key, or that of what it works on, is taken by another.
    #[error("another job for the same thing is waiting or running; wait until it has ended")]
    Clash,
    /// The job's kind is unknown to this build.
    #[error("this build does not know jobs of the kind {kind:?}; leave the job to a newer worker")]
    UnknownKind {
        /// The kind.
        kind: String,
    },
    /// A payload carries ids, not data.
    #[error("the payload of {kind} has {bytes} bytes and may have 16384; hand on ids, not data")]
    PayloadTooLarge {
        /// The kind.
        kind: &'static str,
        /// Its size.
        bytes: usize,
    },
    /// The payload cannot be written as JSON.
    #[error("the payload of {kind} cannot be written: {error}")]
    Payload {
        /// The kind.
        kind: &'static str,
        /// Why.
        error: String,
    },
}
