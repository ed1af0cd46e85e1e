//! The `Job` trait: what a kind of job is called, where it waits and how it is treated. The struct is the
//! payload and carries ids only; its handler lives in `worker`, under the same name.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, DbErr};
use sellout_model::{JobId, JobState, OrgId, UploadId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Backoff, Queue};

/// What a hook returns: it runs inside the transaction that it was given.
pub type HookFuture<'a> = Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;

/// A kind of job.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its name, kebab-case, the same as its payload's, handler's and test's file.
    const KIND: &'static str;
    /// Where it waits.
    const QUEUE: Queue;
    /// After so many failed attempts it is `failed`.
    const MAX_ATTEMPTS: i32 = 5;
    /// An attempt that takes longer is stopped and counts as failed.
    const TIMEOUT: Duration = Duration::from_mins(10);
    /// The waits between attempts.
    const BACKOFF: Backoff = Backoff::USUAL;
    /// 0 (some time) to 3 (first); a job gains one for each five minutes waited.
    const PRIORITY: i32 = 1;
    /// How many jobs of one limit key run at once.
    const MOST_PER_LIMIT_KEY: i32 = 1;

    /// While a job with this key is unfinished, submitting another adds none; a running one runs once more.
    fn unique_key(&self) -> Option<String> {
        None
    }

    /// Whose job it is: keys take turns.
    fn fair_key(&self) -> Option<String> {
        None
    }

    /// What must not be worked on by more than `MOST_PER_LIMIT_KEY` jobs at once.
    fn limit_key(&self) -> Option<String> {
        None
    }

    /// Runs in the transaction that ends jobs of this kind as failed or cancelled, whoever ends them: one, or many at
    /// once, in as few statements as it can.
    fn on_end<'a>(_tx: &'a DatabaseTransaction, _ended: &'a [EndedJob]) -> HookFuture<'a> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Runs in the transaction that lets failed attempts, or ended jobs, be followed by others.
    fn on_retry<'a>(_tx: &'a DatabaseTransaction, _retried: &'a [RetriedJob]) -> HookFuture<'a> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// A job that ends without success.
#[derive(Clone, Debug)]
pub struct EndedJob {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub org: Option<OrgId>,
    /// Its payload, JSON.
    pub payload: String,
    /// The upload it worked for.
    pub upload: Option<UploadId>,
    /// `failed` or `cancelled`.
    pub state: JobState,
    /// Why, for people.
    pub error: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A job that is to run again.
#[derive(Clone, Debug)]
pub struct RetriedJob {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub org: Option<OrgId>,
    /// Its payload, JSON.
    pub payload: String,
    /// The upload it works for.
    pub upload: Option<UploadId>,
    /// Why it runs again.
    pub why: WhyRetried,
    /// When this was decided.
    pub at: DateTime<Utc>,
}

/// Why a job runs again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyRetried {
    /// An attempt failed with this error.
    Failed(String),
    /// A person started it anew after it had ended.
    ByHand,
    /// It was submitted again while its last, failing attempt ran.
    Again,
}

impl EndedJob {
    /// The payload as its kind, if it still parses.
    pub fn parse<J: Job>(&self) -> Option<J> {
        serde_json::from_str(&self.payload).ok()
    }
}

impl RetriedJob {
    /// The payload as its kind, if it still parses.
    pub fn parse<J: Job>(&self) -> Option<J> {
        serde_json::from_str(&self.payload).ok()
    }
}
