//! `sellout jobs retry`, `cancel`, `delete`, `pause`, `resume` and `rate`: the switches of an operator.

use clap::Args;
use sellout_model::JobId;
use sellout_queue::Queue;
use sellout_queue::ledger::{Bulk, Cancelled, Rate};
use serde::Serialize;

use super::which::{self, Which};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;

/// Start failed or cancelled jobs anew, with all their attempts
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout jobs retry 0198f1d2-0000-7000-8000-000000000001\n  sellout jobs retry --state failed --all"
)]
pub(crate) struct Retry {
    #[command(flatten)]
    pub(super) which: Which,
}

/// Call jobs off: at once while they wait, in a moment while they run
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout jobs cancel 0198f1d2-0000-7000-8000-000000000001\n  sellout jobs cancel --queue email --all"
)]
pub(crate) struct Cancel {
    #[command(flatten)]
    pub(super) which: Which,
}

/// Delete ended jobs with their history; others are left alone
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs delete --state cancelled --all")]
pub(crate) struct Delete {
    #[command(flatten)]
    pub(super) which: Which,
}

/// Slow a queue: so many jobs a minute over all workers together
///
/// The rate of `email` is set anew from `SELLOUT_MAILS_PER_SECOND` when a worker starts.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout jobs rate email --per-minute 120 --burst 10\n  sellout jobs rate email --free"
)]
pub(crate) struct RateOf {
    /// upload-processing, vendor-normalisation, scheduled-report, email or housekeeping
    #[arg(value_name = "QUEUE")]
    queue: Queue,
    /// Jobs a minute at most
    #[arg(long, value_name = "N", required_unless_present = "free", conflicts_with = "free",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    per_minute: Option<u32>,
    /// How many may begin at once after a quiet time
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    burst: u32,
    /// No limit
    #[arg(long)]
    free: bool,
}

/// Begin no more jobs of a queue; running ones go on
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs pause email")]
pub(crate) struct Pause {
    /// upload-processing, vendor-normalisation, scheduled-report, email or housekeeping
    #[arg(value_name = "QUEUE")]
    pub(super) queue: Queue,
}

/// Let a queue run again
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs resume email")]
pub(crate) struct Resume {
    /// upload-processing, vendor-normalisation, scheduled-report, email or housekeeping
    #[arg(value_name = "QUEUE")]
    pub(super) queue: Queue,
}

#[derive(Serialize)]
struct Changed {
    id: JobId,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
struct Paused {
    queue: &'static str,
    paused: bool,
}

#[derive(Serialize)]
struct Rated {
    queue: &'static str,
    rate_per_minute: Option<u32>,
}

/// Retries each; one that cannot be does not stop the others.
pub(super) async fn retry(which: &Which, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let mut exit = Exit::Fine;
    if which.all {
        exit = which::tell(&house.ledger.retry_all(&which.filter()).await?, "run again", out)?;
    }
    for id in &which.jobs {
        let done = house.ledger.retry(None, *id).await.map(|()| "runs again");
        exit = exit.worse(told(*id, done, out)?);
    }
    house.close().await?;
    Ok(exit)
}

/// Cancels each; one that cannot be does not stop the others.
pub(super) async fn cancel(which: &Which, out: Output) -> Result<Exit, Failure> {
    const REASON: &str = "cancelled by the command line";
    let house = House::for_command().await?;
    let mut exit = Exit::Fine;
    if which.all {
        exit = which::tell(&house.ledger.cancel_all(&which.filter(), REASON).await?, "are called off", out)?;
    }
    for id in &which.jobs {
        let done = house.ledger.cancel(None, *id, REASON).await;
        let done = done.map(|cancelled| match cancelled {
            Cancelled::Done => "is called off",
            Cancelled::Requested => "runs, and stops in a moment",
        });
        exit = exit.worse(told(*id, done, out)?);
    }
    house.close().await?;
    Ok(exit)
}

/// Deletes each that has ended.
pub(super) async fn delete(which: &Which, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let mut exit = Exit::Fine;
    if which.all {
        let changed = house.ledger.delete_all(&which.filter()).await?;
        exit = which::tell(&Bulk { changed, ..Bulk::default() }, "are deleted", out)?;
    }
    for id in &which.jobs {
        let done = house.ledger.delete(None, *id).await.map(|()| "is deleted");
        exit = exit.worse(told(*id, done, out)?);
    }
    house.close().await?;
    Ok(exit)
}

/// Slows a queue, or frees it.
pub(super) async fn rate(asked: &RateOf, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let rate = asked.per_minute.map(|per_minute| Rate { per_minute, burst: asked.burst });
    house.ledger.set_rate(asked.queue, rate).await?;
    let said = match asked.per_minute {
        Some(rate) => format!("{} begins {rate} jobs a minute at most", asked.queue),
        None => format!("{} runs freely", asked.queue),
    };
    out.answer(&Rated { queue: asked.queue.as_str(), rate_per_minute: asked.per_minute }, &said)?;
    house.close().await?;
    Ok(Exit::Fine)
}

fn told(id: JobId, done: Result<&str, sellout_queue::LedgerError>, out: Output) -> Result<Exit, Failure> {
    match done {
        Ok(what) => out.answer(&Changed { id, ok: true, error: None }, &format!("{id} {what}")).map(|()| Exit::Fine),
        Err(error) => {
            out.json(&Changed { id, ok: false, error: Some(error.to_string()) })?;
            Failure::new(format!("{id}: {error}")).tell();
            Ok(Exit::Nothing)
        }
    }
}

/// Pauses a queue, or lets it run again.
pub(super) async fn pause(queue: Queue, paused: bool, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    if paused {
        house.ledger.pause(queue).await?;
    } else {
        house.ledger.resume(queue).await?;
    }
    let word = if paused { "is paused; running jobs go on" } else { "runs" };
    out.answer(&Paused { queue: queue.as_str(), paused }, &format!("{queue} {word}"))?;
    house.close().await?;
    Ok(Exit::Fine)
}
