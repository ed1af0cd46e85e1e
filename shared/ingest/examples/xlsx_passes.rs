//! How long it takes to read a workbook and to parse it to records, beside calamine alone reading all of its cells one by
//! one: `xlsx_passes FILE [RUNS]`. `benches/xlsx.sh` makes a file and runs this on it.

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufReader, BufWriter};
use std::path::Path;
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use sellout_ingest::read::{Limits, SpoolBook, workbook};
use sellout_ingest::{Context, Format, Item, detect, parse, profile};

const TASKS: [&str; 3] = ["calamine, cell by cell", "read to rows", "read, profile and parse"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: xlsx_passes FILE [RUNS]")?;
    let runs: usize = arguments.next().map_or(Ok(5), |runs| runs.parse())?;
    let path = Path::new(&file);
    let mut times: [Vec<Duration>; 3] = Default::default();
    let mut sales = 0u64;
    // They take turns, so that a slow spell of the machine hits all of them.
    for _ in 0..runs {
        times[0].push(timed(|| bare(path))?);
        times[1].push(timed(|| spooled(path).map(|_| 0))?);
        times[2].push(timed(|| {
            sales = parsed(path)?;
            Ok(sales)
        })?);
    }
    println!("{sales} sales; medians of {runs} runs, taking turns:");
    let medians = times.map(median);
    for (task, median) in TASKS.iter().zip(medians) {
        println!("{task:<24} {:>8.3} s {:>6.2}", median.as_secs_f64(), median.as_secs_f64() / medians[0].as_secs_f64());
    }
    Ok(())
}

fn bare(path: &Path) -> Result<u64, Box<dyn Error>> {
    let mut book = Xlsx::new(BufReader::new(File::open(path)?))?;
    let (name, mut cells) = (book.sheet_names().first().cloned().ok_or("no sheet")?, 0);
    let mut reader = book.worksheet_cells_reader(&name)?;
    while let Some(cell) = reader.next_cell()? {
        black_box(cell.get_value());
        cells += 1;
    }
    Ok(cells)
}

/// What the limited child does, without the process.
fn spooled(path: &Path) -> Result<SpoolBook, Box<dyn Error>> {
    let mut spool = BufWriter::with_capacity(64 << 10, tempfile::tempfile()?);
    workbook::write_frames(File::open(path)?, &mut spool, &Limits::default())?;
    Ok(SpoolBook::open(spool.into_inner()?, None)?)
}

fn parsed(path: &Path) -> Result<u64, Box<dyn Error>> {
    let book = spooled(path)?;
    let context = Context { filename: "rows.xlsx".to_owned(), ..Context::default() };
    let found = detect(&book, &context.filename, Format::builtin())?;
    let format = Format::builtin().iter().find(|format| Some(&format.code) == found.format.as_ref());
    let format = format.ok_or("no format reads this file")?;
    let known = profile(&book, format, &context)?;
    let mut sales = 0;
    for item in parse(&book, format, &known, &context) {
        sales += u64::from(matches!(black_box(item?), Item::Sale(_)));
    }
    Ok(sales)
}

fn timed(work: impl FnOnce() -> Result<u64, Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    black_box(work()?);
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
