//! What a file is, of any bytes: an answer or a refusal, never the machine's fault.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use sellout_ingest::ReadError;
use sellout_ingest::read::sniff::kind_of;

fuzz_target!(|bytes: &[u8]| {
    if let Err(ReadError::Io(error)) = kind_of(&mut Cursor::new(bytes)) {
        panic!("the machine is blamed: {error}");
    }
});
