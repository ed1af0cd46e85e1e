//! `sellout api`: the API and the pages without workers.

use clap::Args;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::running::{Parts, run_until_told};

/// Serve the API and the pages alone
///
/// For several machines: jobs wait for a `sellout worker` on the same database server. Refuses to start on an older schema;
/// `sellout migrate` brings it up to date.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout api\n  DATABASE_URL=postgres://... REDIS_URL=redis://... sellout api")]
pub(crate) struct Api {}

/// Serves until it is told to stop.
pub(crate) async fn run(out: Output) -> Result<Exit, Failure> {
    run_until_told(Parts::api(), out).await
}
