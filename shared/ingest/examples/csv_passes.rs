//! How long reading a CSV's cells and the two passes over them take, beside a bare loop over the csv crate's records of the same file:
//! `csv_passes FILE [RUNS]`. `benches/csv_passes.sh` makes a file and runs this on it.

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use sellout_ingest::read::{Limits, TextBook};
use sellout_ingest::{Book, Context, Format, Item, Line, Row, detect, parse, profile};

const TASKS: [&str; 4] = ["csv crate, ByteRecords", "cells alone", "profile", "parse"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: csv_passes FILE [RUNS]")?;
    let runs: usize = arguments.next().map_or(Ok(7), |runs| runs.parse())?;
    let (path, context) = (Path::new(&file), Context { filename: "rows.csv".to_owned(), ..Context::default() });
    let book = TextBook::open(path, None, Limits::default())?;
    let found = detect(&book, &context.filename, Format::builtin())?;
    let format = Format::builtin().iter().find(|format| Some(&format.code) == found.format.as_ref());
    let format = format.ok_or("no format reads this file")?;
    let known = profile(&book, format, &context)?;
    let mut times: [Vec<Duration>; 4] = Default::default();
    let mut sales = 0u64;
    // They take turns, so that a slow spell of the machine hits all of them.
    for _ in 0..runs {
        times[0].push(timed(|| bare(path))?);
        times[1].push(timed(|| cells(&book))?);
        times[2].push(timed(|| Ok(black_box(profile(&book, format, &context)?).rows))?);
        times[3].push(timed(|| {
            sales = 0;
            let mut parser = parse(&book, format, &known, &context);
            while let Some(line) = parser.next_line()? {
                sales += u64::from(matches!(black_box(&line), Line::Sale(_) | Line::Item(Item::Sale(_))));
            }
            Ok(sales)
        })?);
    }
    println!("{} rows, {sales} sales, read as {}; medians of {runs} runs, taking turns:", known.rows, format.code);
    let medians = times.map(median);
    for (task, median) in TASKS.iter().zip(medians) {
        println!("{task:<24} {:>8.3} s {:>6.2}", median.as_secs_f64(), median.as_secs_f64() / medians[0].as_secs_f64());
    }
    Ok(())
}

fn bare(path: &Path) -> Result<u64, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(File::open(path)?);
    let (mut record, mut cells) = (csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record)? {
        cells += black_box(&record).len() as u64;
    }
    Ok(cells)
}

fn cells(book: &TextBook) -> Result<u64, Box<dyn Error>> {
    let (mut rows, mut row, mut cells) = (book.open(0)?, Row::new(), 0);
    while rows.next(&mut row)? {
        cells += black_box(&row).len() as u64;
    }
    Ok(cells)
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
