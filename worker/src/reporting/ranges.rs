//! The ranges that schedules name: whole days ending yesterday in the schedule's zone.

use chrono::{Datelike, Days, Months, NaiveDate};
use sellout_model::Period;

/// Every range by name.
pub const RANGES: [&str; 9] = [
    "yesterday", "last_7_days", "last_30_days", "previous_week", "current_month", "previous_month",
    "current_quarter", "previous_quarter", "current_year",
];

/// The days a range means when it is looked at on `today`; `None` for an unknown name. The current month, quarter
/// and year end yesterday; on their first day they are the ones that ended then.
pub fn range_of(name: &str, today: NaiveDate) -> Option<Period> {
    let yesterday = today - Days::new(1);
    let last = |days: u64| Period::between(today - Days::new(days), yesterday).ok();
    match name {
        "yesterday" => last(1),
        "last_7_days" => last(7),
        "last_30_days" => last(30),
        "previous_week" => Some(Period::week_of(today - Days::new(7))),
        "current_month" => Period::between(Period::month_of(yesterday).from, yesterday).ok(),
        "previous_month" => Some(Period::month_of(today - Months::new(1))),
        "current_quarter" => Period::between(Period::quarter_of(yesterday).from, yesterday).ok(),
        "previous_quarter" => Some(Period::quarter_of(today - Months::new(3))),
        "current_year" => Period::between(NaiveDate::from_ymd_opt(yesterday.year(), 1, 1)?, yesterday).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(name: &str, today: &str) -> String {
        range_of(name, today.parse().expect("a day")).expect("a range").to_string()
    }

    #[test]
    fn ranges_are_whole_days_that_end_yesterday() {
        assert_eq!(range("last_7_days", "2025-03-03"), "2025-W09");
        assert_eq!(range("last_30_days", "2025-03-31"), "2025-03-01..2025-03-30");
        assert_eq!(range("previous_month", "2025-03-31"), "2025-02");
        assert_eq!(range("previous_month", "2025-01-01"), "2024-12");
        assert_eq!(range("previous_week", "2025-01-01"), "2024-W52");
        assert_eq!(range("current_month", "2025-03-10"), "2025-03-01..2025-03-09");
        assert_eq!(range("current_month", "2025-03-01"), "2025-02");
        assert_eq!(range("previous_quarter", "2025-02-28"), "2024-Q4");
        assert!(range_of("someday", "2025-03-03".parse().expect("a day")).is_none());
        for name in RANGES {
            assert!(range_of(name, "2024-02-29".parse().expect("a day")).is_some(), "{name}");
        }
    }
}
