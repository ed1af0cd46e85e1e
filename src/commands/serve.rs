//! `sellout serve`: everything in one process.

use clap::Args;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::running::{Parts, run_until_told};

/// Serve: API, pages, workers and timetable in one process
///
/// Brings the database up to date first. Nothing has to be set: database, files and mails lie under ./data. Prints the
/// address and, at the first start, how to sign in. SIGTERM lets running jobs end within the grace; a second one ends at once.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout serve\n  SELLOUT_LISTEN=0.0.0.0:80 SELLOUT_DATA=/srv/sellout sellout serve"
)]
pub(crate) struct Serve {}

/// Serves until it is told to stop.
pub(crate) async fn run(out: Output) -> Result<Exit, Failure> {
    run_until_told(Parts::whole(), out).await
}
