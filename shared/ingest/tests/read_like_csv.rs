//! Well-formed CSV of every make is read exactly as the csv crate reads it.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

use std::io::Write;

use proptest::prelude::*;
use sellout_ingest::read::{Limits, TextBook};
use sellout_ingest::{Book, Cell, Row};

/// Cells with all that needs quoting, in tables of two columns so that no row looks like several.
fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = "[a-c0-9 ,;\"\nüß東]{0,12}";
    proptest::collection::vec(proptest::collection::vec(cell, 2), 1..12)
}

fn ours(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let book = TextBook::open(file.path(), None, Limits::default()).unwrap();
    let (mut rows, mut row, mut found) = (book.open(0).unwrap(), Row::new(), Vec::new());
    while rows.next(&mut row).unwrap() {
        assert_eq!(row.fault(), None);
        let cell = |cell| if let Cell::Text(text) = cell { str::to_owned(text) } else { String::new() };
        found.push(row.cells().map(cell).collect());
    }
    found
}

proptest! {
    #[test]
    fn written_cells_come_back(table in tables(), crlf in any::<bool>(), always in any::<bool>()) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).quote_style(style).from_writer(Vec::new());
        // A directive would be a delimiter; a first row of plain words settles the comma.
        writer.write_record(["left", "right"]).unwrap();
        for _ in 0..20 {
            writer.write_record(["rose", "3"]).unwrap();
        }
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let blank = |cell: &String| if cell.trim().is_empty() { String::new() } else { cell.clone() };
        let expected: Vec<Vec<String>> = table.iter().map(|row| row.iter().map(blank).collect()).collect();
        prop_assert_eq!(&ours(&bytes)[21..], &expected[..]);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "[\",;\n\r\ta\u{0}é]{0,200}") {
        for bytes in [bytes, text.into_bytes()] {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(&bytes).unwrap();
            let Ok(sniffed) = sellout_ingest::read::sniff(file.path(), "x.csv") else { continue };
            let Ok(book) = TextBook::open(file.path(), sniffed.warning, Limits::default()) else { continue };
            let (mut rows, mut row) = (book.open(0).unwrap(), Row::new());
            let mut last = 0;
            while rows.next(&mut row).unwrap() {
                prop_assert!(row.number() > last);
                last = row.number();
            }
        }
    }
}
