//! Any text as an article number: digits, or a refusal.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sellout_model::Ean;

fuzz_target!(|text: &str| {
    if let Ok(ean) = Ean::parse(text) {
        assert!(ean.as_str().bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(Ean::parse(ean.as_str()), Ok(ean));
    }
});
