//! The ledger and the bells, through their public doors, on both databases. Time is moved by hand.

#![expect(clippy::unwrap_used, reason = "a test says by panicking where it failed")]

mod bells;
mod bulk;
mod cancelling;
mod claiming;
mod ending;
mod flows;
mod hooks;
mod leases;
mod limits;
mod listing;
mod plans;
mod queues;
mod submitting;
mod timetable;
mod turns;
mod world;
