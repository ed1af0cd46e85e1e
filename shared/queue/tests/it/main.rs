//! The ledger and the bells, through their public doors, on both databases. Time is moved by hand.

#![expect(clippy::unwrap_used, reason = "a test says by panicking where it failed")]

mod backlog;
mod bells;
mod bulk;
mod cancelling;
mod claiming;
mod clocks;
mod ending;
mod flows;
mod hooks;
mod leases;
mod limits;
mod listing;
mod model;
mod plans;
mod queues;
mod retention;
mod submitting;
mod timetable;
mod timetable_zones;
mod turns;
mod world;
