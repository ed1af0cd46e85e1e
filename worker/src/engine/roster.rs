//! The jobs that this process runs now: whom the heartbeat keeps, who was told to stop, how far each is.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sellout_model::JobId;
use sellout_queue::Held;
use sellout_queue::ledger::Progress;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::context::StopReason;

/// Who runs.
#[derive(Debug, Default)]
pub(super) struct Roster {
    running: Mutex<HashMap<JobId, Entry>>,
    /// Jobs of an organisation that began, moved on or ended since somebody told.
    news: Mutex<HashSet<JobId>>,
    changed: Notify,
}

#[derive(Debug)]
struct Entry {
    held: Arc<Held>,
    stop: CancellationToken,
    reason: Option<StopReason>,
    progress: Option<Progress>,
}

impl Roster {
    fn running(&self) -> MutexGuard<'_, HashMap<JobId, Entry>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a claimed job; the token fires when it must stop.
    pub(super) fn enter(&self, held: &Arc<Held>) -> CancellationToken {
        let stop = CancellationToken::new();
        let entry = Entry { held: Arc::clone(held), stop: stop.clone(), reason: None, progress: None };
        // Claimed by us before and lost unnoticed: that attempt must not go on beside this one.
        if let Some(lost) = self.running().insert(held.id, entry) {
            lost.stop.cancel();
        }
        self.note_news(held);
        stop
    }

    /// Strikes out a job whose end is written, or that is not ours any more.
    pub(super) fn leave(&self, held: &Held) {
        let mut running = self.running();
        if running.get(&held.id).is_some_and(|entry| entry.held.fence == held.fence) {
            running.remove(&held.id);
        }
        drop(running);
        self.note_news(held);
        self.changed.notify_waiters();
    }

    pub(super) fn len(&self) -> usize {
        self.running().len()
    }

    /// Ids and fences, for the heartbeat.
    pub(super) fn leases(&self) -> Vec<(JobId, i64)> {
        self.running().values().map(|entry| (entry.held.id, entry.held.fence)).collect()
    }

    /// Tells jobs to stop; the first reason counts, but for a lost lease, which always does.
    pub(super) fn stop(&self, jobs: &[JobId], reason: StopReason) {
        let mut running = self.running();
        for id in jobs {
            let Some(entry) = running.get_mut(id) else { continue };
            if entry.reason.is_none() || reason == StopReason::Lost {
                entry.reason = Some(reason);
            }
            entry.stop.cancel();
        }
    }

    pub(super) fn stop_all(&self, reason: StopReason) {
        let all: Vec<_> = self.running().keys().copied().collect();
        self.stop(&all, reason);
    }

    pub(super) fn reason(&self, id: JobId) -> Option<StopReason> {
        self.running().get(&id).and_then(|entry| entry.reason)
    }

    /// The system's own jobs are followed by nobody.
    fn note_news(&self, held: &Held) {
        if held.org.is_some() {
            self.news.lock().unwrap_or_else(PoisonError::into_inner).insert(held.id);
        }
    }

    /// Which jobs followers should look at again.
    pub(super) fn take_news(&self) -> Vec<JobId> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).drain().collect()
    }

    pub(super) fn note_progress(&self, held: &Held, progress: Progress) {
        self.note_news(held);
        if let Some(entry) = self.running().get_mut(&held.id) {
            entry.progress = Some(progress);
        }
    }

    /// What was noted since the last time.
    pub(super) fn take_progress(&self) -> Vec<(Held, Progress)> {
        let mut running = self.running();
        running
            .values_mut()
            .filter_map(|entry| entry.progress.take().map(|progress| (entry.held.as_ref().clone(), progress)))
            .collect()
    }

    /// Waits until nothing runs.
    pub(super) async fn empty(&self) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.len() == 0 {
                return;
            }
            changed.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sellout_queue::Queue;

    fn held(fence: i64) -> Arc<Held> {
        Arc::new(Held {
            id: JobId(uuid::Uuid::from_u128(1)),
            org: None,
            kind: "errand".to_owned(),
            queue: Queue::Email,
            payload: String::new(),
            priority: 1,
            run_at: 0,
            attempt: 1,
            max_attempts: 3,
            crashes: 0,
            fence,
            worker: "w".to_owned(),
            fair_key: None,
            limit_key: None,
            upload: None,
            parent: None,
            created_at: 0,
            started_at: 0,
        })
    }

    #[test]
    fn an_attempt_that_was_lost_unnoticed_stops_when_its_job_is_claimed_again() {
        let roster = Roster::default();
        let (early, late) = (held(1), held(2));
        let (first, second) = (roster.enter(&early), roster.enter(&late));
        assert!(first.is_cancelled() && !second.is_cancelled());
        roster.leave(&early);
        assert_eq!(roster.leases(), [(late.id, 2)], "the end of the early one strikes out nobody");
    }
}
