//! What a book comes to, gathered for assertions, and the ways to open one.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use sellout_ingest::read::{Limits, SpoolBook, TextBook, workbook};
use sellout_ingest::{
    AliasRow, Book, Context, Control, Format, Item, MemoryBook, ReadError, Record, RowError, RowWarning, parse, profile,
};
use sellout_model::Place;

/// All that parsing gave.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) sales: Vec<Record>,
    pub(crate) aliases: Vec<AliasRow>,
    pub(crate) named: Vec<Place>,
    pub(crate) skipped: usize,
    pub(crate) errors: Vec<RowError>,
    pub(crate) warnings: Vec<RowWarning>,
    pub(crate) controls: Vec<Control>,
}

impl Outcome {
    /// Pieces, in ten-thousandths.
    pub(crate) fn units(&self) -> i64 {
        self.sales.iter().filter_map(|s| s.quantity).map(|q| q.0).sum()
    }

    /// Money as text, all currencies together.
    pub(crate) fn amount(&self) -> String {
        sellout_model::Amount(self.sales.iter().filter_map(|s| s.amount).map(|a| a.0).sum()).to_text(2)
    }

    pub(crate) fn error_codes(&self) -> Vec<&'static str> {
        self.errors.iter().map(|e| e.code).collect()
    }

    pub(crate) fn warning_codes(&self) -> Vec<&'static str> {
        self.warnings.iter().map(|w| w.code).collect()
    }

    /// `place quantity amount` of each sale.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = |value: Option<i64>| value.map_or("?".to_owned(), |v| sellout_model::Amount(v).to_text(0));
        let line = |s: &Record| {
            let (pieces, money) = (text(s.quantity.map(|q| q.0)), text(s.amount.map(|a| a.0)));
            format!("{} | {} | {pieces} | {money}", s.named.place, s.product.key)
        };
        self.sales.iter().map(line).collect()
    }
}

pub(crate) fn format(toml: &str) -> Format {
    Format::from_toml(toml).unwrap_or_else(|e| panic!("{e}\n{toml}"))
}

pub(crate) fn builtin(code: &str) -> &'static Format {
    Format::builtin_by_code(code).expect("a built-in format")
}

/// A book of rows written with `|` between cells.
pub(crate) fn rows(lines: &[&str]) -> MemoryBook {
    MemoryBook::of_rows(lines.iter().map(|line| cells(line)))
}

pub(crate) fn cells(line: &str) -> Vec<String> {
    line.split('|').map(|c| c.trim_matches(' ').to_owned()).collect()
}

pub(crate) fn named(filename: &str) -> Context {
    Context { filename: filename.to_owned(), period: None, vendor: None }
}

/// Profile and parse; the error is a whole-file refusal.
pub(crate) fn try_read(book: &dyn Book, format: &Format, ctx: &Context) -> Result<Outcome, ReadError> {
    let profile = profile(book, format, ctx)?;
    let mut outcome = Outcome::default();
    for item in parse(book, format, &profile, ctx) {
        match item? {
            Item::Sale(sale) => outcome.sales.push(*sale),
            Item::Alias(alias) => outcome.aliases.push(*alias),
            Item::Named { named, .. } => outcome.named.push((*named.place).clone()),
            Item::Skipped(_) => outcome.skipped += 1,
            Item::Error(error) => outcome.errors.push(*error),
            Item::Warning(warning) => outcome.warnings.push(*warning),
            Item::Control(control) => outcome.controls.push(*control),
        }
    }
    Ok(outcome)
}

pub(crate) fn read(book: &dyn Book, format: &Format, filename: &str) -> Outcome {
    try_read(book, format, &named(filename)).expect("a readable book")
}

/// The code of the refusal.
pub(crate) fn refusal(book: &dyn Book, format: &Format, ctx: &Context) -> (&'static str, String) {
    match try_read(book, format, ctx) {
        Err(ReadError::File(error)) => (error.code, error.message),
        other => panic!("no refusal: {other:?}"),
    }
}

/// A file on disk as a book; a workbook's cells go through a temporary file as they do behind the child process.
pub(crate) fn open(path: &Path) -> Box<dyn Book> {
    let is_text = path.extension().is_some_and(|e| e == "csv" || e == "txt");
    if is_text {
        return Box::new(TextBook::open(path, None, Limits::default()).expect("a text table"));
    }
    let mut out = BufWriter::new(tempfile::tempfile().expect("a temporary file"));
    workbook::write_frames(File::open(path).expect("a file"), &mut out, &Limits::default()).expect("frames");
    out.flush().expect("written");
    Box::new(SpoolBook::open(out.into_inner().expect("the file"), None).expect("a spooled book"))
}
