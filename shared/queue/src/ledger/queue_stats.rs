//! The queues as people see them: how deep, how old, how many run and failed.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Ledger;
use super::claim::waiting_parts;
use crate::sql::first;
use crate::time::{Micros, from_micros};
use crate::{LedgerError, Move, Queue};

/// A queue for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueueView {
    /// Its name.
    pub name: &'static str,
    /// Nothing is claimed from it.
    pub paused: bool,
    /// Jobs that are due.
    pub depth: i64,
    /// Jobs that wait for a time or for children.
    pub scheduled: i64,
    /// Jobs that run.
    pub running: i64,
    /// Jobs that failed and are kept.
    pub failed: i64,
    /// When the longest waiting due job was due.
    pub oldest_due_at: Option<DateTime<Utc>>,
    /// How long that is, in seconds.
    pub oldest_age_seconds: Option<i64>,
    /// Jobs a minute it may start; none: any number.
    pub rate_per_minute: Option<i64>,
}

impl Ledger {
    /// Every queue.
    pub async fn queues(&self) -> Result<Vec<QueueView>, LedgerError> {
        let mut views = Vec::with_capacity(Queue::ALL.len());
        for queue in Queue::ALL {
            views.push(self.queue(*queue).await?);
        }
        Ok(views)
    }

    /// One queue.
    pub async fn queue(&self, queue: Queue) -> Result<QueueView, LedgerError> {
        let now = self.clock.micros();
        let parts = waiting_parts();
        let count =
            |when: &str| sum(&parts, |part| format!("SELECT count(*) FROM jobs WHERE queue = $1 AND {part}{when}"));
        let oldest = parts
            .iter()
            .map(|part| format!("SELECT min(run_at) AS at FROM jobs WHERE queue = $1 AND {part} AND run_at <= $2"));
        let sql = format!(
            "SELECT {} AS due, {} AS later, (SELECT count(*) FROM jobs WHERE queue = $1 AND {}) AS running, \
             (SELECT count(*) FROM jobs WHERE queue = $1 AND state = 'failed') AS failed, \
             (SELECT min(at) FROM ({}) AS oldest) AS oldest",
            count(" AND run_at <= $2"),
            count(" AND (run_at > $2 OR run_at IS NULL)"),
            Move::Succeed.guard(),
            oldest.collect::<Vec<_>>().join(" UNION ALL ")
        );
        let settings = self.queue_settings(queue).await?;
        let row = first(self.db.read(), sql, [queue.as_str().into(), now.into()]).await?;
        let row = row.ok_or_else(|| sea_orm::DbErr::Custom("no answer to a count".to_owned()))?;
        let oldest: Option<Micros> = row.try_get("", "oldest")?;
        Ok(QueueView {
            name: queue.as_str(),
            paused: settings.paused,
            depth: row.try_get("", "due")?,
            scheduled: row.try_get("", "later")?,
            running: row.try_get("", "running")?,
            failed: row.try_get("", "failed")?,
            oldest_due_at: oldest.map(from_micros),
            oldest_age_seconds: oldest.map(|oldest| (now - oldest) / 1_000_000),
            rate_per_minute: settings.rate_interval.map(|interval| 60_000_000 / interval.max(1)),
        })
    }
}

fn sum(parts: &[String], query: impl Fn(&str) -> String) -> String {
    let parts: Vec<_> = parts.iter().map(|part| format!("({})", query(part))).collect();
    parts.join(" + ")
}
