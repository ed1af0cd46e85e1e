//! `sellout jobs`: the queues and what is in them.

mod bench;
mod change;
mod list;
mod show;
mod timetable;
mod which;
mod workers;

use clap::Subcommand;

use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The queues and their jobs
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  sellout jobs list --state failed\n  sellout jobs retry 0198f1d2-0000-7000-8000-000000000001"
)]
pub(crate) enum Jobs {
    Bench(bench::Bench),
    List(list::List),
    Queues(list::Queues),
    Workers(workers::Workers),
    Timetable(timetable::Timetable),
    Show(show::Show),
    Retry(change::Retry),
    Cancel(change::Cancel),
    Delete(change::Delete),
    Pause(change::Pause),
    Resume(change::Resume),
    Rate(change::RateOf),
}

/// Does what was asked.
pub(crate) async fn run(asked: &Jobs, out: Output) -> Result<Exit, Failure> {
    match asked {
        Jobs::Bench(asked) => bench::run(asked, out).await,
        Jobs::List(asked) => list::run(asked, out).await,
        Jobs::Queues(_) => list::queues(out).await,
        Jobs::Workers(_) => workers::run(out).await,
        Jobs::Timetable(asked) => timetable::run(asked, out).await,
        Jobs::Show(asked) => show::run(asked, out).await,
        Jobs::Retry(asked) => change::retry(&asked.which, out).await,
        Jobs::Cancel(asked) => change::cancel(&asked.which, out).await,
        Jobs::Delete(asked) => change::delete(&asked.which, out).await,
        Jobs::Rate(asked) => change::rate(asked, out).await,
        Jobs::Pause(asked) => change::pause(asked.queue, true, out).await,
        Jobs::Resume(asked) => change::pause(asked.queue, false, out).await,
    }
}
