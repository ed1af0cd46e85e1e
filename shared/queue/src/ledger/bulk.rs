//! Calling off, starting anew and deleting whatever matches a filter: set-wise, some thousand jobs a transaction, hooks
//! included. A job that cannot be moved is a line in the answer and stops none of the others.

use std::collections::{BTreeMap, HashSet};

use sea_orm::{DatabaseTransaction, FromQueryResult};
use sellout_model::JobId;
use serde::Serialize;
use uuid::Uuid;

use super::held::{HELD, Held};
use super::listing::JobFilter;
use super::retry_by_hand::{anew, clash};
use super::{Ledger, flow, history, turns};
use crate::sql::{Column, all, json_id, json_rows, rows_from, skip_locked, write};
use crate::submit_rows::UNIQUE;
use crate::time::Micros;
use crate::{Kind, LedgerError, Move, Queue, WhyRetried};

/// Jobs of one transaction.
const CHUNK: usize = 5000;
/// Lines of the answer; more are counted only.
const LINES: usize = 100;

/// What became of many jobs at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bulk {
    /// Moved.
    pub changed: u64,
    /// Running ones that stop in a moment, if they do not end well first.
    pub requested: u64,
    /// Left as they were.
    pub refused: u64,
    /// Why, for the first hundred of them.
    pub lines: Vec<Refused>,
}

/// A job that was left as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Which.
    pub id: JobId,
    /// Why, for people.
    pub error: String,
}

impl Bulk {
    fn refuse(&mut self, id: JobId, error: &LedgerError) {
        self.refused += 1;
        if self.lines.len() < LINES {
            self.lines.push(Refused { id, error: error.to_string() });
        }
    }
}

/// What is done to them.
#[derive(Clone, Copy, Debug)]
enum Act<'a> {
    CallOff(&'a str),
    StartAnew,
}

impl Act<'_> {
    fn step(self) -> Move {
        match self {
            Act::CallOff(_) => Move::CallOff,
            Act::StartAnew => Move::RetryByHand,
        }
    }
}

#[derive(FromQueryResult)]
struct Taken {
    id: Uuid,
    unique_key: Option<String>,
}

impl Ledger {
    /// Calls off all that match: waiting ones at once, running ones in a moment.
    pub async fn cancel_all(&self, filter: &JobFilter, reason: &str) -> Result<Bulk, LedgerError> {
        let mut bulk = self.move_all(filter, Act::CallOff(reason)).await?;
        let (condition, values) = filter.condition();
        let sql = format!(
            "UPDATE jobs SET cancel_requested = TRUE WHERE {condition} AND {} AND NOT cancel_requested",
            Move::Stop.guard()
        );
        bulk.requested = write(self.db.write(), sql, values).await?;
        Ok(bulk)
    }

    /// Starts all that match and have failed or were cancelled anew, the newest first. Of several with one unique key
    /// one is started.
    pub async fn retry_all(&self, filter: &JobFilter) -> Result<Bulk, LedgerError> {
        self.move_all(filter, Act::StartAnew).await
    }

    /// Deletes all that match and have ended. Answers how many.
    pub async fn delete_all(&self, filter: &JobFilter) -> Result<u64, LedgerError> {
        let (condition, values) = filter.condition();
        let ended = "state IN ('succeeded', 'failed', 'cancelled')";
        let sql = format!(
            "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE {condition} AND {ended} LIMIT {CHUNK}) AND {ended}"
        );
        let mut deleted = 0;
        loop {
            let some = write(self.db.write(), sql.as_str(), values.clone()).await?;
            deleted += some;
            if some < CHUNK as u64 {
                return Ok(deleted);
            }
        }
    }

    async fn move_all(&self, filter: &JobFilter, act: Act<'_>) -> Result<Bulk, LedgerError> {
        let mut bulk = Bulk::default();
        let mut below: Option<JobId> = None;
        loop {
            let jobs = self.next_of(filter, act, below).await?;
            let Some(last) = jobs.last() else { return Ok(bulk) };
            below = Some(last.id);
            self.move_chunk(jobs, act, &mut bulk).await?;
            self.bell.tell(&[]).await;
        }
    }

