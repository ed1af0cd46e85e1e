//! The job ledger: the `Job` trait with all payloads, submitting, claiming and ending jobs, the bells that wake
//! workers, and the timetable. Handlers and the worker runtime live in `worker`; docs/jobs.md draws the machine.

mod backoff;
pub mod bell;
mod error;
mod job;
mod kinds;
pub mod ledger;
pub mod payloads;
mod queues;
mod sql;
mod submit;
mod submit_once;
mod submit_rows;
mod time;
pub mod timetable;
mod transition;

pub use backoff::Backoff;
pub use bell::{Bell, Ear, JobNews};
pub use error::{JobError, LedgerError};
pub use job::{EndedJob, HookFuture, Job, RetriedJob, WhyRetried};
pub use kinds::{Kind, Kinds, kinds};
pub use ledger::{Ending, Held, Ledger};
pub use queues::Queue;
pub use submit::{PAYLOAD_LIMIT, SubmitOptions, Submitted, submit, submit_flow, submit_many};
pub use submit_once::submit_once;
pub use time::{LedgerClock, Micros, from_micros, to_micros};
pub use transition::Move;
