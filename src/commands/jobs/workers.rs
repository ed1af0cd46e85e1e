//! `sellout jobs workers`: who works, and on what.

use clap::Args;
use sellout_queue::ledger::WorkerView;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;
use crate::table::{Cell, Table, Tone};

/// List the worker processes that live, with what each runs
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs workers")]
pub(crate) struct Workers {}

/// Lists them.
pub(super) async fn run(out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let mut table = Table::new(&["worker", "host", ">pid", "state", "queues", ">slots", "runs"]);
    for worker in house.ledger.workers().await? {
        out.json(&worker)?;
        table.row(row(&worker));
    }
    out.table(&table)?;
    house.close().await?;
    Ok(Exit::Fine)
}

fn row(worker: &WorkerView) -> Vec<Cell> {
    let (state, tone) = if worker.draining { ("drains", Tone::Warn) } else { ("works", Tone::Good) };
    let runs: Vec<_> = worker.running.iter().map(|job| format!("{} {}", job.kind, job.id)).collect();
    vec![
        worker.id.clone().into(),
        worker.host.clone().into(),
        worker.pid.to_string().into(),
        Cell::toned(state, tone),
        worker.queues.join(", ").into(),
        worker.slots.to_string().into(),
        runs.join(", ").into(),
    ]
}
