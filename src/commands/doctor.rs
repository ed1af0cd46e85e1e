//! `sellout doctor`: what is wrong, and what helps.

use clap::Args;

use crate::doctor;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// Look everything over: settings, places, connections, clock, reader, jobs, mails
///
/// Changes nothing. Each finding comes with its cure. Exit code 0: all works (warnings are no failure); 1: something does not.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout doctor\n  sellout doctor --json | grep -v '\"status\":\"ok\"'")]
pub(crate) struct Doctor {}

/// Looks and tells.
pub(crate) async fn run(out: Output) -> Result<Exit, Failure> {
    doctor::examine(out).await
}
