//! Makes the built-in monthly rates from the European Central Bank's daily history:
//! `cargo run -p sellout-store --example ecb_monthly -- eurofxref-hist.csv > shared/store/rates/ecb-monthly.csv`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write as _;
use std::{env, fs, io};

use sellout_store::rates::read_rates;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("name the file: eurofxref-hist.csv, as the ECB publishes it")?;
    let text = fs::read_to_string(path)?;
    let mut columns = BTreeSet::new();
    let mut months: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for rate in read_rates(&text)? {
        columns.insert(rate.currency);
        months.entry(rate.month).or_default().insert(rate.currency, rate.rate);
    }
    let days: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let (first, last) = days.first().zip(days.last()).ok_or("the file has no days")?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "# European Central Bank, euro foreign exchange reference rates: units of each currency for one euro."
    )?;
    writeln!(out, "# Covers {first} to {last}. Each figure is the mean of a month's daily rates,")?;
    writeln!(out, "# rounded to 8 decimals, half away from zero. Made by shared/store/examples/ecb_monthly.rs.")?;
    let heads: Vec<String> = columns.iter().map(ToString::to_string).collect();
    writeln!(out, "month,{}", heads.join(","))?;
    for (month, rates) in months {
        let cells: Vec<String> =
            columns.iter().map(|c| rates.get(c).map_or_else(|| "N/A".to_owned(), ToString::to_string)).collect();
        writeln!(out, "{},{}", month.format("%Y-%m"), cells.join(","))?;
    }
    Ok(())
}
