//! Ending an attempt, in ONE transaction with whatever it did: hooks first, then the job's row, then its keys and
//! the job that waits for it. Whoever ends an attempt (handler, sweep, a person) comes through here.

use std::time::Duration;

use sea_orm::{DatabaseTransaction, DbErr};
use sellout_model::JobState;
use serde_json::Value as Json;

use super::held::Held;
use super::{Ledger, flow, history, turns};
use crate::sql::first;
use crate::time::{Micros, micros};
use crate::{JobError, LedgerError, Move, Queue, WhyRetried};

/// How an attempt ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// Well, with something to show.
    Succeeded(Option<Json>),
    /// For good, with the reason.
    Failed(String),
    /// Called off, with who or what did.
    Cancelled(String),
    /// For now.
    Retry {
        /// Why.
        error: String,
        /// When to try again.
        at: Micros,
    },
    /// To be looked at later; spends no attempt.
    Snooze {
        /// When.
        at: Micros,
    },
    /// Its worker stops; spends no attempt.
    Released,
    /// Its children were submitted in the same transaction; it goes on when so many have ended.
    AwaitChildren(i32),
    /// Its worker died; counts as a crash, not as an attempt. Only an expired lease ends so.
    Crashed {
        /// When it may be claimed again.
        at: Micros,
    },
}

/// What an ending led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The job's state now.
    pub state: JobState,
    /// Queues in which there is more to claim: ring after the commit.
    pub rings: Vec<Queue>,
}

impl Ending {
    fn step(&self) -> Move {
        match self {
            Self::Succeeded(_) => Move::Succeed,
            Self::Failed(_) => Move::Fail,
            Self::Cancelled(_) => Move::Stop,
            Self::Retry { .. } => Move::Retry,
            Self::Snooze { .. } => Move::Snooze,
            Self::Released => Move::Release,
            Self::AwaitChildren(_) => Move::AwaitChildren,
            Self::Crashed { .. } => Move::Crash,
        }
    }

    /// What it sets. Parameters: $4 now, $5 a time, $6 a text, $7 a number of children.
    fn assignments(&self) -> String {
        let to = self.step().to();
        let again = format!(
            "state = CASE WHEN again THEN '{}' ELSE '{to}' END, \
             finished_at = CASE WHEN again THEN NULL ELSE $4 END, run_at = CASE WHEN again THEN $4 ELSE run_at END, \
             attempt = CASE WHEN again THEN 0 ELSE attempt END, crashes = CASE WHEN again THEN 0 ELSE crashes END",
            Move::Again.to()
        );
        let rest = match self {
            Self::Succeeded(_) => format!("{again}, result = $6, error = NULL, progress = 100"),
            Self::Failed(_) => format!("{again}, error = $6"),
            Self::Cancelled(_) => format!("state = '{to}', finished_at = $4, error = $6"),
            Self::Retry { .. } => format!("state = '{to}', run_at = $5, error = $6"),
            Self::Snooze { .. } => format!("state = '{to}', run_at = $5, attempt = attempt - 1"),
            Self::Released => format!("state = '{to}', attempt = attempt - 1"),
            Self::AwaitChildren(_) => {
                format!("state = '{to}', run_at = NULL, pending_children = $7, attempt = attempt - 1")
            }
            Self::Crashed { .. } => {
                format!("state = '{to}', run_at = $5, attempt = attempt - 1, crashes = crashes + 1")
            }
        };
        format!("{rest}, again = FALSE, cancel_requested = FALSE, lease_until = NULL")
    }

    fn at(&self) -> Option<Micros> {
        match self {
            Self::Retry { at, .. } | Self::Snooze { at } | Self::Crashed { at } => Some(*at),
            _ => None,
        }
    }

    fn text(&self) -> Option<String> {
        match self {
            Self::Succeeded(result) => result.as_ref().map(Json::to_string),
            Self::Failed(error) | Self::Cancelled(error) | Self::Retry { error, .. } => Some(error.clone()),
            _ => None,
        }
    }
}

/// Who may end the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Its worker.
    Holder,
    /// Anybody, once its lease has expired.
    Sweep,
}

impl Ledger {
    /// Ends an attempt in the caller's transaction, as its last write. [`LedgerError::Lost`]: it is no longer
    /// the worker's; roll everything back.
    pub async fn settle(&self, tx: &DatabaseTransaction, held: &Held, ending: &Ending) -> Result<Settled, LedgerError> {
        self.settle_by(tx, held, ending, By::Holder).await
    }

    pub(super) async fn settle_by(
        &self,
        tx: &DatabaseTransaction,
        held: &Held,
        ending: &Ending,
        by: By,
    ) -> Result<Settled, LedgerError> {
        let now = self.clock.micros();
        self.run_hook(tx, held, ending, now).await?;
        let state = write_ending(tx, held, ending, by, now).await?;
        if state == JobState::Queued && matches!(ending, Ending::Failed(_)) {
            self.run_retry_hook(tx, held, WhyRetried::Again, now).await?;
        }
        if !matches!(state, JobState::Succeeded | JobState::Failed | JobState::Cancelled) {
            history::add(tx, held, ending.step(), ending.text().as_deref(), now).await?;
        }
        turns::count_down(tx, [held]).await?;
        let mut rings = Vec::new();
        if state == JobState::Queued || held.fair_key.is_some() {
            rings.push(held.queue);
        }
        if let (Some(parent), JobState::Succeeded | JobState::Failed | JobState::Cancelled) = (held.parent, state) {
            rings.extend(flow::children_ended(tx, parent, 1, now).await?);
        }
        Ok(Settled { state, rings })
    }

