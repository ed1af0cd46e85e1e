//! `sellout worker`: workers and timetable without the API.

use clap::Args;
use sellout_queue::Queue;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::running::{Parts, run_until_told};

/// Run jobs, without the API
///
/// For several machines on the same database server. Refuses to start on an older schema; `sellout migrate` brings it up to
/// date. SIGTERM lets running jobs end within the grace and returns the rest to their queues.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout worker\n  sellout worker --queue email --queue scheduled-report --concurrency 8"
)]
pub(crate) struct Worker {
    /// Serve only this queue; may be given several times. All queues if left out
    #[arg(long = "queue", value_name = "NAME")]
    queues: Vec<Queue>,
    /// Jobs of one queue at once, instead of `SELLOUT_CONCURRENCY`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    concurrency: Option<u16>,
}

/// Works until it is told to stop.
pub(crate) async fn run(asked: &Worker, out: Output) -> Result<Exit, Failure> {
    let queues = if asked.queues.is_empty() { Queue::ALL.to_vec() } else { asked.queues.clone() };
    run_until_told(Parts::worker(queues, asked.concurrency.map(usize::from)), out).await
}
