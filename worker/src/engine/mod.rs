//! The worker engine: apalis workers over our own backend, which claims from the ledger. Handlers live in `jobs`;
//! what a claim, a lease or an end means lives in `shared/queue`.

mod backend;
mod bench;
mod claimer;
mod context;
mod drain;
mod duty;
mod finisher;
mod gate;
mod hand;
mod handlers;
mod heartbeat;
mod options;
mod own;
mod roster;
mod runner;
mod start;
mod ticker;

pub use bench::{BenchResult, bench};
pub use context::{Done, JobContext, StopReason};
pub use drain::{Drained, drain};
pub use duty::{Duty, DutyFuture};
pub use handlers::{Handlers, Outcome};
pub use options::EngineOptions;
pub use own::OwnJobs;
pub use start::{Engine, EngineHandle};