    async fn next_of(&self, filter: &JobFilter, act: Act<'_>, below: Option<JobId>) -> Result<Vec<Held>, LedgerError> {
        let (condition, mut values) = filter.condition();
        let mut sql = format!("SELECT {HELD} FROM jobs WHERE {condition} AND {}", act.step().guard());
        if let Some(below) = below {
            values.push(below.0.into());
            sql = format!("{sql} AND id < ${}", values.len());
        }
        Ok(all(self.db.read(), format!("{sql} ORDER BY id DESC LIMIT {CHUNK}"), values).await?)
    }

    /// Moves them in one transaction. If one of them clashes they are tried in halves, so that the others move.
    async fn move_chunk(&self, jobs: Vec<Held>, act: Act<'_>, bulk: &mut Bulk) -> Result<(), LedgerError> {
        let mut pieces = vec![jobs];
        while let Some(mut jobs) = pieces.pop() {
            match self.try_to_move(&jobs, act, bulk).await {
                Ok(()) => {}
                Err(error @ LedgerError::Clash) if jobs.len() == 1 => bulk.refuse(jobs[0].id, &error),
                Err(LedgerError::Clash) => {
                    let half = jobs.split_off(jobs.len() / 2);
                    pieces.push(half);
                    pieces.push(jobs);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn try_to_move(&self, jobs: &[Held], act: Act<'_>, bulk: &mut Bulk) -> Result<(), LedgerError> {
        let now = self.clock.micros();
        let tx = self.db.begin().await?;
        // Held from here on: nobody claims them, and who is claiming one just now keeps it.
        let taken = hold(&tx, jobs, act).await?;
        let mut refused = Vec::new();
        let mut of_kind: BTreeMap<&str, (&Kind, Vec<&Held>)> = BTreeMap::new();
        let busy = if matches!(act, Act::StartAnew) { busy_keys(&tx, &taken).await? } else { HashSet::new() };
        let mut keys: BTreeMap<Uuid, Option<String>> = taken.into_iter().map(|row| (row.id, row.unique_key)).collect();
        let mut begun = HashSet::new();
        for held in jobs {
            let Some(key) = keys.remove(&held.id.0) else { continue };
            let Some(kind) = self.kinds.get(&held.kind) else {
                refused.push((held.id, LedgerError::UnknownKind { kind: held.kind.clone() }));
                continue;
            };
            let clashes = key.is_some_and(|key| busy.contains(&key) || !begun.insert(key));
            if clashes && matches!(act, Act::StartAnew) {
                refused.push((held.id, LedgerError::Clash));
                continue;
            }
            of_kind.entry(kind.name).or_insert((kind, Vec::new())).1.push(held);
        }
        let mut rings: Vec<Queue> = Vec::new();
        let mut moved = 0;
        for (kind, jobs) in of_kind.into_values() {
            moved += jobs.len() as u64;
            rings.extend(self.move_kind(&tx, kind, &jobs, act, now).await?);
        }
        tx.commit().await?;
        bulk.changed += moved;
        for (id, error) in &refused {
            bulk.refuse(*id, error);
        }
        self.ring_queues(&rings).await;
        Ok(())
    }

    async fn move_kind(
        &self,
        tx: &DatabaseTransaction,
        kind: &Kind,
        jobs: &[&Held],
        act: Act<'_>,
        now: Micros,
    ) -> Result<Vec<Queue>, LedgerError> {
        match act {
            Act::CallOff(reason) => call_off(tx, kind, jobs, reason, now).await,
            Act::StartAnew => start_anew(tx, kind, jobs, now).await,
        }
    }
}

async fn hold(tx: &DatabaseTransaction, jobs: &[Held], act: Act<'_>) -> Result<Vec<Taken>, LedgerError> {
    let sql = format!(
        "SELECT id, unique_key FROM jobs WHERE id IN (SELECT given.id FROM {}) AND {} {}",
        rows_from(tx, 1, &[Column::Uuid("id")]),
        act.step().guard_by_id(),
        skip_locked(tx)
    );
    Ok(all(tx, sql, [ids(jobs.iter().map(|job| job.id))]).await?)
}

/// The unique keys of these jobs that an unfinished one has.
async fn busy_keys(tx: &DatabaseTransaction, taken: &[Taken]) -> Result<HashSet<String>, LedgerError> {
    let keys: Vec<_> = taken.iter().filter_map(|row| row.unique_key.as_ref()).collect();
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = format!(
        "SELECT id, unique_key FROM jobs WHERE unique_key IN (SELECT given.key FROM {}) \
         AND {UNIQUE}",
        rows_from(tx, 1, &[Column::Text("key")])
    );
    let rows = json_rows(keys.iter().map(|key| serde_json::json!({"key": key})).collect());
    let busy: Vec<Taken> = all(tx, sql, [rows]).await?;
    Ok(busy.into_iter().filter_map(|row| row.unique_key).collect())
}

async fn call_off(
    tx: &DatabaseTransaction,
    kind: &Kind,
    jobs: &[&Held],
    reason: &str,
    now: Micros,
) -> Result<Vec<Queue>, LedgerError> {
    let ended: Vec<_> = jobs.iter().map(|held| held.ended(Move::CallOff, reason, now)).collect();
    (kind.on_end)(tx, &ended).await.map_err(clash)?;
    let sql = format!(
        "UPDATE jobs SET state = '{}', finished_at = $2, error = $3, again = FALSE \
         WHERE id IN (SELECT given.id FROM {}) AND {}",
        Move::CallOff.to(),
        rows_from(tx, 1, &[Column::Uuid("id")]),
        Move::CallOff.guard_by_id()
    );
    write(tx, sql, [ids(jobs.iter().map(|job| job.id)), now.into(), reason.into()]).await?;
    let mut rings = Vec::new();
    for (parent, children) in parents(jobs) {
        rings.extend(flow::children_ended(tx, parent, children, now).await?);
    }
    Ok(rings)
}

async fn start_anew(
    tx: &DatabaseTransaction,
    kind: &Kind,
    jobs: &[&Held],
    now: Micros,
) -> Result<Vec<Queue>, LedgerError> {
    let retried: Vec<_> = jobs.iter().map(|held| held.retried(WhyRetried::ByHand, now)).collect();
    (kind.on_retry)(tx, &retried).await.map_err(clash)?;
    let all: Vec<_> = jobs.iter().map(|job| job.id).collect();
    history::keep_last(tx, &all).await?;
    let keyed: Vec<_> = jobs.iter().map(|held| (*held, kind.most_per_limit_key)).collect();
    turns::ensure_keys(tx, &keyed).await?;
    flow::let_children_go(tx, &all).await?;
    let sql = format!(
        "UPDATE jobs SET {} WHERE id IN (SELECT given.id FROM {}) AND {}",
        anew(),
        rows_from(tx, 1, &[Column::Uuid("id")]),
        Move::RetryByHand.guard_by_id()
    );
    write(tx, sql, [ids(all.iter().copied()), now.into()]).await.map_err(clash)?;
    for (parent, children) in parents(jobs) {
        flow::children_reopened(tx, parent, children).await?;
    }
    let mut rings: Vec<_> = jobs.iter().map(|job| job.queue).collect();
    rings.dedup();
    Ok(rings)
}

/// The jobs that wait for these, and for how many of them, in one order for all transactions.
fn parents(jobs: &[&Held]) -> BTreeMap<JobId, i32> {
    let mut parents = BTreeMap::new();
    for parent in jobs.iter().filter_map(|job| job.parent) {
        *parents.entry(parent).or_default() += 1;
    }
    parents
}

fn ids(jobs: impl Iterator<Item = JobId>) -> sea_orm::Value {
    json_rows(jobs.map(|id| serde_json::json!({"id": json_id(id.0)})).collect())
}
