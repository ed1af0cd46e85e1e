//! `sellout format check`: one description looked over.

use std::path::{Path, PathBuf};

use clap::Args;
use sellout_ingest::format::FormatError;
use serde::Serialize;

use super::{parse, read};
use crate::failure::{Exit, Failure};
use crate::output::Output;

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
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    overrides: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// Checks one description.
pub(super) fn run(Check { file }: &Check, out: Output) -> Result<Exit, Failure> {
    let checked =
        Checked { file, ok: true, code: None, title: None, overrides: &[], line: None, column: None, message: None };
    match parse(&read(file)?) {
        Ok(format) => {
            let (code, title) = (Some(format.code.as_str()), Some(format.title.as_str()));
            let changes = format.extends.as_ref().map_or_else(String::new, |extends| {
                format!(" and changes {} of {extends}", format.changes().join(", "))
            });
            let line = format!("{}: fine; it describes {} ({}){changes}", file.display(), format.title, format.code);
            out.answer(&Checked { code, title, overrides: format.changes(), ..checked }, &line)?;
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
