//! `sellout rates list`: what people gave, and what waits for a person.

use clap::Args;
use sellout_model::Rate;
use sellout_store::{Page, exchange_rates, held_rates};
use serde::Serialize;

use super::month_text;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;
use crate::table::{Cell, Table, Tone};

/// The rates that people gave over the built-in ones, and those that are held
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout rates list")]
pub(crate) struct List {}

#[derive(Serialize)]
struct Line<'a> {
    currency: &'a str,
    month: String,
    rate: String,
    source: &'a str,
    held: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beside_rate: Option<String>,
}

/// Lists them, held ones first.
pub(super) async fn run(out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let org = house.organisation().await?.org();
    let held = held_rates::all(house.db.read(), org).await?;
    let given = exchange_rates::list(house.db.read(), org, None, Page::first(10_000)).await?.items;
    house.close().await?;
    let waiting = held.iter().map(|row| Line {
        currency: &row.currency,
        month: month_text(row.month),
        rate: Rate(row.rate).to_string(),
        source: &row.source,
        held: true,
        beside: Some(month_text(row.beside)),
        beside_rate: Some(Rate(row.beside_rate).to_string()),
    });
    let counting = given.iter().map(|row| Line {
        currency: &row.currency,
        month: month_text(row.month),
        rate: Rate(row.rate).to_string(),
        source: &row.source,
        held: false,
        beside: None,
        beside_rate: None,
    });
    let mut table = Table::new(&["currency", "month", ">for one euro", "from", "counts"]);
    for line in waiting.chain(counting) {
        let counts = match (&line.beside, &line.beside_rate) {
            (Some(month), Some(rate)) => Cell::toned(format!("held: {rate} in {month}"), Tone::Warn),
            _ => "yes".into(),
        };
        out.json(&line)?;
        table.row([line.currency.into(), line.month.into(), line.rate.into(), line.source.into(), counts]);
    }
    if table.is_empty() {
        out.say("nobody has given a rate; the built-in ones count")?;
    } else {
        out.table(&table)?;
    }
    Ok(Exit::Fine)
}
