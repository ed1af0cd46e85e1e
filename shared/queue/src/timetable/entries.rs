//! The timetable's own entries, as operators see them: when each comes next, and whether it is paused. What they do is
//! said in `worker`, whose ticks keep these rows.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde::Serialize;

use crate::sql::{all, write};
use crate::time::{Micros, from_micros, to_micros};
use crate::{Ledger, LedgerError};

/// An entry, for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// Its name.
    pub name: String,
    /// It does not fire.
    pub paused: bool,
    /// When it fires next; none while it is paused.
    pub next_run_at: Option<DateTime<Utc>>,
    /// The last of its times that fired.
    pub last_run_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    paused: bool,
    next_fire: Option<Micros>,
    last_fire: Option<Micros>,
}

impl Ledger {
    /// Every entry, by name.
    pub async fn timetable(&self) -> Result<Vec<EntryView>, LedgerError> {
        // A firing without a job is where an entry was first seen.
        let sql = "SELECT name, paused, next_fire, (SELECT max(fire_at) FROM firings \
                   WHERE firings.schedule = timetable.name AND firings.job_id IS NOT NULL) AS last_fire \
                   FROM timetable ORDER BY name";
        let rows: Vec<Row> = all(self.db.read(), sql, []).await?;
        let view = |row: Row| EntryView {
            name: row.name,
            paused: row.paused,
            next_run_at: row.next_fire.filter(|_| !row.paused).map(from_micros),
            last_run_at: row.last_fire.map(from_micros),
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Pauses an entry or lets it fire again; `false` if there is none of this name. One that missed its times
    /// meanwhile catches up with one run.
    pub async fn pause_entry(&self, name: &str, paused: bool) -> Result<bool, LedgerError> {
        let sql = "UPDATE timetable SET paused = $2 WHERE name = $1";
        Ok(write(self.db.write(), sql, [name.into(), paused.into()]).await? == 1)
    }

    /// Whether an entry is paused; its next time is written where it is another.
    pub(super) async fn see_entry(&self, name: &str, next: Option<DateTime<Utc>>) -> Result<bool, LedgerError> {
        let sql = "SELECT name, paused, next_fire, CAST(NULL AS BIGINT) AS last_fire FROM timetable WHERE name = $1";
        let seen: Vec<Row> = all(self.db.read(), sql, [name.into()]).await?;
        let (seen, next) = (seen.into_iter().next(), next.map(to_micros));
        if seen.as_ref().is_none_or(|row| row.next_fire != next) {
            let sql = "INSERT INTO timetable (name, next_fire) VALUES ($1, $2) \
                       ON CONFLICT (name) DO UPDATE SET next_fire = excluded.next_fire";
            write(self.db.write(), sql, [name.into(), next.into()]).await?;
        }
        Ok(seen.is_some_and(|row| row.paused))
    }
}
