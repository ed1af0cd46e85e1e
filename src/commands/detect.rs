//! `sellout detect`: which format a file is of, how sure that is, and why.

use std::path::{Path, PathBuf};

use clap::Args;
use sellout_config::Settings;
use sellout_ingest::{Detection, Format, Proposal, detect};
use sellout_store::{format_versions, organisations, schema_is_current};
use serde::Serialize;
use tokio::task::spawn_blocking;

use crate::failure::{Exit, Failure};
use crate::loading::all_files;
use crate::output::{self, Output};
use crate::setup::{self, connect, file_name, open_book};
use crate::table::{Cell, Table, Tone};

/// Tell which format a file is of, how sure, and why; nothing is loaded
///
/// For an unknown table it proposes what each column is; `sellout import --accept-mapping` takes that as it is.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout detect april.xlsx\n  sellout detect inbox/ --json")]
pub(crate) struct Detect {
    /// Files, or folders of files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a Path,
    #[serde(flatten)]
    detection: &'a Detection,
}

/// Looks at each file.
pub(crate) async fn run(asked: &Detect, out: Output) -> Result<Exit, Failure> {
    let settings = setup::settings_of_a_command()?;
    let formats = known_formats(&settings).await?;
    let mut exit = Exit::Fine;
    for file in all_files(&asked.files)? {
        match look(&settings, &file, formats.clone()).await {
            Ok(detection) => {
                out.json(&Line { file: &file, detection: &detection })?;
                tell(&file, &detection, out)?;
            }
            Err(failure) => {
                exit = Exit::Nothing;
                failure.tell();
                out.json(
                    &serde_json::json!({ "file": file, "confidence": 0, "needs": [], "error": failure.to_string() }),
                )?;
            }
        }
    }
    Ok(exit)
}

async fn look(settings: &Settings, file: &Path, formats: Vec<Format>) -> Result<Detection, Failure> {
    let (book, name) = (open_book(settings, file).await?, file_name(file));
    let detected = spawn_blocking(move || detect(&*book, &name, &formats)).await?;
    detected.map_err(|e| Failure::new(format!("{}: {e}", file.display())))
}

/// The organisation's own formats, where there is a database, and the built-in ones.
async fn known_formats(settings: &Settings) -> Result<Vec<Format>, Failure> {
    let mut formats = Vec::new();
    if let Some(db) = connect::database_if_there(settings, false).await? {
        if schema_is_current(&db).await?
            && let Some(first) = organisations::all(db.read()).await?.first()
        {
            for own in format_versions::active(db.read(), first.org()).await? {
                match Format::from_toml(&own.source) {
                    Ok(format) => formats.push(format),
                    Err(e) => output::note(&format!("note: the kept format {} cannot be read: {e}", own.code)),
                }
            }
        }
        db.close().await?;
    }
    formats.extend(Format::builtin().iter().cloned());
    Ok(formats)
}

fn tell(file: &Path, detection: &Detection, out: Output) -> Result<(), Failure> {
    let percent = |score: f64| format!("{:.0} %", score * 100.0);
    let name = file.display();
    match &detection.format {
        Some(format) => out.say(&format!("{name}: {format}, {} sure", percent(detection.confidence)))?,
        None => out.say(&format!("{name}: no known format is sure enough"))?,
    }
    let mut scores = Table::new(&["  format", ">score", ">headers", ">sheets", ">file name", ">markers", ">cells"]);
    let part = |part: Option<f64>| Cell::toned(part.map_or_else(|| "-".to_owned(), percent), Tone::Faint);
    for candidate in detection.candidates.iter().take(3) {
        let parts = candidate.parts;
        scores.row([
            format!("  {}", candidate.code).into(),
            percent(candidate.score).into(),
            part(Some(parts.headers)),
            part(parts.sheets),
            part(parts.file_name),
            part(parts.markers),
            part(parts.shape),
        ]);
    }
    if !scores.is_empty() {
        out.table(&scores)?;
    }
    if let Some(proposal) = &detection.proposal {
        propose(proposal, out)?;
    }
    if !detection.needs.is_empty() {
        out.say(&format!("  still to be said: {}", detection.needs.join(", ")))?;
    }
    Ok(())
}

fn propose(proposal: &Proposal, out: Output) -> Result<(), Failure> {
    let sheet = if proposal.sheet.is_empty() { String::new() } else { format!(" of sheet {}", proposal.sheet) };
    out.say(&format!("  proposed mapping, header in row {}{sheet}:", proposal.header_row))?;
    let mut columns = Table::new(&["  column", "is", ">sure", "because"]);
    for column in &proposal.columns {
        let field =
            column.field.map_or_else(|| Cell::toned("-", Tone::Faint), |f| Cell::toned(f.to_string(), Tone::Good));
        let header = sellout_model::one_line(&column.header, 40);
        let sure = format!("{:.0} %", column.confidence * 100.0);
        columns.row([format!("  {header}").into(), field, sure.into(), Cell::toned(&*column.reason, Tone::Faint)]);
    }
    out.table(&columns)
}
