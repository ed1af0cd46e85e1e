//! The bell in process: a counter for each queue.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::MOST_RINGS;
use super::news::NewsDesk;
use crate::Queue;

/// Rings that nobody has heard, by queue.
#[derive(Debug, Default)]
pub struct LocalBell {
    queues: Mutex<BTreeMap<Queue, Arc<Semaphore>>>,
    pub(super) news: NewsDesk,
}

/// Listens to one queue of a [`LocalBell`].
#[derive(Debug)]
pub struct LocalEar(Arc<Semaphore>);

impl LocalBell {
    fn queue(&self, queue: Queue) -> Arc<Semaphore> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(queues.entry(queue).or_insert_with(|| Arc::new(Semaphore::new(0))))
    }

    pub(super) fn ring(&self, queue: Queue, rings: usize) {
        let waiting = self.queue(queue);
        let room = MOST_RINGS.saturating_sub(waiting.available_permits());
        waiting.add_permits(rings.min(room));
    }

    /// Rings in every queue that somebody listens to.
    pub(super) fn ring_all(&self) {
        let queues: Vec<_> = {
            let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            queues.keys().copied().collect()
        };
        for queue in queues {
            self.ring(queue, 1);
        }
    }

    pub(super) fn ear(&self, queue: Queue) -> LocalEar {
        LocalEar(self.queue(queue))
    }
}

impl LocalEar {
    pub(super) async fn heard(&mut self) {
        match self.0.acquire().await {
            Ok(ring) => ring.forget(),
            // Never closed; if it were, there would be nothing to hear.
            Err(_) => std::future::pending().await,
        }
    }

    pub(super) fn drain(&mut self, rings: usize) {
        self.0.forget_permits(rings);
    }
}
