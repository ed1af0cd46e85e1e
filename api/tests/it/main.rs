//! The API and the pages through the front door: a request in, an answer and rows out. Jobs are not run here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalogue;
mod door;
mod format_pages;
mod jobs;
mod mapping;
mod openapi;
mod operating;
mod pages;
mod problems;
mod rate_pages;
mod reports;
mod sign_in;
mod uploads;
