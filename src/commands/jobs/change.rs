//! `sellout jobs retry`, `cancel`, `pause` and `resume`: the switches of an operator.

use clap::Args;
use sellout_model::JobId;
use sellout_queue::Queue;
use sellout_queue::ledger::Cancelled;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;

/// Start failed or cancelled jobs anew, with all their attempts
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs retry 0198f1d2-0000-7000-8000-000000000001")]
pub(crate) struct Retry {
    /// The jobs
    #[arg(value_name = "ID", required = true)]
    pub(super) jobs: Vec<JobId>,
}

/// Call jobs off: at once while they wait, in a moment while they run
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs cancel 0198f1d2-0000-7000-8000-000000000001")]
pub(crate) struct Cancel {
    /// The jobs
    #[arg(value_name = "ID", required = true)]
    pub(super) jobs: Vec<JobId>,
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

/// Retries each; one that cannot be does not stop the others.
pub(super) async fn retry(jobs: &[JobId], out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let mut exit = Exit::Fine;
    for id in jobs {
        let done = house.ledger.retry(None, *id).await.map(|()| "runs again");
        exit = exit.worse(told(*id, done, out)?);
    }
    house.close().await?;
    Ok(exit)
}

/// Cancels each; one that cannot be does not stop the others.
pub(super) async fn cancel(jobs: &[JobId], out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let mut exit = Exit::Fine;
    for id in jobs {
        let done = house.ledger.cancel(None, *id, "cancelled by the command line").await;
        let done = done.map(|cancelled| match cancelled {
            Cancelled::Done => "is called off",
            Cancelled::Requested => "runs, and stops in a moment",
        });
        exit = exit.worse(told(*id, done, out)?);
    }
    house.close().await?;
    Ok(exit)
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
