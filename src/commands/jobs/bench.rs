//! `sellout jobs bench`: how fast jobs go through whatever is configured.

use clap::Args;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;
use crate::table::grouped;

/// Measure the queue: no-op jobs through whatever is configured
///
/// Jobs drained a second, and how soon a job starts on an idle worker. Leaves nothing behind.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs bench --jobs 50000 --concurrency 16")]
pub(crate) struct Bench {
    /// How many jobs
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    jobs: u32,
    /// How many at once
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    concurrency: u16,
}

/// Measures.
pub(super) async fn run(asked: &Bench, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let result = sellout_worker::engine::bench(house.ledger.clone(), asked.jobs, usize::from(asked.concurrency)).await;
    let result = result.map_err(Failure::new)?;
    out.json(&result)?;
    out.say(&format!(
        "{} jobs, {} at once, by {}: {} drained a second; started after {:.2} ms (half), {:.2} ms (99 of 100)",
        grouped(i64::from(result.jobs)),
        result.concurrency,
        result.dispatch,
        grouped(result.drained_per_s.round() as i64),
        result.start_p50_ms,
        result.start_p99_ms
    ))?;
    house.close().await?;
    Ok(Exit::Fine)
}
