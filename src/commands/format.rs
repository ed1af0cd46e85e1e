//! `sellout format`: format descriptions, looked over before they are used.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sellout_ingest::format::FormatError;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;

/// Format descriptions
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  sellout format check my-shop.toml")]
pub(crate) enum Format {
    Check(Check),
}

/// Look a format description over; nothing is read or loaded
///
/// A mistake is named with its line and column. docs/formats.md teaches the words.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout format check my-shop.toml\n  sellout import --format my-shop.toml april.csv"
)]
pub(crate) struct Check {
    /// The description, TOML
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct Checked<'a> {
    file: &'a Path,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// Checks one description.
pub(crate) fn run(asked: &Format, out: Output) -> Result<Exit, Failure> {
    let Format::Check(Check { file }) = asked;
    let checked = Checked { file, ok: true, code: None, title: None, line: None, column: None, message: None };
    match parse(&read(file)?) {
        Ok(format) => {
            let (code, title) = (Some(format.code.as_str()), Some(format.title.as_str()));
            let line = format!("{}: fine; it describes {} ({})", file.display(), format.title, format.code);
            out.answer(&Checked { code, title, ..checked }, &line)?;
            Ok(Exit::Fine)
        }
        Err(error) => {
            let FormatError { line, column, message } = &error;
            let (line, column) = (Some(*line), Some(*column));
            out.json(&Checked { ok: false, line, column, message: Some(message), ..checked })?;
            Err(Failure::new(format!("{}: {error}", file.display())))
        }
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
