//! How many jobs of a queue a process has in hand: as many as it runs at once, and a few more while they are so short
//! that those waiting in hand begin within milliseconds. A claim costs a write to the disk; where jobs are shorter than
//! that, claiming for the slots alone would leave them empty most of the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Jobs in hand that do not run yet should begin within this.
const SOON: Duration = Duration::from_millis(5);
/// One that has not begun after this is given back: the jobs before it turned out to be long.
pub(super) const PATIENCE: Duration = Duration::from_millis(100);
/// For each slot so many jobs in hand at most.
const MOST: usize = 16;

/// The jobs of one queue in this process.
#[derive(Debug)]
pub(super) struct Hand {
    slots: usize,
    /// Permits to have a job in hand.
    free: Arc<Semaphore>,
    /// Permits to run one.
    running: Arc<Semaphore>,
    /// Permits in `free` beyond the slots.
    ahead: AtomicUsize,
    /// How long a job takes, microseconds: a moving mean; 0 before the first has ended.
    mean: AtomicU64,
}

impl Hand {
    pub(super) fn new(slots: usize) -> Arc<Self> {
        let permits = || Arc::new(Semaphore::new(slots));
        Arc::new(Self {
            slots,
            free: permits(),
            running: permits(),
            ahead: AtomicUsize::new(0),
            mean: AtomicU64::new(0),
        })
    }

    /// The most jobs that it ever holds.
    pub(super) fn most(&self) -> usize {
        self.slots * MOST
    }

    /// How many it holds now at most.
    pub(super) fn size(&self) -> usize {
        self.slots + self.ahead.load(Ordering::Relaxed)
    }

    /// Permits to take jobs in hand.
    pub(super) fn free(&self) -> &Arc<Semaphore> {
        &self.free
    }

    /// A slot to run in, once there is one; none: not within [`PATIENCE`].
    pub(super) async fn slot(&self) -> Option<OwnedSemaphorePermit> {
        let slot = Arc::clone(&self.running).acquire_owned();
        tokio::time::timeout(PATIENCE, slot).await.ok()?.ok()
    }

    /// Notes how long a job took.
    pub(super) fn note(&self, took: Duration) {
        let took = (took.as_micros() as u64).max(1);
        let mean = self.mean.load(Ordering::Relaxed);
        // One long job counts at once, short ones by and by.
        let mean = if mean == 0 || took > mean * 8 { took } else { (mean * 15 + took).div_ceil(16) };
        self.mean.store(mean, Ordering::Relaxed);
        let begin_soon = self.slots as u64 * SOON.as_micros() as u64 / mean;
        self.hold((begin_soon as usize).min(self.most() - self.slots));
    }

    /// Holds no more than it runs: jobs in hand had to wait.
    pub(super) fn hold_no_more_than_slots(&self) {
        self.mean.store(SOON.as_micros() as u64 * self.slots as u64, Ordering::Relaxed);
        self.hold(0);
    }

    fn hold(&self, ahead: usize) {
        let before = self.ahead.load(Ordering::Relaxed);
        if ahead > before {
            if self.ahead.compare_exchange(before, ahead, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
                self.free.add_permits(ahead - before);
            }
        } else if ahead < before {
            // Permits in use are taken back by a later call, when they are free.
            let gone = self.free.forget_permits(before - ahead);
            self.ahead.fetch_sub(gone, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_jobs_are_taken_ahead_and_a_long_one_ends_that() {
        let hand = Hand::new(4);
        assert_eq!(hand.size(), 4);
        for _ in 0..100 {
            hand.note(Duration::from_micros(50));
        }
        assert_eq!((hand.size(), hand.free().available_permits()), (64, 64));
        hand.note(Duration::from_secs(1));
        assert_eq!((hand.size(), hand.free().available_permits()), (4, 4));
    }

    #[test]
    fn permits_in_use_are_taken_back_when_they_are_free() {
        let hand = Hand::new(2);
        hand.note(Duration::from_micros(10));
        let held: Vec<_> = (0..30).map(|_| Arc::clone(hand.free()).try_acquire_owned().expect("a permit")).collect();
        hand.note(Duration::from_secs(1));
        assert_eq!(hand.size(), 30);
        drop(held);
        hand.note(Duration::from_secs(1));
        assert_eq!((hand.size(), hand.free().available_permits()), (2, 2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_job_waits_for_a_slot_no_longer_than_its_patience() {
        let hand = Hand::new(1);
        let slot = hand.slot().await;
        assert!(slot.is_some());
        assert!(hand.slot().await.is_none());
        drop(slot);
        assert!(hand.slot().await.is_some());
    }
}
