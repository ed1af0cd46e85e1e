//! `sellout read`: a table as the reader saw it.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use sellout_ingest::read::canonical::write_csv;
use sellout_ingest::{Book, Cell, ReadError, Row};
use serde::Serialize;
use serde_json::Value as Json;
use tokio::task::spawn_blocking;

use crate::failure::{Exit, Failure};
use crate::output::{self, Output};
use crate::setup;

/// Print a table as it is read: canonical CSV on stdout
///
/// Encoding, delimiter and cells resolved, nothing dropped and nothing understood: what the reader saw. With --json one
/// line a row: its sheet, its number and its cells.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout read april.xlsx --sheet Detail | head")]
pub(crate) struct Read {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The sheet; the first that people see and that has rows if left out
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

#[derive(Serialize)]
struct RowLine<'a> {
    sheet: &'a str,
    row: u32,
    cells: Vec<Json>,
}

/// Prints one sheet.
pub(crate) async fn run(asked: &Read, out: Output) -> Result<Exit, Failure> {
    let book = setup::open_book(&setup::settings_of_a_command()?, &asked.file).await?;
    let sheet = asked.sheet.clone();
    spawn_blocking(move || print(&*book, sheet.as_deref(), out)).await??;
    Ok(Exit::Fine)
}

fn print(book: &dyn Book, sheet: Option<&str>, out: Output) -> Result<(), Failure> {
    if out.is_json() {
        // Writing to nowhere finds the sheet, with the same words where there is none.
        let chosen = write_csv(book, sheet, &mut io::sink())?.sheet;
        json_lines(book, chosen, out)?;
    } else {
        let mut sink = Stdout { failure: None };
        let written = {
            let mut buffered = io::BufWriter::with_capacity(256 << 10, &mut sink);
            let written = write_csv(book, sheet, &mut buffered);
            written.and_then(|written| buffered.flush().map(|()| written).map_err(ReadError::from))
        };
        if let Some(failure) = sink.failure {
            return Err(failure);
        }
        let others: Vec<String> = written?.others.iter().map(|sheet| format!("{:?}", sheet.name)).collect();
        if !others.is_empty() {
            output::note(&format!("note: other sheets, to be read with --sheet: {}", others.join(", ")));
        }
    }
    for warning in book.warnings() {
        output::note(&format!("note: {}", warning.message));
    }
    Ok(())
}

fn json_lines(book: &dyn Book, sheet: usize, out: Output) -> Result<(), Failure> {
    let name = book.sheets().get(sheet).map_or("", |info| info.name.as_str());
    let mut rows = book.open(sheet)?;
    let mut row = Row::new();
    while rows.next(&mut row)? {
        out.json(&RowLine { sheet: name, row: row.number(), cells: row.cells().map(cell).collect() })?;
    }
    Ok(())
}

fn cell(cell: Cell<'_>) -> Json {
    match cell {
        Cell::Empty => Json::Null,
        Cell::Text(text) | Cell::Error(text) => text.into(),
        // Whole numbers as such: an article number is not 5060917001014.0.
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => (number as i64).into(),
        Cell::Number(number) => number.into(),
        Cell::Bool(value) => value.into(),
        Cell::Date(date) => date.format("%Y-%m-%dT%H:%M:%S%.f").to_string().into(),
    }
}

/// Below this every whole number is exact (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Standard output as a writer that remembers why it failed.
struct Stdout {
    failure: Option<Failure>,
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        output::data(bytes).map(|()| bytes.len()).map_err(|failure| {
            self.failure = Some(failure);
            io::ErrorKind::Other.into()
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
