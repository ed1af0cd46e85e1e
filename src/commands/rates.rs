//! `sellout rates`: exchange rates.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sellout_queue::payloads::RestateRates;
use sellout_queue::{Queue, SubmitOptions, submit};
use sellout_store::rates::{self, ImportError};
use sellout_worker::engine::{EngineOptions, drain};
use sellout_worker::handlers::handlers;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::{House, file_name};

/// Exchange rates
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  sellout rates import eurofxref-hist.csv")]
pub(crate) enum Rates {
    Import(Import),
}

/// Take in exchange rates, and convert what waits for them
///
/// The European Central Bank's history file, or lines of date,currency,rate (units for one euro). Daily rates become the
/// mean of their month. A rate more than 20 % off its neighbour's is refused unless forced.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout rates import eurofxref-hist.csv")]
pub(crate) struct Import {
    /// The file, CSV
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Let jumps of more than 20 % through
    #[arg(long)]
    force: bool,
}

#[derive(Serialize)]
struct Changed {
    currency: String,
    month: String,
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a PathBuf,
    changed: Vec<Changed>,
}

/// Takes one file in.
pub(crate) async fn run(asked: &Rates, out: Output) -> Result<Exit, Failure> {
    let Rates::Import(Import { file, force }) = asked;
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|e| Failure::new(format!("{} cannot be read: {e}", file.display())))?;
    let house = House::for_command().await?;
    let org = house.organisation().await?.org();
    let tx = house.db.begin().await?;
    let changed = rates::import(&tx, org, &text, &file_name(file), *force, house.clock.now()).await;
    let changed = changed.map_err(|error| refusal(file, &error))?;
    if changed.is_empty() {
        tx.rollback().await?;
    } else {
        let submitted =
            submit(&tx, house.ledger.clock(), &RestateRates { org_id: org }, SubmitOptions::of(org)).await?;
        tx.commit().await?;
        house.ledger.ring(&[submitted]).await;
        restate(&house).await?;
    }
    let changed: Vec<Changed> = changed
        .iter()
        .map(|(currency, month)| Changed { currency: currency.to_string(), month: month.format("%Y-%m").to_string() })
        .collect();
    let line = match changed.len() {
        0 => "nothing changes: all of these rates are known".to_owned(),
        count => format!("{count} monthly rates are new or changed; figures are converted by them"),
    };
    out.answer(&Line { file, changed }, &line)?;
    house.close().await?;
    Ok(Exit::Fine)
}

/// Converts now, unless a worker was quicker.
async fn restate(house: &House) -> Result<(), Failure> {
    let options = EngineOptions { queues: vec![Queue::Housekeeping], ..house.engine_options() };
    drain(house.ledger.clone(), handlers(&house.services()?), &options).await?;
    Ok(())
}

fn refusal(file: &std::path::Path, error: &ImportError) -> Failure {
    let file = file.display();
    match error {
        ImportError::Jumps(jumps) if jumps.len() > 1 => {
            Failure::new(format!("{file}: {error} (and {} more like it); --force lets them through", jumps.len() - 1))
        }
        ImportError::Jumps(_) => Failure::new(format!("{file}: {error}; --force lets it through")),
        _ => Failure::new(format!("{file}: {error}")),
    }
}
