//! Jobs that crashed their process twice run alone: a process reserves one, lets its other jobs end, and claims
//! it. So a poison job harms nobody, and an unlucky one survives.

use std::time::Duration;

use sea_orm::FromQueryResult;
use sellout_model::JobId;

use super::claim::{Candidate, Claim, take};
use super::claim_keyed;
use super::claim_keyless::kind_list;
use super::held::Held;
use super::{ALONE_FROM, Ledger};
use crate::sql::{all, write};
use crate::time::{Micros, micros};
use crate::{LedgerError, Move, Queue};

impl Ledger {
    /// The job of these queues that has waited longest for a process of its own, if it has been due for `waited`
    /// and nobody else reserved it.
    pub async fn alone_due(
        &self,
        queues: &[Queue],
        kinds: &[&'static str],
        worker: &str,
        waited: Duration,
    ) -> Result<Option<(JobId, Queue)>, LedgerError> {
        let now = self.clock.micros();
        let names: Vec<_> = queues.iter().map(|queue| format!("'{queue}'")).collect();
        let sql = format!(
            "SELECT id, queue FROM jobs WHERE queue IN ({}) AND {} AND crashes >= {ALONE_FROM} AND run_at <= $1 \
             AND kind IN ({}) AND (reserve IS NULL OR reserve = $2 OR reserve_until < $3) \
             AND NOT EXISTS (SELECT 1 FROM queues WHERE name = jobs.queue AND paused) ORDER BY run_at LIMIT 1",
            names.join(", "),
            Move::Claim.guard(),
            kind_list(kinds)
        );
        let values = [(now - micros(waited)).into(), worker.into(), now.into()];
        let Some(row) = crate::sql::first(self.db.read(), sql, values).await? else { return Ok(None) };
        let queue: String = row.try_get("", "queue")?;
        let queue = queue.parse().map_err(sea_orm::DbErr::Type)?;
        Ok(Some((JobId(row.try_get("", "id")?), queue)))
    }

    /// Reserves this worker for the job, or renews that. No: somebody else did, or it waits no longer.
    pub async fn reserve(&self, id: JobId, worker: &str, until: Duration) -> Result<bool, LedgerError> {
        let now: Micros = self.clock.micros();
        let sql = format!(
            "UPDATE jobs SET reserve = $2, reserve_until = $3 WHERE id = $1 AND {} \
             AND (reserve IS NULL OR reserve = $2 OR reserve_until < $4)",
            Move::Claim.guard()
        );
        let values = [id.0.into(), worker.into(), (now + micros(until)).into(), now.into()];
        Ok(write(self.db.write(), sql, values).await? == 1)
    }

    /// Claims this one job, unless its limit is reached, it waits no longer, or it is of another kind.
    pub async fn claim_one(&self, id: JobId, claim: &Claim<'_>) -> Result<Option<Held>, LedgerError> {
        let now = self.clock.micros();
        let tx = self.db.begin().await?;
        let sql = format!(
            "SELECT id, priority, run_at, fair_key, limit_key FROM jobs \
             WHERE id = $1 AND run_at <= $2 AND kind IN ({})",
            kind_list(claim.kinds)
        );
        let candidates: Vec<Candidate> = all(&tx, sql, [id.0.into(), now.into()]).await?;
        let keys: Vec<String> =
            candidates.iter().flat_map(|c| [c.fair_key.clone(), c.limit_key.clone()]).flatten().collect();
        let rooms = claim_keyed::hold(&tx, claim.queue.as_str(), keys.clone()).await?;
        if keys.iter().any(|key| rooms.get(key).is_none_or(|room| room.is_some_and(|room| room <= 0))) {
            return Ok(None);
        }
        let jobs = take(&tx, claim, candidates, now).await?;
        claim_keyed::count_up(&tx, &jobs, now).await?;
        tx.commit().await?;
        Ok(jobs.into_iter().next())
    }

    /// The jobs of an upload that could be claimed now, earliest first.
    pub async fn due_of_upload(&self, upload: sellout_model::UploadId) -> Result<Vec<(JobId, Queue)>, LedgerError> {
        let sql = format!(
            "SELECT id, queue FROM jobs WHERE upload_id = $1 AND {} AND run_at <= $2 ORDER BY id",
            Move::Claim.guard()
        );
        let rows: Vec<Waiting> = all(self.db.read(), sql, [upload.0.into(), self.clock.micros().into()]).await?;
        rows.into_iter().map(|row| Ok((JobId(row.id), row.queue.parse().map_err(sea_orm::DbErr::Type)?))).collect()
    }
}

#[derive(FromQueryResult)]
struct Waiting {
    id: uuid::Uuid,
    queue: String,
}
