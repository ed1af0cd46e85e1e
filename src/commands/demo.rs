//! `sellout demo`: the main job, seen whole, in a throw-away folder.

use std::path::PathBuf;

use clap::Args;

use crate::demo;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::running::{Parts, run_house};

/// Show the main job, whole, in a throw-away folder
///
/// Loads sample sales files of an invented brand, runs their jobs, writes one report as PDF, Excel and CSV and the mails,
/// and compares the figures with those that the samples must come to. Touches nothing but its own folder.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout demo\n  sellout demo --data demo --serve   # and look at it in the browser"
)]
pub(crate) struct Demo {
    /// Make the data in this folder, new or empty, instead of a temporary one
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Stay up afterwards, and print the address
    #[arg(long)]
    serve: bool,
}

/// Plays it.
pub(crate) async fn run(asked: &Demo, out: Output) -> Result<Exit, Failure> {
    let stage = demo::Stage::set(asked.data.as_deref())?;
    let house = stage.open().await?;
    let exit = demo::play(&house, &stage, out).await?;
    if asked.serve && exit == Exit::Fine {
        return run_house(house, &Parts::whole(), out).await;
    }
    house.close().await?;
    Ok(exit)
}
