//! The engine: claiming, running and ending jobs in a real process, on both databases and with every bell.

#![expect(clippy::unwrap_used, reason = "a test says by panicking where it failed")]

mod benching;
mod draining;
mod lost_leases;
mod own_jobs;
mod pooler;
mod progress;
mod running;
mod stopping;
mod timetable;
mod world;
