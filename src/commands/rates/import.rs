//! `sellout rates import`: a file of rates taken in.

use std::path::PathBuf;

use clap::Args;
use sellout_store::exchange_rates::Giver;
use sellout_store::rates::{self, Jump};
use serde::Serialize;

use super::{Changed, convert, month_text};
use crate::failure::{Exit, Failure};
use crate::output::{self, Output};
use crate::setup::{House, file_name};

/// Take in exchange rates, and convert what waits for them
///
/// The European Central Bank's history file, or lines of date,currency,rate (units for one euro). Daily rates become the
/// mean of their month. A rate more than 20 % off a neighbour month's is held until somebody confirms it; then the exit
/// code is 2.
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
struct Line<'a> {
    file: &'a PathBuf,
    changed: Vec<Changed>,
    held: Vec<Held>,
}

#[derive(Serialize)]
struct Held {
    currency: String,
    month: String,
    rate: String,
    why: String,
}

impl From<&Jump> for Held {
    fn from(jump: &Jump) -> Self {
        Self {
            currency: jump.given.currency.to_string(),
            month: month_text(jump.given.month),
            rate: jump.given.rate.to_string(),
            why: jump.to_string(),
        }
    }
}

/// Takes one file in.
pub(super) async fn run(Import { file, force }: &Import, out: Output) -> Result<Exit, Failure> {
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|e| Failure::new(format!("{} cannot be read: {e}", file.display())))?;
    let house = House::for_command().await?;
    let org = house.organisation().await?.org();
    let tx = house.db.begin().await?;
    let giver = Giver { source: &file_name(file), user: None };
    let taken = rates::import(&tx, org, &text, giver, *force, house.clock.now()).await;
    let taken = taken.map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    if taken.changed.is_empty() {
        tx.commit().await?;
    } else {
        convert(&house, org, tx).await?;
    }
    house.close().await?;
    let line = match (taken.changed.len(), taken.held.len()) {
        (0, 0) => "nothing changes: all of these rates are known".to_owned(),
        (0, _) => "nothing counts yet".to_owned(),
        (count, _) => format!("{count} monthly rates are new or changed; figures are converted by them"),
    };
    let changed = taken.changed.iter().copied().map(Changed::of).collect();
    out.answer(&Line { file, changed, held: taken.held.iter().map(Held::from).collect() }, &line)?;
    tell_held(&taken.held, out);
    Ok(if taken.held.is_empty() { Exit::Fine } else { Exit::SomeRows })
}

/// What a person has to look at.
fn tell_held(held: &[Jump], out: Output) {
    if out.is_json() {
        return;
    }
    for jump in held {
        let (currency, month) = (jump.given.currency, month_text(jump.given.month));
        output::note(&format!("held: {jump}; `sellout rates confirm {currency} {month}` if it is right"));
    }
}
