//! The bell of `PostgreSQL`: NOTIFY after the commit, one for each queue and batch (inside the submitting
//! transaction it would serialise commits), and one LISTEN connection a process that rings a local bell.
//! Behind a connection pooler NOTIFY may go unheard; the one-second claim carries on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use sellout_model::JobId;
use sqlx::PgPool;
use sqlx::postgres::PgListener;

use super::MOST_RINGS;
use super::local::{LocalBell, LocalEar};
use super::news::{self, JobNews};
use crate::Queue;

/// A bell over NOTIFY.
#[derive(Debug)]
pub struct PostgresBell {
    pool: PgPool,
    channel: String,
    here: Arc<LocalBell>,
    listening: AtomicBool,
    following: AtomicBool,
    failing: AtomicBool,
}

impl PostgresBell {
    pub(super) fn new(pool: PgPool, prefix: &str) -> Self {
        Self {
            pool,
            channel: format!("{prefix}_jobs"),
            here: Arc::new(LocalBell::default()),
            listening: AtomicBool::new(false),
            following: AtomicBool::new(false),
            failing: AtomicBool::new(false),
        }
    }

    pub(super) async fn ring(&self, queue: Queue, rings: usize) {
        let payload = format!("{queue} {}", rings.min(MOST_RINGS));
        let sent = sqlx::query("SELECT pg_notify($1, $2)").bind(&self.channel).bind(payload).execute(&self.pool).await;
        match sent {
            Ok(_) => self.failing.store(false, Ordering::Relaxed),
            Err(error) if !self.failing.swap(true, Ordering::Relaxed) => {
                tracing::warn!(queue = %queue, error = %error, "NOTIFY failed; workers look by themselves once a second");
            }
            Err(_) => {}
        }
    }

    pub(super) async fn tell(&self, jobs: &[JobId]) {
        let channel = self.news_channel();
        let sent = sqlx::query("SELECT pg_notify($1, $2)").bind(channel).bind(news::written(jobs)).execute(&self.pool);
        // Within the process it needs no server, and the same news twice is only one look more.
        self.here.news.tell(jobs);
        if let Err(error) = sent.await {
            tracing::debug!(error = %error, "NOTIFY failed; followers of jobs look by themselves");
        }
    }

    /// The first follower starts the listening task; it ends when the bell is gone.
    pub(super) fn follow(&self, job: JobId) -> JobNews {
        let followed = self.here.news.follow(job);
        if !self.following.swap(true, Ordering::Relaxed) {
            let heard: Heard = |bell, text| bell.news.tell(&news::read(text));
            tokio::spawn(listen(self.pool.clone(), self.news_channel(), Arc::downgrade(&self.here), heard));
        }
        followed
    }

    fn news_channel(&self) -> String {
        format!("{}_news", self.channel)
    }

    /// The first ear starts the listening task; it ends when the bell is gone.
    pub(super) fn ear(&self, queue: Queue) -> LocalEar {
        let ear = self.here.ear(queue);
        if !self.listening.swap(true, Ordering::Relaxed) {
            tokio::spawn(listen(self.pool.clone(), self.channel.clone(), Arc::downgrade(&self.here), forward));
        }
        ear
    }
}

/// What is done with the text of a notification.
type Heard = fn(&LocalBell, &str);

async fn listen(pool: PgPool, channel: String, here: Weak<LocalBell>, heard: Heard) {
    let mut failing = false;
    loop {
        match listen_once(&pool, &channel, &here, heard).await {
            Ok(()) => return,
            Err(error) if !failing => {
                tracing::warn!(error = %error, "LISTEN failed; workers look by themselves once a second");
                failing = true;
            }
            Err(_) => {}
        }
        if here.strong_count() == 0 || pool.is_closed() {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Ends well when nobody is left to hear.
async fn listen_once(pool: &PgPool, channel: &str, here: &Weak<LocalBell>, heard: Heard) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(channel).await?;
    loop {
        // What was rung while we were deaf is made up for.
        let Some(bell) = here.upgrade() else { return Ok(()) };
        bell.ring_all();
        bell.news.tell(&[]);
        drop(bell);
        loop {
            let next = tokio::time::timeout(Duration::from_secs(5), listener.try_recv()).await;
            let Some(bell) = here.upgrade() else { return Ok(()) };
            match next {
                Ok(Ok(Some(notification))) => heard(&bell, notification.payload()),
                // The connection broke and is made again: some rings are gone.
                Ok(Ok(None)) => break,
                Ok(Err(error)) => return Err(error),
                Err(_) => {}
            }
        }
    }
}

fn forward(bell: &LocalBell, text: &str) {
    let mut words = text.split(' ');
    let queue = words.next().and_then(|name| name.parse().ok());
    let rings = words.next().and_then(|rings| rings.parse().ok()).unwrap_or(1);
    if let Some(queue) = queue {
        bell.ring(queue, rings);
    }
}