    async fn run_hook(
        &self,
        tx: &DatabaseTransaction,
        held: &Held,
        ending: &Ending,
        now: Micros,
    ) -> Result<(), LedgerError> {
        let error = match ending {
            Ending::Failed(error) | Ending::Cancelled(error) => error,
            Ending::Retry { error, .. } => {
                return self.run_retry_hook(tx, held, WhyRetried::Failed(error.clone()), now).await;
            }
            _ => return Ok(()),
        };
        let kind = self.kinds.get(&held.kind);
        let kind = kind.ok_or_else(|| LedgerError::UnknownKind { kind: held.kind.clone() })?;
        Ok((kind.on_end)(tx, &[held.ended(ending.step(), error, now)]).await?)
    }

    async fn run_retry_hook(
        &self,
        tx: &DatabaseTransaction,
        held: &Held,
        why: WhyRetried,
        now: Micros,
    ) -> Result<(), LedgerError> {
        let Some(kind) = self.kinds.get(&held.kind) else { return Ok(()) };
        Ok((kind.on_retry)(tx, &[held.retried(why, now)]).await?)
    }

    /// Ends an attempt in a transaction of its own, and rings. [`LedgerError::Lost`]: nothing was written.
    pub async fn end(&self, held: &Held, ending: &Ending) -> Result<JobState, LedgerError> {
        let tx = self.db.begin().await?;
        let settled = self.settle(&tx, held, ending).await?;
        self.commit(tx, held).await?;
        self.ring_queues(&settled.rings).await;
        Ok(settled.state)
    }

    /// What an error means for an attempt: again later while attempts are left, else the end.
    pub fn ending_of(&self, held: &Held, error: JobError) -> Option<Ending> {
        let now = self.clock.micros();
        match error {
            JobError::Retry { error, .. } if held.attempt >= held.max_attempts => Some(Ending::Failed(error)),
            JobError::Retry { error, after } => {
                let backoff = self.kinds.get(&held.kind).map_or(crate::Backoff::USUAL, |kind| kind.backoff);
                let wait = after.unwrap_or_else(|| backoff.wait(held.attempt));
                Some(Ending::Retry { error, at: now + micros(wait) })
            }
            JobError::Fail { error } => Some(Ending::Failed(error)),
            JobError::Snooze { again_in } => Some(Ending::Snooze { at: now + micros(again_in) }),
            JobError::Stopped => Some(Ending::Released),
            JobError::Lost => None,
        }
    }

    /// Commits a transaction that settled an attempt. An error at COMMIT says nothing of what happened: the row
    /// is read again before anything is decided.
    pub async fn commit(&self, tx: DatabaseTransaction, held: &Held) -> Result<(), LedgerError> {
        let Err(error) = tx.commit().await else { return Ok(()) };
        tracing::warn!(job.id = %held.id, error = %error, "unknown whether the end of a job was committed: reading it again");
        for pause in [50, 200, 500, 1000, 2000, 4000, 4000] {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            match self.still_held(held).await {
                // Not ours any more: our commit stands, or somebody else goes on with the job.
                Ok(false) => return Ok(()),
                Ok(true) => return Err(LedgerError::Database(error)),
                Err(_) => {}
            }
        }
        Err(LedgerError::Lost)
    }

    /// Whether the ledger says that this attempt still runs.
    pub async fn still_held(&self, held: &Held) -> Result<bool, LedgerError> {
        let sql = format!(
            "SELECT 1 AS held FROM jobs WHERE id = $1 AND fence = $2 AND worker = $3 AND {}",
            Move::Succeed.guard()
        );
        let values = [held.id.0.into(), held.fence.into(), held.worker.as_str().into()];
        Ok(first(self.db.read(), sql, values).await?.is_some())
    }

    /// Rings in queues, once each.
    pub(crate) async fn ring_queues(&self, queues: &[Queue]) {
        let mut queues = queues.to_vec();
        queues.sort_unstable();
        queues.dedup();
        for queue in queues {
            self.bell.ring(queue, &[]).await;
        }
    }
}

async fn write_ending(
    tx: &DatabaseTransaction,
    held: &Held,
    ending: &Ending,
    by: By,
    now: Micros,
) -> Result<JobState, LedgerError> {
    let expired = if by == By::Sweep { " AND lease_until < $4" } else { "" };
    let sql = format!(
        "UPDATE jobs SET {} WHERE id = $1 AND fence = $2 AND worker = $3 AND {}{expired} RETURNING state",
        ending.assignments(),
        ending.step().guard()
    );
    let children = if let Ending::AwaitChildren(count) = ending { *count } else { 0 };
    let values = [
        held.id.0.into(),
        held.fence.into(),
        held.worker.as_str().into(),
        now.into(),
        ending.at().into(),
        ending.text().into(),
        children.into(),
    ];
    let row = first(tx, sql, values).await?.ok_or(LedgerError::Lost)?;
    let state: String = row.try_get("", "state")?;
    Ok(state.parse().map_err(DbErr::Type)?)
}
