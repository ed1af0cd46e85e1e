//! `sellout format test`: a description tried on the files that came in before.

use std::path::PathBuf;

use clap::Args;
use sellout_store::format_tests::{Found, TriedFile};
use sellout_worker::format_test::try_on_earlier_files;

use super::described;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;
use crate::table::{Cell, Table, Tone};

/// Try a format description on earlier files before it is kept; nothing is loaded
///
/// The last 12 files of the format are read as now and by the description. Exit code 2 says that some come out
/// otherwise.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout format test my-shop.toml\n  sellout format test my-shop.toml --json")]
pub(crate) struct Test {
    /// The description, TOML
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Tries one description.
pub(super) async fn run(Test { file }: &Test, out: Output) -> Result<Exit, Failure> {
    let format = described(file)?;
    let house = House::for_command().await?;
    let org = house.organisation().await?.org();
    let found = try_on_earlier_files(&house.services()?, org, &format, |_, _| Ok(())).await;
    let found = found.map_err(|error| Failure::new(error.to_string()))?;
    house.close().await?;
    out.json(&found)?;
    tell(&found, out)?;
    Ok(if found.different > 0 { Exit::SomeRows } else { Exit::Fine })
}

fn tell(found: &Found, out: Output) -> Result<(), Failure> {
    if found.files.is_empty() {
        return out.say("no earlier file is of this format");
    }
    let mut table = Table::new(&["file", "comes out", ">sales", ">then", ">errors", ">then", "first row that differs"]);
    for file in &found.files {
        table.row(row(file));
    }
    out.table(&table)?;
    let Found { same, different, newly_read, not_tried, .. } = found;
    let counts = format!("{same} would be read the same, {different} otherwise");
    out.say(&format!("{counts}, {newly_read} that nothing reads now, {not_tried} could not be tried"))
}

fn row(file: &TriedFile) -> [Cell; 7] {
    let name = file.filename.as_str();
    let Some(found) = &file.comparison else {
        let why = file.not_tried.clone().unwrap_or_default();
        let nothing = || Cell::from("");
        return [
            name.into(),
            Cell::toned("not tried", Tone::Warn),
            nothing(),
            nothing(),
            nothing(),
            nothing(),
            why.into(),
        ];
    };
    let outcome = if found.same { Cell::toned("the same", Tone::Good) } else { Cell::toned("otherwise", Tone::Warn) };
    let before = |of: fn(&sellout_ingest::compare::Reading) -> u64| {
        found.before.as_ref().map_or_else(String::new, |b| of(b).to_string())
    };
    let first = found.differences.first().map_or_else(String::new, |difference| format!("row {}", difference.row));
    [
        name.into(),
        outcome,
        before(|reading| reading.rows).into(),
        found.after.rows.to_string().into(),
        before(|reading| reading.errors).into(),
        found.after.errors.to_string().into(),
        first.into(),
    ]
}
