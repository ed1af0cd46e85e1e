//! A job that starts as somebody's own: `sellout import` inserts its job already claimed by itself, so that a
//! server beside it never takes it.

use std::time::Duration;

use sea_orm::DatabaseTransaction;
use sellout_model::UploadId;

use super::Ledger;
use super::claim::{Candidate, Claim, take};
use super::claim_keyless::kind_list;
use super::held::Held;
use super::turns;
use crate::submit::{NewJob, SubmitOptions, submit_new};
use crate::{Job, LedgerError, Move};

impl Ledger {
    /// Inserts a job that `worker` holds from the first moment. [`LedgerError::Clash`]: one with its unique key is
    /// unfinished.
    pub async fn claim_own<J: Job>(
        &self,
        tx: &DatabaseTransaction,
        job: &J,
        options: SubmitOptions,
        worker: &str,
        lease: Duration,
    ) -> Result<Held, LedgerError> {
        let now = self.clock.micros();
        let new = NewJob::of(job, now, 0, &options)?;
        let candidate = Candidate {
            id: new.id.0,
            priority: new.priority,
            run_at: now,
            fair_key: new.fair_key.clone(),
            limit_key: new.limit_key.clone(),
        };
        if submit_new(tx, new).await?.duplicate {
            return Err(LedgerError::Clash);
        }
        let claim = Claim { queue: J::QUEUE, worker, kinds: &[J::KIND], slots: 1, lease };
        let held = take(tx, &claim, vec![candidate], now).await?.into_iter().next().ok_or(LedgerError::Lost)?;
        turns::count_up(tx, &held, now).await?;
        Ok(held)
    }

    /// How many jobs of an upload run now, or are due and of these kinds.
    pub async fn busy_with_upload(&self, upload: UploadId, kinds: &[&'static str]) -> Result<i64, LedgerError> {
        let sql = format!(
            "SELECT count(*) AS n FROM jobs WHERE upload_id = $1 AND ({} OR ({} AND run_at <= $2 AND kind IN ({})))",
            Move::Succeed.guard(),
            Move::Claim.guard(),
            kind_list(kinds)
        );
        let row = crate::sql::first(self.db.read(), sql, [upload.0.into(), self.clock.micros().into()]).await?;
        Ok(row.map_or(Ok(0), |row| row.try_get("", "n"))?)
    }
}
