//! Pausing and slowing a queue. A queue without a row runs freely.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult};

use super::Ledger;
use crate::sql::{all, skip_locked, write};
use crate::time::Micros;
use crate::{LedgerError, Queue};

/// How fast a queue may start jobs, over all workers together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Jobs a minute, at least 1.
    pub per_minute: u32,
    /// How many may start at once after a quiet time, at least 1.
    pub burst: u32,
}

/// A queue's settings. The token bucket is one number: the time up to which its tokens are spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct QueueSettings {
    /// Nothing is claimed.
    pub paused: bool,
    /// Microseconds between jobs; none: no limit.
    pub rate_interval: Option<Micros>,
    /// How many may burst.
    pub rate_burst: i32,
    /// The time up to which tokens are spent.
    pub rate_spent_until: Micros,
    #[sea_orm(skip)]
    queue: Option<Queue>,
}

const COLUMNS: &str = "paused, rate_interval, rate_burst, rate_spent_until";

impl QueueSettings {
    async fn read(connection: &impl ConnectionTrait, queue: Queue, lock: &str) -> Result<Self, DbErr> {
        let sql = format!("SELECT {COLUMNS} FROM queues WHERE name = $1 {lock}");
        let rows: Vec<Self> = all(connection, sql, [queue.as_str().into()]).await?;
        let settings = rows.into_iter().next().unwrap_or_default();
        Ok(Self { queue: Some(queue), ..settings })
    }

    /// Reads them for a claim; a slowed queue's row is held, so that all workers share one bucket.
    pub(super) async fn lock(tx: &DatabaseTransaction, queue: Queue) -> Result<Self, DbErr> {
        let settings = Self::read(tx, queue, "").await?;
        let waits = if skip_locked(tx).is_empty() { "" } else { "FOR NO KEY UPDATE" };
        if settings.rate_interval.is_some() { Self::read(tx, queue, waits).await } else { Ok(settings) }
    }

    /// How many jobs may start now.
    pub(super) fn admits(&self, now: Micros) -> usize {
        match self.rate_interval {
            _ if self.paused => 0,
            None => usize::MAX,
            Some(interval) => ((now - self.spent(now, interval)) / interval.max(1)).max(0) as usize,
        }
    }

    fn spent(&self, now: Micros, interval: Micros) -> Micros {
        self.rate_spent_until.max(now - interval * Micros::from(self.rate_burst.max(1)))
    }

    /// Spends the tokens of started jobs.
    pub(super) async fn spend(&self, tx: &DatabaseTransaction, jobs: usize, now: Micros) -> Result<(), DbErr> {
        let (Some(interval), Some(queue)) = (self.rate_interval, self.queue) else { return Ok(()) };
        if jobs == 0 {
            return Ok(());
        }
        let until = self.spent(now, interval) + interval * jobs as Micros;
        let sql = "UPDATE queues SET rate_spent_until = $2 WHERE name = $1";
        write(tx, sql, [queue.as_str().into(), until.into()]).await.map(|_| ())
    }
}

impl Ledger {
    /// A queue's settings.
    pub async fn queue_settings(&self, queue: Queue) -> Result<QueueSettings, LedgerError> {
        Ok(QueueSettings::read(self.db.read(), queue, "").await?)
    }

    /// Stops claims from a queue; running jobs go on.
    pub async fn pause(&self, queue: Queue) -> Result<(), LedgerError> {
        self.set_paused(queue, true).await
    }

    /// Lets a queue run again, at once.
    pub async fn resume(&self, queue: Queue) -> Result<(), LedgerError> {
        self.set_paused(queue, false).await?;
        self.bell.ring(queue, &[]).await;
        Ok(())
    }

    async fn set_paused(&self, queue: Queue, paused: bool) -> Result<(), LedgerError> {
        let sql = "INSERT INTO queues (name, paused) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET paused = excluded.paused";
        write(self.db.write(), sql, [queue.as_str().into(), paused.into()]).await?;
        Ok(())
    }

    /// Slows a queue, or frees it.
    pub async fn set_rate(&self, queue: Queue, rate: Option<Rate>) -> Result<(), LedgerError> {
        let interval = rate.map(|rate| 60_000_000 / Micros::from(rate.per_minute.max(1)));
        let burst = rate.map_or(1, |rate| rate.burst.max(1) as i32);
        let sql = "INSERT INTO queues (name, rate_interval, rate_burst) VALUES ($1, $2, $3) ON CONFLICT (name) \
                   DO UPDATE SET rate_interval = excluded.rate_interval, rate_burst = excluded.rate_burst";
        write(self.db.write(), sql, [queue.as_str().into(), interval.into(), burst.into()]).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_one_an_interval() {
        let second = 1_000_000;
        let settings = QueueSettings { rate_interval: Some(second), rate_burst: 5, ..QueueSettings::default() };
        let now = 100 * second;
        assert_eq!(settings.admits(now), 5);
        let spent = QueueSettings { rate_spent_until: now, ..settings };
        assert_eq!(spent.admits(now + second - 1), 0);
        assert_eq!(spent.admits(now + 2 * second), 2);
        assert_eq!(spent.admits(now + 60 * second), 5);
    }
}
