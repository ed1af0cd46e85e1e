//! `sellout import`: files loaded without a server.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use clap::Args;
use sellout_ingest::Answers;
use sellout_ingest::format::AmountsAre;
use sellout_ingest::value::{DateOrder, DecimalSign};
use sellout_model::{Mode, Period};
use sellout_report::{ErrorLine, write_errors_csv, write_errors_xlsx};
use tokio::task::spawn_blocking;

use crate::commands::format;
use crate::failure::{Exit, Failure};
use crate::loading::{Asked, Line, Loaded, Loader, Summary, all_files, error_lines, exit_of};
use crate::output::{self, Output};
use crate::progress::Progress;
use crate::setup::scratch::Scratch;
use crate::setup::{self, House, file_name};

/// How many row errors of a file are printed.
const PRINTED: usize = 10;

/// Load sales files, without a server
///
/// The same path as an upload: recognised by content, every row checked, figures converted. Loads beside a running server
/// too. Exit code 0: loaded, or loaded before. 2: loaded, but for some rows. 1: nothing usable of a file. 64: wrong usage.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout import april.xlsx\n  sellout import inbox/ --errors errors.csv\n  sellout import list.csv --accept-mapping --vendor corner-shop --period 2025-04"
)]
pub(crate) struct Import {
    /// Files, or folders of files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The vendor's code, where the file does not name it
    #[arg(long, value_name = "CODE", value_parser = vendor_code)]
    vendor: Option<String>,
    /// The period of the whole file: 2025-04, 2025-04-07, 2025-W14, 2025-Q1, A..B
    #[arg(long, value_name = "P")]
    period: Option<Period>,
    /// Where figures already are: append adds to them, replace takes their place. The format's own way if left out
    #[arg(long, value_parser = ["append", "replace"])]
    mode: Option<String>,
    /// Load the same bytes again
    #[arg(long)]
    force: bool,
    /// Read the files by this format description
    #[arg(long, value_name = "FILE.toml")]
    format: Option<PathBuf>,
    /// What 03/04/2025 is, where the file does not show it
    #[arg(long, value_name = "ORDER", value_parser = ["day_first", "month_first"])]
    dates: Option<String>,
    /// The sign before decimals, where the file does not show it
    #[arg(long, value_name = "SIGN", value_parser = [".", ","])]
    decimal: Option<String>,
    /// What the money of a row is for, where the file contradicts its format: all its pieces, or one
    #[arg(long, value_parser = ["line", "unit"])]
    amounts: Option<String>,
    /// Whether amounts have VAT in them, where the file contradicts its format
    #[arg(long, value_parser = ["included", "excluded"])]
    vat: Option<String>,
    /// Read an unknown table by the mapping that `sellout detect` proposes
    #[arg(long)]
    accept_mapping: bool,
    /// Load into a throw-away database and only tell; what is loaded already is not compared
    #[arg(long)]
    dry_run: bool,
    /// Write all row errors to this file: CSV, or a workbook if it ends in .xlsx
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Mail what happened to this address; nobody is told otherwise. May be given several times
    #[arg(long = "mail", value_name = "ADDRESS", value_parser = setup::mail_address)]
    notify: Vec<String>,
}

fn vendor_code(text: &str) -> Result<String, String> {
    let code = sellout_ingest::vendor_code(text);
    if code.is_empty() { Err("write the vendor's code, such as corner-shop".to_owned()) } else { Ok(code) }
}

/// Loads the files, one after the other.
pub(crate) async fn run(asked: &Import, out: Output) -> Result<Exit, Failure> {
    let said = asked.said()?;
    let files = all_files(&asked.files)?;
    if asked.dry_run {
        let scratch = Scratch::like(setup::settings_of_a_command()?).await?;
        let exit = load_all(&scratch.house, &files, &said, asked, out).await?;
        output::note("note: this was a dry run: nothing was loaded, and what is loaded already was not compared");
        scratch.close().await?;
        return Ok(exit);
    }
    let house = House::for_command().await?;
    let exit = load_all(&house, &files, &said, asked, out).await?;
    house.close().await?;
    Ok(exit)
}

impl Import {
    fn said(&self) -> Result<Asked, Failure> {
        let format_source = match &self.format {
            Some(file) => Some(checked_format(file)?),
            None => None,
        };
        let mode: Option<Mode> = self.mode.as_deref().map(str::parse).transpose().map_err(Failure::usage)?;
        Ok(Asked {
            vendor: self.vendor.clone(),
            period: self.period,
            mode,
            force: self.force,
            format_source,
            reading: self.reading(),
            accept_mapping: self.accept_mapping,
            notify: self.notify.clone(),
        })
    }
}

