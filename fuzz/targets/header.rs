//! Any rows in which a header is looked for: lines of the text, their cells between commas.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sellout_ingest::{Context, Format, MemoryBook, detect, profile};

fuzz_target!(|text: &str| {
    let book = MemoryBook::of_rows(text.lines().map(|line| line.split(',')));
    detect(&book, "sales.csv", Format::builtin()).expect("memory does not fail");
    let context = Context { filename: "sales.csv".to_owned(), period: None, vendor: None };
    for format in Format::builtin() {
        // A book without the header is refused in words.
        if let Err(error) = profile(&book, format, &context) {
            assert!(!error.to_string().is_empty());
        }
    }
});
