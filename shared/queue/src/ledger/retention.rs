//! Deleting what is kept no longer, in small batches.

use std::time::Duration;

use sellout_model::{JobId, OrgId};

use super::{Ledger, turns};
use crate::sql::write;
use crate::submit_once::ONCE;
use crate::time::micros;
use crate::{LedgerError, Queue};

const DAY: Duration = Duration::from_hours(24);
/// Rows of one DELETE.
const BATCH: u64 = 1000;

/// How long ended jobs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepFor {
    /// Succeeded and cancelled ones.
    pub succeeded: Duration,
    /// Failed ones.
    pub failed: Duration,
    /// Firings; longer than any downtime, so that none is fired twice.
    pub firings: Duration,
}

impl Default for KeepFor {
    fn default() -> Self {
        Self { succeeded: DAY * 7, failed: DAY * 90, firings: DAY * 400 }
    }
}

/// What was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Ended jobs.
    pub jobs: u64,
    /// Firings.
    pub firings: u64,
    /// Keys without jobs.
    pub keys: u64,
    /// Workers that died long ago.
    pub workers: u64,
}

impl Ledger {
    /// Deletes all that is older than that.
    pub async fn remove_old(&self, keep: KeepFor) -> Result<Removed, LedgerError> {
        let now = self.clock.micros();
        let before = |kept: Duration| now - micros(kept);
        let mut removed = Removed::default();
        for (states, kept) in [("'succeeded', 'cancelled'", keep.succeeded), ("'failed'", keep.failed)] {
            // The first condition is the index's, word for word.
            let sql = format!(
                "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs \
                 WHERE state IN ('succeeded', 'failed', 'cancelled') AND state IN ({states}) AND finished_at < $1 \
                 ORDER BY finished_at LIMIT {BATCH})"
            );
            loop {
                let deleted = write(self.db.write(), sql.as_str(), [before(kept).into()]).await?;
                removed.jobs += deleted;
                if deleted < BATCH {
                    break;
                }
            }
        }
        // The newest firing of a schedule stays: the next is counted from it.
        let firings = "DELETE FROM firings WHERE fire_at < $1 AND fire_at < \
                       (SELECT max(newer.fire_at) FROM firings AS newer WHERE newer.schedule = firings.schedule)";
        removed.firings = write(self.db.write(), firings, [before(keep.firings).into()]).await?;
        let over = format!("DELETE FROM firings WHERE schedule LIKE '{ONCE}%' AND fire_at <= $1");
        removed.firings += write(self.db.write(), over, [now.into()]).await?;
        let workers = "DELETE FROM workers WHERE heartbeat_at < $1";
        removed.workers = write(self.db.write(), workers, [before(DAY).into()]).await?;
        removed.keys = self.tidy_keys(Duration::from_mins(10)).await?;
        Ok(removed)
    }

    /// Deletes one ended job with its attempts. `org`: whose it must be; none: an operator's view of all.
    pub async fn delete(&self, org: Option<OrgId>, id: JobId) -> Result<(), LedgerError> {
        let (_, state) = self.any_job(org, id).await?;
        let sql = "DELETE FROM jobs WHERE id = $1 AND state IN ('succeeded', 'failed', 'cancelled')";
        if write(self.db.write(), sql, [id.0.into()]).await? == 1 {
            return Ok(());
        }
        Err(LedgerError::State { state, cure: "cancel it first; only a job that has ended can be deleted" })
    }

    /// Deletes all jobs of a queue, in whatever state: for the jobs of a benchmark.
    pub async fn remove_queue(&self, queue: Queue) -> Result<(), LedgerError> {
        write(self.db.write(), "DELETE FROM jobs WHERE queue = $1", [queue.as_str().into()]).await?;
        Ok(())
    }

    /// Deletes keys without jobs that had no turn for so long.
    pub async fn tidy_keys(&self, idle: Duration) -> Result<u64, LedgerError> {
        let tx = self.db.begin().await?;
        let deleted = turns::tidy(&tx, self.clock.micros() - micros(idle)).await?;
        tx.commit().await?;
        Ok(deleted)
    }
}
