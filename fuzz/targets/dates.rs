//! Any text as a day or a period of either order.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sellout_ingest::value::{DateOrder, date, period};

fuzz_target!(|text: &str| {
    for order in [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::Mixed] {
        if let Ok(day) = date::parse(text, order) {
            // A day is read the same from its own spelling.
            assert_eq!(date::parse(&day.format("%Y-%m-%d").to_string(), order), Ok(day));
        }
        period::parse(text, order);
    }
    date::hint(text);
});
