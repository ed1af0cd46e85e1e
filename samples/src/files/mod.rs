//! The sample files, one module a sender, in the order in which they are loaded.

mod boxnox;
mod faulty;
mod liberty;
mod odette;
mod resellers;
mod shopify;
mod web_shop;

pub(crate) use liberty::item_id;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::expected::Sample;

/// Every sample file, in the order of loading. A living file's editions stand in the order in which they were sent.
pub fn all() -> Vec<Sample> {
    vec![
        resellers::table(),
        odette::table(),
        boxnox::may(),
        boxnox::june(),
        liberty::workbook(),
        liberty::text(),
        web_shop::orders(),
        shopify::orders(),
        faulty::table(),
    ]
}

/// A day of the calendar.
pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the samples name days that exist")
}

/// The first and the last day of a month.
pub(crate) fn month_days(year: i32, month: u32) -> (NaiveDate, NaiveDate) {
    let first = day(year, month, 1);
    (first, first + Months::new(1) - Days::new(1))
}

/// Year and month, from one month to another, both included.
fn months(from: (i32, u32), to: (i32, u32)) -> impl Iterator<Item = (i32, u32)> {
    let mut next = day(from.0, from.1, 1);
    std::iter::from_fn(move || {
        let month = (next.year(), next.month());
        next = next + Months::new(1);
        (month <= to).then_some(month)
    })
}

/// How a month sells against an average one, in percent: gifts in winter, the house growing from year to year.
fn season(year: i32, month: u32) -> i64 {
    let of_year = [82, 90, 94, 98, 108, 100, 92, 86, 98, 104, 126, 158][month as usize - 1];
    of_year * (100 + 14 * i64::from(year - 2024)) / 100
}
