//! `sellout jobs timetable`: what happens by itself, when next, and whether it is paused.

use clap::Args;
use sellout_queue::timetable::EntryView;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;
use crate::table::{Cell, Table, Tone};

/// List what happens by itself, or pause an entry of it
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout jobs timetable\n  sellout jobs timetable --pause sweep-retention")]
pub(crate) struct Timetable {
    /// Let this entry fire no more
    #[arg(long, value_name = "NAME", conflicts_with = "resume")]
    pause: Option<String>,
    /// Let this entry fire again; what it missed it catches up with one run
    #[arg(long, value_name = "NAME")]
    resume: Option<String>,
}

/// Pauses or resumes first, if asked to.
pub(super) async fn run(asked: &Timetable, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    for (name, paused) in [(&asked.pause, true), (&asked.resume, false)] {
        if let Some(name) = name
            && !house.ledger.pause_entry(name, paused).await?
        {
            return Err(Failure::new(format!(
                "there is no entry {name:?} in the timetable; `sellout jobs timetable` lists them once a worker has run"
            )));
        }
    }
    let mut table = Table::new(&["name", "state", "next", "last"]);
    for entry in house.ledger.timetable().await? {
        out.json(&entry)?;
        table.row(row(&entry));
    }
    out.table(&table)?;
    house.close().await?;
    Ok(Exit::Fine)
}

fn row(entry: &EntryView) -> Vec<Cell> {
    let (state, tone) = if entry.paused { ("paused", Tone::Warn) } else { ("fires", Tone::Good) };
    let time = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
    vec![
        entry.name.clone().into(),
        Cell::toned(state, tone),
        time(entry.next_run_at).into(),
        time(entry.last_run_at).into(),
    ]
}
