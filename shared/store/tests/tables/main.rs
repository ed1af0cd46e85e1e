//! What the query functions of single tables do, on both databases.

#![expect(clippy::unwrap_used, reason = "a test may panic where it fails")]

mod catalogue;
mod encryption;
mod formats;
mod long_load;
mod people;
mod rates;
mod reports_and_mails;
mod schema;
mod threads;
mod uploads;
