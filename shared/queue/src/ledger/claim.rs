//! Claiming: a worker with free slots takes the best jobs of a queue, whatever the ring was for. Jobs with keys
//! are picked in `claim_keyed`, jobs without in `claim_keyless`, and both are merged and written here.

use std::time::Duration;

use sea_orm::{DatabaseTransaction, FromQueryResult};
use sellout_model::JobId;
use uuid::Uuid;

use super::held::{HELD, Held};
use super::queue_settings::QueueSettings;
use super::{Ledger, claim_keyed, claim_keyless};
use crate::sql::{Column, all, id_of, json_id, json_rows, rows_from};
use crate::time::{Micros, micros};
use crate::{LedgerError, Move, Queue};

/// Who claims, where and how much.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The queue.
    pub queue: Queue,
    /// The worker's id.
    pub worker: &'a str,
    /// The kinds it has handlers for; others are left alone.
    pub kinds: &'a [&'static str],
    /// Its free slots in the queue.
    pub slots: usize,
    /// How long the lease is.
    pub lease: Duration,
}

/// Where this worker's last claim ended, for each priority, so that the dead index entries of jobs claimed
/// since are not walked again and again while somebody holds an old snapshot.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cursors(pub(super) [Micros; 4]);

/// What a claim brought.
#[derive(Debug, Default)]
pub struct Found {
    /// The jobs, running from now on.
    pub jobs: Vec<Held>,
    /// There may be more for the taking right now.
    pub more: bool,
}

/// A job that could be claimed.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Candidate {
    pub(super) id: Uuid,
    pub(super) priority: i32,
    pub(super) run_at: Micros,
    pub(super) fair_key: Option<String>,
    pub(super) limit_key: Option<String>,
}

impl Cursors {
    /// From the front of the queue.
    pub fn front() -> Self {
        Self::default()
    }

    /// A little back from here: finds jobs whose transaction committed after a later one was claimed.
    #[must_use]
    pub fn back_by(self, by: Duration) -> Self {
        Self(self.0.map(|at| at.saturating_sub(micros(by)).max(0)))
    }

    pub(super) fn pass(&mut self, jobs: &[Held]) {
        for job in jobs {
            let at = &mut self.0[job.priority.clamp(0, 3) as usize];
            *at = (*at).max(job.run_at);
        }
    }
}

impl Ledger {
    /// Claims up to `slots` jobs without keys of a queue without a rate in ONE statement, from the cursors on.
    /// Jobs with keys and slowed queues want [`Ledger::claim`].
    pub async fn claim_keyless(&self, claim: &Claim<'_>, cursors: &mut Cursors) -> Result<Found, LedgerError> {
        let now = self.clock.micros();
        let sql = claim_keyless::claim_sql(self.db.write(), claim);
        let values = claim_keyless::claim_values(claim, *cursors, now);
        let mut jobs: Vec<Held> = all(self.db.write(), sql, values).await?;
        jobs.sort_by_key(|job| (claim_keyless::rank(job.priority, job.run_at), job.id));
        cursors.pass(&jobs);
        let more = jobs.len() == claim.slots;
        Ok(Found { jobs, more })
    }

    /// Claims up to `slots` jobs with and without keys, within the queue's rate, in one transaction.
    pub async fn claim(&self, claim: &Claim<'_>, cursors: &mut Cursors) -> Result<Found, LedgerError> {
        let now = self.clock.micros();
        if claim.slots == 0 || self.db.is_sqlite() && !self.anything_due(claim.queue, now).await? {
            return Ok(Found::default());
        }
        let tx = self.db.begin().await?;
        let settings = QueueSettings::lock(&tx, claim.queue).await?;
        let slots = settings.admits(now).min(claim.slots);
        if slots == 0 {
            return Ok(Found::default());
        }
        let claim = Claim { slots, ..claim.clone() };
        let (keyed, turn) = claim_keyed::pick(&tx, &claim, now).await?;
        let keyless = claim_keyless::pick(&tx, &claim, *cursors, now).await?;
        let offered = keyed.len() + keyless.len();
        let jobs = take(&tx, &claim, merge(keyed, keyless, slots, now), now).await?;
        settings.spend(&tx, jobs.len(), now).await?;
        claim_keyed::count_up(&tx, &jobs, turn).await?;
        tx.commit().await?;
        cursors.pass(&jobs);
        // What was offered and not got went to another worker meanwhile: look again.
        let more = offered > 0 && (jobs.len() == slots || jobs.len() < offered.min(slots));
        Ok(Found { jobs, more })
    }

