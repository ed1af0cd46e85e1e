//! Any text as a number of either decimal sign.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sellout_ingest::value::{DecimalSign, number};

fuzz_target!(|text: &str| {
    for sign in [DecimalSign::Point, DecimalSign::Comma, DecimalSign::Mixed] {
        if let Ok(Some(number)) = number::parse(text, sign) {
            number.amount();
            number.quantity();
        }
    }
    number::hint(text);
});
