//! The ledger: everything that reads and writes the table `jobs` after a job was submitted. One file a subject;
//! all writes of a job's state go through [`Move`](crate::Move).

mod bulk;
mod cancel;
mod claim;
mod claim_alone;
mod claim_keyed;
mod claim_keyless;
mod claim_own;
mod finish_batch;
pub mod flow;
mod heartbeat;
mod held;
mod history;
mod listing;
mod queue_settings;
mod queue_stats;
mod retention;
mod retry_by_hand;
mod settle;
mod sweep;
pub(crate) mod turns;
mod view;
mod workers;

use sellout_store::Db;

pub use bulk::{Bulk, Refused};
pub use cancel::Cancelled;
pub use claim::{Claim, Cursors, Found};
pub use finish_batch::Finish;
pub use heartbeat::{Beat, Progress};
pub use held::Held;
pub use history::AttemptView;
pub use listing::{JobFilter, JobPage};
pub use queue_settings::{QueueSettings, Rate};
pub use queue_stats::QueueView;
pub use retention::{KeepFor, Removed};
pub use settle::Ending;
pub use sweep::Swept;
pub use view::JobView;
pub use workers::{RunningJob, WorkerEntry, WorkerView};

use crate::{Bell, Job, Kinds, LedgerClock, LedgerError, SubmitOptions, Submitted, kinds};

/// Beginning with this many crashes a job runs alone in its process.
pub const ALONE_FROM: i32 = 2;
/// With this many crashes a job is failed.
pub const CRASH_LIMIT: i32 = 10;

/// The ledger's doors: the database, its time, the bell, and the kinds that this build knows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(crate) db: Db,
    pub(crate) clock: LedgerClock,
    pub(crate) bell: Bell,
    pub(crate) kinds: &'static Kinds,
}

impl Ledger {
    /// With the kinds of this build.
    pub fn new(db: Db, clock: LedgerClock, bell: Bell) -> Self {
        Self { db, clock, bell, kinds: kinds() }
    }

    /// With other kinds, for tests.
    #[must_use]
    pub fn with_kinds(self, kinds: &'static Kinds) -> Self {
        Self { kinds, ..self }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Ledger time.
    pub fn clock(&self) -> &LedgerClock {
        &self.clock
    }

    /// The bell.
    pub fn bell(&self) -> &Bell {
        &self.bell
    }

    /// The kinds it knows.
    pub fn kinds(&self) -> &'static Kinds {
        self.kinds
    }

    /// Submits a job that comes with no other rows, and rings for it. With other rows, [`submit`](crate::submit) goes
    /// into their transaction.
    pub async fn submit<J: Job>(&self, job: &J, options: &SubmitOptions) -> Result<Submitted, LedgerError> {
        crate::submit::submit_alone(self, job, options).await
    }

    /// Rings for submissions whose transaction is committed.
    pub async fn ring(&self, submitted: &[Submitted]) {
        self.bell.ring_for(submitted).await;
    }
}
