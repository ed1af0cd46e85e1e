//! Any bytes behind the first tag of a page or of an XML workbook: frames, always.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use sellout_ingest::read::{Limits, workbook};

fuzz_target!(|bytes: &[u8]| {
    for head in ["<table>", "<?xml version=\"1.0\"?><Workbook><Worksheet Name=\"A\"><Table>"] {
        let file = Cursor::new([head.as_bytes(), bytes].concat());
        workbook::write_frames(file, &mut Vec::new(), &Limits::default()).expect("memory does not fail");
    }
});
