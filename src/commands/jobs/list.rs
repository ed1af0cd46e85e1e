//! `sellout jobs list` and `sellout jobs queues`.

use clap::Args;
use sellout_model::{JobState, UploadId};
use sellout_queue::Queue;
use sellout_queue::ledger::{JobFilter, JobView};

use crate::failure::{Exit, Failure};
use crate::output::{self, Output};
use crate::setup::House;
use crate::table::{Cell, Table, Tone};

/// List jobs, newest first
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs list --state failed --queue email")]
pub(crate) struct List {
    /// scheduled, queued, running, retrying, succeeded, failed or cancelled
    #[arg(long)]
    state: Option<JobState>,
    /// Of this queue
    #[arg(long, value_name = "NAME")]
    queue: Option<Queue>,
    /// Of this kind, such as send-mail
    #[arg(long)]
    kind: Option<String>,
    /// For this upload
    #[arg(long, value_name = "ID")]
    upload: Option<UploadId>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    limit: u64,
}

/// List the queues: how deep, how old, how many run and failed
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs queues")]
pub(crate) struct Queues {}

/// Lists jobs.
pub(super) async fn run(asked: &List, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let filter = JobFilter {
        state: asked.state,
        queue: asked.queue,
        kind: asked.kind.clone(),
        upload: asked.upload,
        ..JobFilter::default()
    };
    let page = house.ledger.jobs(&filter, 1, asked.limit).await?;
    let mut table = Table::new(&["id", "kind", "state", ">attempt", "created", "error"]);
    for job in &page.items {
        out.json(job)?;
        table.row(row(job));
    }
    out.table(&table)?;
    let shown = page.items.len() as u64;
    if shown < page.total && !out.is_json() {
        output::note(&format!("note: {shown} of {}; --limit shows more", page.total));
    }
    house.close().await?;
    Ok(Exit::Fine)
}

fn row(job: &JobView) -> Vec<Cell> {
    let error = job.error.as_deref().map(|error| sellout_model::one_line(error, 60)).unwrap_or_default();
    vec![
        job.id.to_string().into(),
        job.kind.clone().into(),
        Cell::toned(job.state.as_str(), tone(job.state)),
        format!("{} of {}", job.attempt, job.max_attempts).into(),
        job.created_at.format("%Y-%m-%d %H:%M:%S").to_string().into(),
        Cell::toned(error, Tone::Faint),
    ]
}

/// How a state looks.
pub(super) fn tone(state: JobState) -> Tone {
    match state {
        JobState::Succeeded => Tone::Good,
        JobState::Failed => Tone::Bad,
        JobState::Retrying => Tone::Warn,
        JobState::Cancelled | JobState::Scheduled => Tone::Faint,
        JobState::Queued | JobState::Running => Tone::Plain,
    }
}

/// Lists the queues.
pub(super) async fn queues(out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let mut table = Table::new(&["queue", ">due", ">later", ">running", ">failed", ">oldest", "rate"]);
    for queue in house.ledger.queues().await? {
        out.json(&queue)?;
        let name = if queue.paused { format!("{} (paused)", queue.name) } else { queue.name.to_owned() };
        table.row([
            Cell::toned(name, if queue.paused { Tone::Warn } else { Tone::Plain }),
            Cell::count(queue.depth, Tone::Plain),
            Cell::count(queue.scheduled, Tone::Plain),
            Cell::count(queue.running, Tone::Plain),
            Cell::count(queue.failed, Tone::Bad),
            queue.oldest_age_seconds.map(|age| format!("{age} s")).unwrap_or_default().into(),
            queue.rate_per_minute.map(|rate| format!("{rate} a minute")).unwrap_or_default().into(),
        ]);
    }
    out.table(&table)?;
    house.close().await?;
    Ok(Exit::Fine)
}
