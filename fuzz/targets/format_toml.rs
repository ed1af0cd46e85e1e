//! Any text as the description of a format.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sellout_ingest::Format;

fuzz_target!(|source: &str| {
    match Format::from_toml(source) {
        Ok(format) => assert_eq!(format.source(), source),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
