//! Which jobs a switch is for: some by id, or all that match a filter.

use clap::Args;
use sellout_model::{JobId, JobState, UploadId};
use sellout_queue::Queue;
use sellout_queue::ledger::{Bulk, JobFilter};
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::{self, Output};

/// Ids, or a filter with `--all`.
#[derive(Args, Debug)]
pub(crate) struct Which {
    /// The jobs
    #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    pub(super) jobs: Vec<JobId>,
    /// All jobs that match --state, --queue, --kind and --upload; all there are if none of these is given
    #[arg(long)]
    pub(super) all: bool,
    /// With --all: in this state
    #[arg(long, requires = "all")]
    state: Option<JobState>,
    /// With --all: of this queue
    #[arg(long, value_name = "NAME", requires = "all")]
    queue: Option<Queue>,
    /// With --all: of this kind, such as send-mail
    #[arg(long, requires = "all")]
    kind: Option<String>,
    /// With --all: for this upload
    #[arg(long, value_name = "ID", requires = "all")]
    upload: Option<UploadId>,
}

impl Which {
    pub(super) fn filter(&self) -> JobFilter {
        JobFilter {
            state: self.state,
            queue: self.queue,
            kind: self.kind.clone(),
            upload: self.upload,
            ..JobFilter::default()
        }
    }
}

#[derive(Serialize)]
struct Moved {
    changed: u64,
    requested: u64,
    refused: u64,
}

/// A line for each that could not be moved, and the sum. These are no failure of the command.
pub(super) fn tell(bulk: &Bulk, done: &str, out: Output) -> Result<Exit, Failure> {
    for line in &bulk.lines {
        out.json(line)?;
        if !out.is_json() {
            output::note(&format!("note: {}: {}", line.id, line.error));
        }
    }
    let Bulk { changed, requested, refused, .. } = *bulk;
    let stopping = if requested > 0 { format!(", {requested} run and stop in a moment") } else { String::new() };
    let staying = if refused > 0 { format!(", {refused} stay as they were") } else { String::new() };
    let said = format!("{changed} {done}{stopping}{staying}");
    out.answer(&Moved { changed, requested, refused }, &said).map(|()| Exit::Fine)
}
