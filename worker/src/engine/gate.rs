//! Whether this process may claim. A job that crashed two processes wants one for itself: the gate is shut while
//! the process empties itself for it and while it runs.

use std::sync::Mutex;
use std::sync::PoisonError;

use sellout_model::JobId;
use sellout_queue::Queue;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Shut or open.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Held for reading by each claim under way.
    claims: RwLock<()>,
    shut_for: Mutex<Option<(JobId, Queue)>>,
}

impl Gate {
    /// Permission to claim now, while it is held; none: the gate is shut.
    pub(super) async fn pass(&self) -> Option<RwLockReadGuard<'_, ()>> {
        let pass = self.claims.read().await;
        self.shut_for().is_none().then_some(pass)
    }

    pub(super) fn shut_for(&self) -> Option<(JobId, Queue)> {
        *self.shut_for.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shuts it for a job, or opens it again.
    pub(super) fn set(&self, job: Option<(JobId, Queue)>) {
        *self.shut_for.lock().unwrap_or_else(PoisonError::into_inner) = job;
    }

    /// Waits for claims under way, and keeps others out while it is held.
    pub(super) async fn alone(&self) -> RwLockWriteGuard<'_, ()> {
        self.claims.write().await
    }
}
