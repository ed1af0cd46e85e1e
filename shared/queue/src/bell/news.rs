//! News of jobs: "look at these again", for those who follow a job. Like a ring it may be lost or come twice; followers
//! look by themselves now and then.

use sellout_model::JobId;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

/// News that a slow follower may be behind; then it looks anyway.
const KEPT: usize = 256;
/// Jobs that one message names; more are "any job", so that a message fits into a NOTIFY.
pub(super) const MOST_NAMED: usize = 150;

/// Which jobs to look at again; an empty list is any.
pub(super) type Message = std::sync::Arc<[JobId]>;

/// Hands news on within the process.
#[derive(Debug)]
pub(super) struct NewsDesk(broadcast::Sender<Message>);

impl Default for NewsDesk {
    fn default() -> Self {
        Self(broadcast::channel(KEPT).0)
    }
}

impl NewsDesk {
    /// Nobody listening is fine.
    pub(super) fn tell(&self, jobs: &[JobId]) {
        let named = if jobs.len() > MOST_NAMED { &[] } else { jobs };
        self.0.send(named.into()).ok();
    }

    pub(super) fn follow(&self, job: JobId) -> JobNews {
        JobNews { job, news: self.0.subscribe() }
    }
}

/// News of one job.
#[derive(Debug)]
pub struct JobNews {
    job: JobId,
    news: broadcast::Receiver<Message>,
}

impl JobNews {
    /// Waits until the job should be looked at again.
    pub async fn heard(&mut self) {
        loop {
            match self.news.recv().await {
                Ok(jobs) if jobs.is_empty() || jobs.contains(&self.job) => return,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return,
                // The bell is gone: there is nothing more to hear.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

/// The text of a message.
pub(super) fn written(jobs: &[JobId]) -> String {
    if jobs.len() > MOST_NAMED {
        return String::new();
    }
    jobs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// A message's jobs; words that are none are passed over.
pub(super) fn read(text: &str) -> Vec<JobId> {
    text.split(' ').filter_map(|word| word.parse().ok()).collect()
}
