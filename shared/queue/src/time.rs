//! Ledger time: microseconds since the epoch, read once from the database (or the wall clock) and carried on by
//! the monotonic clock, so that a stepped clock expires no lease.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use sellout_model::Clock;
use sellout_store::Db;
use uuid::Uuid;

/// Microseconds since the epoch, UTC.
pub type Micros = i64;

/// More than this between two readings a minute apart is no drift.
const MOST_DRIFT: Micros = 2_000_000;

/// The time that leases are measured in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LedgerClock {
    clock: Clock,
    /// Ledger time minus monotonic time, in microseconds.
    offset: Arc<AtomicI64>,
    /// Set by the database's time, not by the machine's.
    by_database: bool,
}

impl From<Clock> for LedgerClock {
    fn from(clock: Clock) -> Self {
        Self::from_wall(clock)
    }
}

impl LedgerClock {
    /// Starts at the wall clock's time: for `SQLite`, where all users share one machine, and for tests.
    pub fn from_wall(clock: Clock) -> Self {
        let offset = to_micros(clock.now()) - micros(clock.monotonic());
        Self { clock, offset: Arc::new(AtomicI64::new(offset)), by_database: false }
    }

    /// Starts at the database's time on `PostgreSQL`, so that a worker whose clock is wrong agrees with the
    /// others; at the wall clock's on `SQLite`.
    pub async fn from_database(clock: Clock, db: &Db) -> Result<Self, DbErr> {
        let mut this = Self::from_wall(clock);
        if db.is_postgres() {
            let (before, database, after) = this.read(db).await?;
            this.offset.store(database - i64::midpoint(before, after), Ordering::Relaxed);
            this.by_database = true;
        }
        Ok(this)
    }

    /// Takes up the drift between this machine and the database since the last reading. A step of the database's
    /// clock is no drift: it is told, and not followed while leases are out.
    pub async fn follow_database(&self, db: &Db) -> Result<(), DbErr> {
        if !self.by_database {
            return Ok(());
        }
        let (before, database, after) = self.read(db).await?;
        let offset = database - i64::midpoint(before, after);
        let drift = offset - self.offset.load(Ordering::Relaxed);
        if drift.abs() <= MOST_DRIFT {
            self.offset.store(offset, Ordering::Relaxed);
        } else {
            tracing::warn!(
                step_seconds = drift / 1_000_000,
                "the database's clock was stepped; this process keeps its own time until it restarts"
            );
        }
        Ok(())
    }

    async fn read(&self, db: &Db) -> Result<(Micros, Micros, Micros), DbErr> {
        let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now";
        let before = micros(self.clock.monotonic());
        let row = db.read().query_one_raw(Statement::from_string(db.backend(), sql)).await?;
        let after = micros(self.clock.monotonic());
        let row = row.ok_or_else(|| DbErr::Custom("the database did not tell its time".to_owned()))?;
        Ok((before, row.try_get("", "now")?, after))
    }

    /// Ledger time now.
    pub fn micros(&self) -> Micros {
        micros(self.clock.monotonic()) + self.offset.load(Ordering::Relaxed)
    }

    /// Ledger time now, as a date and time.
    pub fn now(&self) -> DateTime<Utc> {
        from_micros(self.micros())
    }

    /// The clock below, for wall time and for measuring.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// A new `UUIDv7` of this moment.
    pub fn new_id(&self) -> Uuid {
        id_at(self.micros())
    }
}

/// A `UUIDv7` of a moment. The microseconds stand in the bits after the milliseconds (RFC 9562, method 3), so
/// that ids sort as their jobs were submitted.
pub(crate) fn id_at(at: Micros) -> Uuid {
    let millis = at.div_euclid(1000).max(0) as u64;
    let fraction = (at.rem_euclid(1000) * 4) as u16;
    let mut tail: [u8; 10] = rand::random();
    tail[0] = (fraction >> 8) as u8;
    tail[1] = fraction as u8;
    uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
}

/// Microseconds since the epoch.
pub fn to_micros(at: DateTime<Utc>) -> Micros {
    at.timestamp_micros()
}

/// The date and time of ledger microseconds.
pub fn from_micros(at: Micros) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A duration in microseconds, at most three hundred years.
pub(crate) fn micros(duration: Duration) -> Micros {
    Micros::try_from(duration.as_micros()).unwrap_or(Micros::MAX / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone};
    use sellout_model::FakeClock;

    #[test]
    fn a_stepped_wall_clock_does_not_move_ledger_time() {
        let fake = FakeClock::at(Utc.with_ymd_and_hms(2025, 4, 1, 12, 0, 0).unwrap());
        let time = LedgerClock::from_wall(fake.clock());
        let before = time.micros();
        fake.step_wall(TimeDelta::hours(-1));
        assert_eq!(time.micros(), before);
        fake.advance(Duration::from_millis(1500));
        assert_eq!(time.micros(), before + 1_500_000);
    }

    #[test]
    fn ids_of_later_microseconds_sort_later() {
        let ids: Vec<_> = (1_743_508_800_000_990..1_743_508_800_001_020).map(id_at).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids[0].get_version_num(), 7);
    }
}
