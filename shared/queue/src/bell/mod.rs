//! The bells: they say "work in this queue" to workers that listen, and nothing more. A ring may be lost or come
//! twice; the ledger alone says what there is to do, and workers look unasked once a second.

mod local;
mod news;
mod postgres;
mod redis;

use std::collections::BTreeMap;
use std::sync::Arc;

use sellout_model::JobId;
use sqlx::PgPool;

pub use local::{LocalBell, LocalEar};
pub use news::JobNews;
pub use postgres::PostgresBell;
pub use redis::{RedisBell, RedisEar};

use crate::{Queue, Submitted};

/// A ring counts for at most so many jobs, and so many rings are kept for whoever listens later.
pub(crate) const MOST_RINGS: usize = 1000;

/// A bell. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Bell {
    /// In process.
    Local(Arc<LocalBell>),
    /// Lists in Redis, one a queue.
    Redis(Arc<RedisBell>),
    /// NOTIFY in `PostgreSQL`.
    Postgres(Arc<PostgresBell>),
}

/// Listens for one queue. Dropping the future of [`Ear::heard`] loses no ring.
#[derive(Debug)]
pub enum Ear {
    /// To a bell in process, or to NOTIFY, which rings one.
    Local(LocalEar),
    /// To a list in Redis, on a connection of its own.
    Redis(Box<RedisEar>),
}

impl Bell {
    /// In process.
    pub fn local() -> Self {
        Self::Local(Arc::new(LocalBell::default()))
    }

    /// Lists named `{prefix}:queue:{name}`. The server need not be there yet.
    pub fn redis(url: &str, prefix: &str) -> Result<Self, ::redis::RedisError> {
        Ok(Self::Redis(Arc::new(RedisBell::new(url, prefix)?)))
    }

    /// NOTIFY on a channel named after the prefix, through a pool.
    pub fn postgres(pool: PgPool, prefix: &str) -> Self {
        Self::Postgres(Arc::new(PostgresBell::new(pool, prefix)))
    }

    /// Tells followers that these jobs changed; with an empty list, that any may have. Losing it is no error: followers
    /// look by themselves too.
    pub async fn tell(&self, jobs: &[JobId]) {
        match self {
            Self::Local(bell) => bell.news.tell(jobs),
            Self::Redis(bell) => bell.tell(jobs).await,
            Self::Postgres(bell) => bell.tell(jobs).await,
        }
    }

    /// Begins to follow a job, in whatever process it runs.
    pub fn follow(&self, job: JobId) -> JobNews {
        match self {
            Self::Local(bell) => bell.news.follow(job),
            Self::Redis(bell) => bell.follow(job),
            Self::Postgres(bell) => bell.follow(job),
        }
    }

    /// Its name in `jobs bench` and readiness: `in-process`, `redis` or `notify`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Local(_) => "in-process",
            Self::Redis(_) => "redis",
            Self::Postgres(_) => "notify",
        }
    }

    /// Rings for jobs of a queue, after the commit; for no job in particular with an empty list. A failed ring is
    /// no error: it is logged once, until a ring succeeds.
    pub async fn ring(&self, queue: Queue, jobs: &[JobId]) {
        match self {
            Self::Local(bell) => bell.ring(queue, jobs.len().max(1)),
            Self::Redis(bell) => bell.ring(queue, jobs).await,
            Self::Postgres(bell) => bell.ring(queue, jobs.len().max(1)).await,
        }
    }

    /// Rings for submissions whose transaction is committed: once for each queue.
    pub async fn ring_for(&self, submitted: &[Submitted]) {
        let mut queues: BTreeMap<Queue, Vec<JobId>> = BTreeMap::new();
        for job in submitted.iter().filter(|job| job.due) {
            queues.entry(job.queue).or_default().push(job.id);
        }
        for (queue, jobs) in queues {
            self.ring(queue, &jobs).await;
        }
    }

    /// Begins to listen for a queue.
    pub fn ear(&self, queue: Queue) -> Ear {
        match self {
            Self::Local(bell) => Ear::Local(bell.ear(queue)),
            Self::Redis(bell) => Ear::Redis(Box::new(bell.ear(queue))),
            Self::Postgres(bell) => Ear::Local(bell.ear(queue)),
        }
    }

    /// Whether no ring waits to be heard. Only Redis keeps rings for others; elsewhere nothing is gained by more.
    pub async fn is_silent(&self, queue: Queue) -> bool {
        match self {
            Self::Redis(bell) => bell.is_silent(queue).await,
            Self::Local(_) | Self::Postgres(_) => false,
        }
    }

    /// Whether it would ring: for readiness. The error is for people.
    pub async fn check(&self) -> Result<(), String> {
        match self {
            Self::Local(_) | Self::Postgres(_) => Ok(()),
            Self::Redis(bell) => bell.check().await,
        }
    }
}

impl Ear {
    /// Waits for a ring.
    pub async fn heard(&mut self) {
        match self {
            Self::Local(ear) => ear.heard().await,
            Self::Redis(ear) => ear.heard().await,
        }
    }

    /// Whether a ring may arrive although nobody waits in [`Ear::heard`] just now.
    pub fn is_listening(&self) -> bool {
        matches!(self, Self::Redis(ear) if ear.is_listening())
    }

    /// Takes rings away without waiting: as many as jobs were claimed beside the one rung for.
    pub async fn drain(&mut self, rings: usize) {
        match self {
            Self::Local(ear) => ear.drain(rings),
            Self::Redis(ear) => ear.drain(rings).await,
        }
    }
}
