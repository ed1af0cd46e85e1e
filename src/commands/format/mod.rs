//! `sellout format`: format descriptions, looked over before they are used, kept, handed on.

mod check;
mod keep;
mod lessons;
mod test;

use std::path::Path;

use clap::Subcommand;
use sellout_ingest::format::FormatError;

use crate::failure::{Exit, Failure};
use crate::output::Output;

/// Format descriptions
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  sellout format check my-shop.toml")]
pub(crate) enum Format {
    Check(check::Check),
    Test(test::Test),
    List(keep::List),
    Export(keep::Export),
    Import(keep::Import),
    Lessons(lessons::Lessons),
}

/// Does what was asked with descriptions.
pub(crate) async fn run(asked: &Format, out: Output) -> Result<Exit, Failure> {
    match asked {
        Format::Check(asked) => check::run(asked, out),
        Format::Test(asked) => test::run(asked, out).await,
        Format::List(_) => keep::list(out).await,
        Format::Export(asked) => keep::export(asked, out).await,
        Format::Import(asked) => keep::import(asked, out).await,
        Format::Lessons(asked) => lessons::run(asked, out).await,
    }
}

/// The text of a description.
pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|e| Failure::new(format!("{} cannot be read: {e}", file.display())))
}

/// A description from its text.
pub(crate) fn parse(text: &str) -> Result<sellout_ingest::Format, FormatError> {
    sellout_ingest::Format::from_toml(text)
}

/// A description from its file.
fn described(file: &Path) -> Result<sellout_ingest::Format, Failure> {
    parse(&read(file)?).map_err(|error| Failure::new(format!("{}: {error}", file.display())))
}
