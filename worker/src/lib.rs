//! Job handlers, the job list, the timetable and the worker runtime.
//!
//! `handlers` has a file for each kind of job, `normalise` the way from a file to a written load, `archive` that from an
//! archive to the files in it, `engine` what claims and runs jobs.

pub mod archive;
pub mod engine;
pub mod format_test;
pub mod handlers;
pub mod mailing;
pub mod normalise;
pub mod reporting;
mod services;
pub mod timetable;

pub use services::{LinkMaker, MailIdentity, Services};
