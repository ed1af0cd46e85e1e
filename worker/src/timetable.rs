//! THE timetable: what happens by itself, and when. Reports that people schedule stand in the table `schedules`.

use std::time::Duration;

use chrono::TimeDelta;
use chrono_tz::Tz;
use sellout_queue::payloads::{FireSchedule, SweepRetention};
use sellout_queue::timetable::{Fired, Planned, Schedule, fire};
use sellout_queue::{Ledger, LedgerError, SubmitOptions};
use sellout_store::{load, schedules};

use crate::engine::Duty;

/// How often the timetable is looked at.
const TICK: Duration = Duration::from_secs(1);

/// Looks at every entry. Any number of workers may: a time fires once. After downtime one catch-up run follows.
pub async fn tick(ledger: Ledger) -> Result<(), LedgerError> {
    let at = |cron: &str| Schedule::cron(cron, Tz::UTC).map_err(|error| sea_orm::DbErr::Custom(error.to_string()));
    // name            when                                   what
    // sweep-retention every day at 03:17 UTC                 delete what is kept no longer
    let job = SweepRetention {};
    ledger.tick("sweep-retention", &at("17 3 * * *")?, &job, SubmitOptions::default()).await?;
    Ok(())
}

/// The duty that keeps the timetable.
pub fn timetable() -> Duty {
    Duty::new("timetable", TICK, tick)
}

/// How often loads are looked at that nobody writes any more.
const DEAD_LOADS: Duration = Duration::from_mins(1);
/// How old such a load is at least.
const STALE_MINUTES: i64 = 5;

/// Fires the schedules that people made. One that was missed for a while fires once, for its latest time.
async fn fire_due(ledger: Ledger) -> Result<(), LedgerError> {
    let now = ledger.clock().clock().now();
    for schedule in schedules::due(ledger.db().read(), now, 100).await? {
        let planned = Planned {
            cron: schedule.cron.as_deref(),
            frequency: schedule.frequency.as_deref(),
            at: schedule.at.as_deref(),
            weekday: schedule.weekday,
            day: schedule.day.as_deref(),
            timezone: &schedule.timezone,
        };
        let Ok(times) = planned.times() else {
            tracing::warn!(schedule.id = %schedule.id, "a schedule's times cannot be read; it is switched off");
            schedules::set_next(ledger.db().write(), schedule.org(), &schedule, None).await?;
            continue;
        };
        let Some(due) = schedule.next_run_at else { continue };
        let fire_at = times.latest_between(due - TimeDelta::seconds(1), now).unwrap_or(due);
        let job = FireSchedule { schedule_id: schedule.schedule(), fire_at };
        let tx = ledger.db().begin().await?;
        if !schedules::set_next(&tx, schedule.org(), &schedule, times.next_after(now)).await? {
            continue;
        }
        let name = format!("schedule:{}", schedule.id);
        let fired = fire(&tx, ledger.clock(), &name, fire_at, &job, SubmitOptions::of(schedule.org())).await?;
        tx.commit().await?;
        if let Fired::Now(submitted) = fired {
            ledger.ring(&[submitted]).await;
        }
    }
    Ok(())
}

/// Deletes what loads have written that nobody finishes.
async fn delete_dead_loads(ledger: Ledger) -> Result<(), LedgerError> {
    let before = ledger.clock().clock().now() - TimeDelta::minutes(STALE_MINUTES);
    load::delete_dead(ledger.db(), before).await?;
    Ok(())
}

/// Everything that every worker looks at again and again.
pub fn duties() -> Vec<Duty> {
    vec![
        timetable(),                                            // every second: what is due of the list above
        Duty::new("schedules", TICK, fire_due),                 // every second: reports that people scheduled
        Duty::new("dead-loads", DEAD_LOADS, delete_dead_loads), // every minute: loads that nobody finishes
    ]
}