    /// Whether a job of the queue is due: one look by index, without the writer of `SQLite`.
    pub async fn anything_due(&self, queue: Queue, now: Micros) -> Result<bool, LedgerError> {
        let [keyless, keyed, alone] = waiting_parts();
        let one = |part: &str| format!("SELECT id FROM jobs WHERE queue = $1 AND {part} AND run_at <= $2 LIMIT 1");
        let sql = format!(
            "SELECT 1 AS due WHERE EXISTS ({}) OR EXISTS ({}) OR EXISTS ({})",
            one(&keyless),
            one(&keyed),
            one(&alone)
        );
        Ok(crate::sql::first(self.db.read(), sql, [queue.as_str().into(), now.into()]).await?.is_some())
    }
}

/// The waiting jobs of a queue in three parts, in the words of the three indexes that hold them: without keys, with
/// keys, and those that run alone.
pub(super) fn waiting_parts() -> [String; 3] {
    let guard = Move::Claim.guard();
    [
        format!("priority IN (0, 1, 2, 3) AND {guard} AND fair_key IS NULL AND crashes < 2"),
        format!("{guard} AND fair_key IS NOT NULL AND crashes < 2"),
        format!("{guard} AND crashes >= 2"),
    ]
}

/// The best of both lists: by priority with its gain from waiting; among equals they alternate, so that
/// neither sort of job waits for the other to run dry. The lists keep their own order.
fn merge(keyed: Vec<Candidate>, keyless: Vec<Candidate>, slots: usize, now: Micros) -> Vec<Candidate> {
    let level = |c: &Candidate| claim_keyless::level(c.priority, c.run_at, now);
    let mut keyed = keyed.into_iter().peekable();
    let mut keyless = keyless.into_iter().peekable();
    let mut taken: Vec<Candidate> = Vec::new();
    while taken.len() < slots {
        let next = match (keyed.peek(), keyless.peek()) {
            (Some(a), Some(b)) if level(a) != level(b) => {
                if level(a) > level(b) {
                    keyed.next()
                } else {
                    keyless.next()
                }
            }
            (Some(_), Some(_)) if taken.len().is_multiple_of(2) => keyed.next(),
            (None, _) | (Some(_), Some(_)) => keyless.next(),
            (Some(_), None) => keyed.next(),
        };
        let Some(next) = next else { break };
        taken.push(next);
    }
    taken
}

/// Writes the claim; a candidate that somebody else took meanwhile is left out.
pub(super) async fn take(
    tx: &DatabaseTransaction,
    claim: &Claim<'_>,
    candidates: Vec<Candidate>,
    now: Micros,
) -> Result<Vec<Held>, LedgerError> {
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let rows = candidates.iter().map(|c| serde_json::json!({"id": json_id(c.id)})).collect();
    let given = rows_from(tx, 1, &[Column::Uuid("id")]);
    let claimed = claimed();
    let guard = Move::Claim.guard_by_id();
    // On PostgreSQL a row that another claim holds is passed over instead of waited for.
    let lock = crate::sql::skip_locked(tx);
    let sql = format!(
        "WITH free AS MATERIALIZED (SELECT jobs.id FROM jobs WHERE jobs.{} AND {guard} {lock}) \
         UPDATE jobs SET {claimed} WHERE {} AND {guard} RETURNING {HELD}",
        id_of(tx, &format!("SELECT given.id FROM {given}")),
        id_of(tx, "SELECT id FROM free")
    );
    let values = [json_rows(rows), now.into(), claim.worker.into(), (now + micros(claim.lease)).into()];
    let mut jobs: Vec<Held> = all(tx, sql, values).await?;
    let place = |id: JobId| candidates.iter().position(|c| c.id == id.0);
    jobs.sort_by_key(|job| place(job.id));
    Ok(jobs)
}

/// What a claim sets: now is $2, the worker $3, the end of the lease $4.
pub(super) fn claimed() -> String {
    format!(
        "state = '{}', attempt = attempt + 1, fence = fence + 1, worker = $3, lease_until = $4, started_at = $2, \
         finished_at = NULL, reserve = NULL, reserve_until = NULL, cancel_requested = FALSE, phase = NULL, \
         progress = 0, done = NULL, total = NULL",
        Move::Claim.to()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(priority: i32, run_at: Micros, key: Option<&str>) -> Candidate {
        Candidate { id: Uuid::nil(), priority, run_at, fair_key: key.map(Into::into), limit_key: None }
    }

    #[test]
    fn priority_goes_first_and_equals_alternate() {
        let now = 10_000_000;
        let keyed = vec![candidate(1, 5, Some("a")), candidate(1, 6, Some("b"))];
        let keyless = vec![candidate(3, 9, None), candidate(1, 1, None), candidate(1, 2, None)];
        let order: Vec<_> = merge(keyed, keyless, 4, now).iter().map(|c| (c.priority, c.run_at)).collect();
        assert_eq!(order, [(3, 9), (1, 1), (1, 5), (1, 2)]);
    }
}
