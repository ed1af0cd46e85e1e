//! Duties: work that every worker looks at again and again, safe to be done by many at once.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use sellout_queue::{Ledger, LedgerError};

/// What a duty returns.
pub type DutyFuture = Pin<Box<dyn Future<Output = Result<(), LedgerError>> + Send>>;

/// A piece of repeated work.
#[derive(Clone)]
pub struct Duty {
    /// What it is, for the log.
    pub name: &'static str,
    /// How often it is done at most.
    pub every: Duration,
    work: Arc<dyn Fn(Ledger) -> DutyFuture + Send + Sync>,
}

impl Duty {
    /// `work` is called with the ledger, which has database, time and bell.
    pub fn new<F, Fut>(name: &'static str, every: Duration, work: F) -> Self
    where
        F: Fn(Ledger) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), LedgerError>> + Send + 'static,
    {
        Self { name, every, work: Arc::new(move |ledger| Box::pin(work(ledger))) }
    }

    /// Begins the work once; its tick does so again and again.
    pub fn start(&self, ledger: Ledger) -> DutyFuture {
        (self.work)(ledger)
    }
}

impl fmt::Debug for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Duty").field("name", &self.name).field("every", &self.every).finish_non_exhaustive()
    }
}
