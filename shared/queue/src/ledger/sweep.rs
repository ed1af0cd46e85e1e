//! The sweep, on every worker, about every second: jobs of dead workers go back to their queue, and silent queues
//! with due jobs get one ring. Cheap by index, and safe to run by many at once.

use sea_orm::FromQueryResult;
use sellout_model::JobId;

use super::held::{HELD, Held};
use super::settle::{By, Ending};
use super::{CRASH_LIMIT, Ledger};
use crate::sql::all;
use crate::time::{Micros, micros};
use crate::{Backoff, LedgerError, Move, Queue};

/// At most so many jobs a sweep; the rest a second later.
const BATCH: i64 = 100;

/// What a sweep did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Back in their queue after a crash.
    pub returned: Vec<JobId>,
    /// Ended: over the crash limit, or called off before their worker died.
    pub ended: Vec<JobId>,
}

struct Expired {
    held: Held,
    cancel_requested: bool,
}

impl FromQueryResult for Expired {
    fn from_query_result(row: &sea_orm::QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self { held: Held::from_query_result(row, prefix)?, cancel_requested: row.try_get("", "cancel_requested")? })
    }
}

impl Ledger {
    /// Returns jobs whose lease ended between `from` and now. Only for a worker whose own heartbeat just
    /// succeeded. `from` 0 looks at all; the time of the last sweep passes over dead index entries.
    pub async fn sweep(&self, from: Micros) -> Result<Swept, LedgerError> {
        let now = self.clock.micros();
        let sql = format!(
            "SELECT {HELD}, jobs.cancel_requested FROM jobs WHERE {} AND lease_until < $1 AND lease_until >= $2 \
             ORDER BY lease_until LIMIT {BATCH}",
            Move::Crash.guard()
        );
        let expired: Vec<Expired> = all(self.db.read(), sql, [now.into(), from.into()]).await?;
        let mut swept = Swept::default();
        for job in expired {
            let id = job.held.id;
            let Some(ending) = self.ending_of_crash(&job, now) else { continue };
            match self.end_expired(&job.held, &ending).await {
                Ok(true) if matches!(ending, Ending::Crashed { .. }) => swept.returned.push(id),
                Ok(true) => swept.ended.push(id),
                Ok(false) => {}
                // One job that cannot be ended must not keep the others from it.
                Err(error) => tracing::error!(job.id = %id, error = %error, "an abandoned job could not be returned"),
            }
        }
        Ok(swept)
    }

    /// None: it is over the limit, and of a kind that only another build may end.
    fn ending_of_crash(&self, job: &Expired, now: Micros) -> Option<Ending> {
        let held = &job.held;
        let known = self.kinds.get(&held.kind).is_some();
        let crashes = held.crashes + 1;
        if job.cancel_requested && known {
            return Some(Ending::Cancelled("cancelled; its worker ended first".to_owned()));
        }
        if crashes < CRASH_LIMIT {
            return Some(Ending::Crashed { at: now + micros(Backoff::CRASH.wait(crashes)) });
        }
        let error = format!(
            "its process ended {crashes} times while it ran; look for what it was working on in that process's log"
        );
        known.then_some(Ending::Failed(error))
    }

    /// No: its worker came back, or another sweep was first.
    async fn end_expired(&self, held: &Held, ending: &Ending) -> Result<bool, LedgerError> {
        let tx = self.db.begin().await?;
        if !self.free_for_sweep(&tx, held, ending).await? {
            return Ok(false);
        }
        match self.settle_by(&tx, held, ending, By::Sweep).await {
            Ok(settled) => {
                tx.commit().await?;
                self.ring_queues(&settled.rings).await;
                self.bell.tell(&[held.id]).await;
                Ok(true)
            }
            Err(LedgerError::Lost) => {
                tx.rollback().await?;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Passes over a row that somebody is writing right now. Endings with a hook lock other rows first and may wait.
    async fn free_for_sweep(
        &self,
        tx: &sea_orm::DatabaseTransaction,
        held: &Held,
        ending: &Ending,
    ) -> Result<bool, LedgerError> {
        if self.db.is_sqlite() || !matches!(ending, Ending::Crashed { .. }) {
            return Ok(true);
        }
        let sql = "SELECT id FROM jobs WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED";
        Ok(crate::sql::first(tx, sql, [held.id.0.into()]).await?.is_some())
    }

    /// One ring for each queue that has due jobs while nothing rings.
    pub async fn ring_silent_queues(&self, queues: &[Queue]) -> Result<(), LedgerError> {
        for queue in queues {
            if self.bell.is_silent(*queue).await && self.anything_due(*queue, self.clock.micros()).await? {
                self.bell.ring(*queue, &[]).await;
            }
        }
        Ok(())
    }
}