impl Import {
    /// How the files are written, as far as it was said.
    fn reading(&self) -> Answers {
        let is = |said: &Option<String>, word: &str| said.as_deref().map(|said| said == word);
        let dates = is(&self.dates, "day_first");
        let decimal = is(&self.decimal, ".");
        let amounts = is(&self.amounts, "line");
        Answers {
            dates: dates.map(|day| if day { DateOrder::DayFirst } else { DateOrder::MonthFirst }),
            decimal: decimal.map(|point| if point { DecimalSign::Point } else { DecimalSign::Comma }),
            amounts: amounts.map(|line| if line { AmountsAre::Line } else { AmountsAre::Unit }),
            vat_included: is(&self.vat, "included"),
            ..Answers::default()
        }
    }
}

fn checked_format(file: &Path) -> Result<String, Failure> {
    let source = format::read(file)?;
    format::parse(&source).map_err(|e| Failure::new(format!("{}: {e}", file.display())))?;
    Ok(source)
}

async fn load_all(
    house: &House,
    files: &[PathBuf],
    said: &Asked,
    asked: &Import,
    out: Output,
) -> Result<Exit, Failure> {
    let loader = Loader::open(house).await?;
    let (mut summary, mut exit, mut all) = (Summary::new(), Exit::Fine, Vec::new());
    let progress = if out.is_json() { Progress::none() } else { Progress::if_watched() };
    let mut errors = Vec::new();
    for file in files {
        let loaded = loader.load(file, said, &progress).await?;
        exit = exit.worse(exit_of(&loaded));
        summary.add(&loaded);
        out.json(&Line::of(&loaded, asked.dry_run)?)?;
        if asked.errors.is_some() {
            errors.extend(errors_of(house, &loader, &loaded, files.len() > 1).await?);
        }
        all.push(loaded);
    }
    progress.end();
    if !said.notify.is_empty() {
        loader.send_mails().await?;
    }
    loader.close().await;
    out.table(summary.table())?;
    for loaded in &all {
        tell(loaded, out)?;
    }
    if let Some(file) = &asked.errors {
        write_errors(file.clone(), errors).await?;
    }
    Ok(exit)
}

/// What a table has no room for: trouble to stderr, row errors below the table.
fn tell(loaded: &Loaded, out: Output) -> Result<(), Failure> {
    let name = file_name(&loaded.file);
    for note in &loaded.notes {
        output::note(&format!("note: {note}"));
    }
    if let Some(trouble) = loaded.trouble() {
        let named = trouble.contains(&name);
        output::complain(&if named { trouble.to_owned() } else { format!("{name}: {trouble}") });
    }
    if out.is_json() {
        return Ok(());
    }
    for warning in loaded.warnings() {
        output::note(&format!("note: {name}: {warning}"));
    }
    for error in loaded.errors.iter().take(PRINTED) {
        let sheet = if error.sheet.is_empty() { String::new() } else { format!(", sheet {}", error.sheet) };
        let row = error.row_no.map(|row| format!(", row {row}")).unwrap_or_default();
        out.say(&format!("  {name}{sheet}{row}: {}", error.message))?;
    }
    if loaded.errors.len() > PRINTED {
        out.say("  ... and more; --errors FILE writes them all")?;
    }
    Ok(())
}

/// With several files the column `sheet` begins with the file's name.
async fn errors_of(
    house: &House,
    loader: &Loader<'_>,
    loaded: &Loaded,
    several: bool,
) -> Result<Vec<ErrorLine>, Failure> {
    let Some((upload, _)) = &loaded.upload else { return Ok(Vec::new()) };
    let mut lines = error_lines(house, loader.organisation().org(), upload.id()).await?;
    if several {
        let name = file_name(&loaded.file);
        for line in &mut lines {
            line.sheet = if line.sheet.is_empty() { name.clone() } else { format!("{name} / {}", line.sheet) };
        }
    }
    Ok(lines)
}

async fn write_errors(file: PathBuf, errors: Vec<ErrorLine>) -> Result<(), Failure> {
    let shown = file.display().to_string();
    let written = spawn_blocking(move || {
        let mut out = BufWriter::new(File::create(&file).map_err(|e| e.to_string())?);
        let mut lines = errors.into_iter().map(Ok);
        let as_workbook = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
        let write = if as_workbook { write_errors_xlsx } else { write_errors_csv };
        write(&mut lines, &mut out).map_err(|e| e.to_string())?;
        out.into_inner().map(drop).map_err(|e| e.to_string())
    });
    written.await?.map_err(|e| Failure::new(format!("the row errors cannot be written to {shown}: {e}")))
}
