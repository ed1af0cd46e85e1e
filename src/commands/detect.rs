//! `sellout detect`: which format a file is of, how sure that is, and why.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use sellout_config::Settings;
use sellout_ingest::{Context, Detection, Drift, Format, Known, Proposal, ReadError, detect_known};
use sellout_model::Currency;
use sellout_store::formats::Unreadable;
use sellout_store::{Taught, known, organisations, schema_is_current};
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

/// What files are compared with: formats, and what the organisation knows where there is one.
#[derive(Clone, Default)]
struct Compared {
    formats: Vec<Format>,
    /// The headers of each format's last file.
    headers: BTreeMap<String, Vec<String>>,
    known: Known,
    currency: Option<Currency>,
}

/// Looks at each file.
pub(crate) async fn run(asked: &Detect, out: Output) -> Result<Exit, Failure> {
    let settings = setup::settings_of_a_command()?;
    let compared = Arc::new(compared(&settings).await?);
    let mut exit = Exit::Fine;
    for file in all_files(&asked.files)? {
        match look(&settings, &file, Arc::clone(&compared)).await {
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

async fn look(settings: &Settings, file: &Path, compared: Arc<Compared>) -> Result<Detection, Failure> {
    let (book, name) = (open_book(settings, file).await?, file_name(file));
    let detected = spawn_blocking(move || {
        let former = |code: &str| compared.headers.get(code).cloned();
        let mut detection = detect_known(&*book, &name, &compared.formats, &former)?;
        let ctx = Context { filename: name, ..Context::default() };
        detection.propose(&*book, &ctx, &compared.known, compared.currency)?;
        Ok::<_, ReadError>(detection)
    });
    detected.await?.map_err(|e| Failure::new(format!("{}: {e}", file.display())))
}

/// The organisation's own formats, what its files taught and what it knows, where there is a database, and the built-in
/// formats.
async fn compared(settings: &Settings) -> Result<Compared, Failure> {
    let currency = Some(settings.defaults.currency);
    let mut compared = Compared { formats: Format::builtin().to_vec(), currency, ..Compared::default() };
    if let Some(db) = connect::database_if_there(settings, false).await? {
        if schema_is_current(&db).await?
            && let Some(first) = organisations::all(db.read()).await?.first()
        {
            compared.known = known::of(db.read(), first.org()).await?;
            compared.currency = Some(first.currency()?);
            let taught = Taught::load(db.read(), first.org()).await?;
            for Unreadable { kept, error } in &taught.unreadable {
                output::note(&format!("note: the kept format {} cannot be read: {error}", kept.code));
            }
            compared.headers = taught.last_headers();
            compared.formats = taught.in_force.into_iter().map(|(format, _)| format).collect();
        }
        db.close().await?;
    }
    Ok(compared)
}

fn tell(file: &Path, detection: &Detection, out: Output) -> Result<(), Failure> {
    let percent = |score: f64| format!("{:.0} %", score * 100.0);
    let name = file.display();
    match &detection.format {
        Some(format) => out.say(&format!("{name}: {format}, {} sure", percent(detection.confidence)))?,
        None if detection.seems.is_some() => out.say(&format!("{name}: {}", detection.refusal().message))?,
        None => out.say(&format!("{name}: no known format is sure enough"))?,
    }
    for warning in detection.drift.iter().flat_map(Drift::warnings) {
        out.say(&format!("  {}", warning.message))?;
    }
    let mut scores =
        Table::new(&["  format", ">score", ">headers", ">sheets", ">file name", ">markers", ">rows", ">cells"]);
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
            part(parts.rows),
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
    let header = match proposal.header_row {
        0 => "no header".to_owned(),
        row => format!("header in row {row}"),
    };
    out.say(&format!("  proposed mapping, {header}{sheet}:"))?;
    if let Some(wide) = &proposal.wide {
        out.say(&format!("  {}", wide.reason))?;
    }
    for note in proposal.notes() {
        out.say(&format!("  {note}"))?;
    }
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
