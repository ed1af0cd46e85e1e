//! Every file of a folder of public test data gives a table or a clear refusal, quickly. The folder is named by
//! `CORPUS_DIR`; without it these tests say so and end.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sellout_ingest::read::TextBook;
use sellout_ingest::{Book, Cell, ReadError, Row};
use sellout_reader::Reader;
use serde_json::{Map, Value};

fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("CORPUS_DIR").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SKIPPED: set CORPUS_DIR to a folder of spreadsheets and CSV files to read them all");
    }
    folder
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_read-cells"))
}

/// Reads every sheet to its end: rows and cells with a value.
fn read_whole(book: &dyn Book) -> Result<(u64, u64), ReadError> {
    let (mut rows, mut cells, mut row) = (0, 0, Row::new());
    for sheet in 0..book.sheets().len() {
        let mut sheet = book.open(sheet)?;
        while sheet.next(&mut row)? {
            rows += 1;
            cells += row.cells().filter(|cell| *cell != Cell::Empty).count() as u64;
        }
    }
    Ok((rows, cells))
}

#[tokio::test]
async fn every_file_is_a_table_or_a_refusal_within_ten_seconds() {
    let Some(folder) = corpus() else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    paths.sort();
    let reader = reader();
    let mut failed = Vec::new();
    for path in paths {
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        let started = Instant::now();
        let outcome = match reader.open_book(&path, &name).await {
            Ok(book) => read_whole(book.as_ref()),
            Err(error) => Err(error),
        };
        let took = started.elapsed();
        match outcome {
            Ok((rows, cells)) => {
                println!("{name}\t{rows} rows\t{cells} cells\t{took:?}");
                if cells == 0 {
                    failed.push(format!("{name}: an empty table"));
                }
            }
            Err(ReadError::File(error)) => println!("{name}\t{}\t{error}\t{took:?}", error.code),
            Err(ReadError::Io(error)) => failed.push(format!("{name}: {error}")),
        }
        if took > Duration::from_secs(10) {
            failed.push(format!("{name}: took {took:?}"));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn csv_spectrum_is_read_exactly() {
    let Some(folder) = corpus().map(|folder| folder.join("csv/csv-spectrum")).filter(|folder| folder.is_dir()) else {
        return;
    };
    let mut paths = Vec::new();
    files(&folder.join("csvs"), &mut paths);
    assert!(!paths.is_empty());
    for path in paths {
        let answer = folder.join("json").join(path.file_name().unwrap()).with_extension("json");
        let mut json = fs::read_to_string(answer).unwrap();
        if !fs::read(&path).unwrap().contains(&b'\r') {
            // A copy of the collection whose line ends were made plain: the answers say what stood there before.
            json = json.replace("\\r\\n", "\\n");
        }
        let expected: Vec<Map<String, Value>> = serde_json::from_str(&json).unwrap();
        let book = TextBook::open(&path, None, sellout_ingest::read::Limits::default()).unwrap();
        assert_eq!(objects(&book), expected, "{}", path.display());
    }
}

/// The rows as objects by the words of the first row.
fn objects(book: &dyn Book) -> Vec<Map<String, Value>> {
    let mut rows = book.open(0).unwrap();
    let mut row = Row::new();
    assert!(rows.next(&mut row).unwrap());
    let header: Vec<String> = row.cells().map(text).collect();
    let mut objects = Vec::new();
    while rows.next(&mut row).unwrap() {
        assert_eq!(row.fault(), None);
        assert_eq!(row.len(), header.len());
        objects.push(header.iter().cloned().zip(row.cells().map(|cell| text(cell).into())).collect());
    }
    objects
}

fn text(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => text.to_owned(),
        Cell::Empty => String::new(),
        other => panic!("{other:?} in a text"),
    }
}
