//! THE timetable fires by itself, once.

use std::time::Duration;

use chrono::{TimeZone, Utc};
use sellout_model::FakeClock;
use sellout_queue::ledger::JobFilter;
use sellout_queue::{Ledger, LedgerClock, kinds};
use sellout_worker::timetable::tick;

use crate::world::on_all;

on_all!(retention_runs_once_a_day_however_often_one_looks, |world| {
    let clock = FakeClock::at(Utc.with_ymd_and_hms(2025, 4, 1, 12, 0, 0).unwrap());
    let (db, bell) = (world.ledger.db().clone(), world.ledger.bell().clone());
    let ledger = Ledger::new(db, LedgerClock::from_wall(clock.clock()), bell).with_kinds(kinds());
    let fired = async || {
        tick(ledger.clone()).await.unwrap();
        tick(ledger.clone()).await.unwrap();
        let filter = JobFilter { kind: Some("sweep-retention".into()), ..JobFilter::default() };
        ledger.jobs(&filter, 1, 1).await.unwrap().total
    };
    assert_eq!(fired().await, 0);
    let entries = ledger.timetable().await.unwrap();
    let next = Utc.with_ymd_and_hms(2025, 4, 2, 3, 17, 0).single();
    assert_eq!((entries.len(), entries[0].name.as_str(), entries[0].next_run_at), (1, "sweep-retention", next));
    clock.advance(Duration::from_hours(16));
    assert_eq!(fired().await, 1);
});
