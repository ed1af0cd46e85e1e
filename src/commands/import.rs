//! `sellout import`: files loaded without a server.

use std::path::{Path, PathBuf};

use clap::Args;
use sellout_ingest::Answers;
use sellout_ingest::format::AmountsAre;
use sellout_ingest::value::{DateOrder, DecimalSign};
use sellout_model::{Mode, Period, UploadId};

use crate::commands::format;
use crate::failure::{Exit, Failure};
use crate::loading::{Asked, Line, Loaded, Loader, Summary, all_files, exit_of, row_errors};
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
    /// Write all row errors to this file: a CSV list; or, if it ends in .xlsx, the file's own table with them, to be
    /// corrected and imported (one workbook a file, the next ones numbered)
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// The file is the correction of this upload and takes its place; workbooks of row errors say so themselves
    #[arg(long, value_name = "UPLOAD")]
    corrects: Option<UploadId>,
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
            corrects: self.corrects,
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
    for file in files {
        for loaded in loader.load(file, said, &progress).await? {
            exit = exit.worse(exit_of(&loaded));
            summary.add(&loaded);
            out.json(&Line::of(&loaded, asked.dry_run)?)?;
            all.push(loaded);
        }
    }
    progress.end();
    loader.restate().await?;
    if !said.notify.is_empty() {
        loader.send_mails().await?;
    }
    loader.close().await;
    out.table(summary.table())?;
    for loaded in &all {
        tell(loaded, out)?;
    }
    if let Some(file) = &asked.errors {
        row_errors::write(house, file, &all).await?;
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
