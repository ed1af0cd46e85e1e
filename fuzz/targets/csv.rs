//! Any bytes as a text table: rows in order, or a refusal.

#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use sellout_ingest::read::{Limits, TextBook};
use sellout_ingest::{Book, Row};

fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("room for it");
    let Ok(book) = TextBook::open(file.path(), None, Limits::default()) else { return };
    let (mut rows, mut row, mut last) = (book.open(0).expect("it opened before"), Row::new(), 0);
    while let Ok(true) = rows.next(&mut row) {
        assert!(row.number() > last);
        last = row.number();
    }
});
