//! `sellout jobs show`: one job with its attempts.

use std::collections::BTreeMap;

use clap::Args;
use sellout_model::JobId;
use sellout_queue::ledger::{AttemptView, JobView};
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;
use crate::table::{Cell, Table, Tone};

/// Show one job with its attempts
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs show 0198f1d2-0000-7000-8000-000000000001")]
pub(crate) struct Show {
    /// The job
    #[arg(value_name = "ID")]
    job: JobId,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    job: &'a JobView,
    attempts: &'a [AttemptView],
    children: &'a BTreeMap<String, i64>,
}

/// Shows it.
pub(super) async fn run(asked: &Show, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let job = house.ledger.job(None, asked.job).await?;
    let attempts = house.ledger.attempts(asked.job).await?;
    let children = house.ledger.children(asked.job).await?;
    out.json(&Line { job: &job, attempts: &attempts, children: &children })?;
    out.table(&facts(&job, &children))?;
    if !attempts.is_empty() {
        out.say("")?;
        out.table(&tries(&attempts))?;
    }
    house.close().await?;
    Ok(Exit::Fine)
}

fn facts(job: &JobView, children: &BTreeMap<String, i64>) -> Table {
    let mut table = Table::new(&["job", ""]);
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            table.row([name.into(), value.into()]);
        }
    };
    fact("id", Some(job.id.to_string()));
    fact("kind", Some(job.kind.clone()));
    fact("queue", Some(job.queue.clone()));
    fact("state", Some(job.state.to_string()));
    fact("phase", job.phase.clone().map(|phase| format!("{phase}, {} %", job.progress)));
    fact("attempt", Some(format!("{} of {}", job.attempt, job.max_attempts)));
    fact("crashes", (job.crashes > 0).then(|| job.crashes.to_string()));
    fact("upload", job.upload_id.map(|id| id.to_string()));
    fact("parent", job.parent_id.map(|id| id.to_string()));
    let counts: Vec<_> = children.iter().map(|(state, jobs)| format!("{jobs} {state}")).collect();
    fact("children", (!counts.is_empty()).then(|| counts.join(", ")));
    fact("due", job.run_at.map(|at| at.to_rfc3339()));
    fact("created", Some(job.created_at.to_rfc3339()));
    fact("started", job.started_at.map(|at| at.to_rfc3339()));
    fact("finished", job.finished_at.map(|at| at.to_rfc3339()));
    fact("result", job.result.as_ref().map(ToString::to_string));
    fact("error", job.error.clone());
    table
}

fn tries(attempts: &[AttemptView]) -> Table {
    let mut table = Table::new(&[">attempt", "outcome", "started", "ended", "worker", "error"]);
    let time = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
    for attempt in attempts {
        table.row([
            attempt.attempt.to_string().into(),
            attempt.outcome.clone().into(),
            time(attempt.started_at).into(),
            time(attempt.ended_at).into(),
            attempt.worker.clone().unwrap_or_default().into(),
            Cell::toned(attempt.error.clone().unwrap_or_default(), Tone::Faint),
        ]);
    }
    table
}
