//! The days that a scheduled report is about, by name: whole days, the last of them yesterday or earlier.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::Period;

/// A range that moves with the day it is asked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportRange {
    /// The day before today.
    Yesterday,
    /// Seven days.
    #[serde(rename = "last_7_days")]
    Last7Days,
    /// Thirty days.
    #[serde(rename = "last_30_days")]
    Last30Days,
    /// Ninety days.
    #[serde(rename = "last_90_days")]
    Last90Days,
    /// The whole ISO week before the one that today lies in.
    PreviousWeek,
    /// The ISO week that yesterday lies in, up to yesterday.
    CurrentWeek,
    /// The whole calendar month before the one that today lies in.
    PreviousMonth,
    /// The calendar month that yesterday lies in, up to yesterday.
    CurrentMonth,
    /// The whole calendar quarter before the one that today lies in.
    PreviousQuarter,
    /// The calendar quarter that yesterday lies in, up to yesterday.
    CurrentQuarter,
    /// The whole calendar year before the one that today lies in.
    PreviousYear,
    /// The calendar year that yesterday lies in, up to yesterday.
    CurrentYear,
}

impl ReportRange {
    /// Every one of them with its word.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Yesterday, "yesterday"),
        (Self::Last7Days, "last_7_days"),
        (Self::Last30Days, "last_30_days"),
        (Self::Last90Days, "last_90_days"),
        (Self::PreviousWeek, "previous_week"),
        (Self::CurrentWeek, "current_week"),
        (Self::PreviousMonth, "previous_month"),
        (Self::CurrentMonth, "current_month"),
        (Self::PreviousQuarter, "previous_quarter"),
        (Self::CurrentQuarter, "current_quarter"),
        (Self::PreviousYear, "previous_year"),
        (Self::CurrentYear, "current_year"),
    ];

    /// The word used everywhere.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(range, _)| *range == self).map_or("", |(_, word)| word)
    }

    /// Its days as seen on `today`. The current week, month, quarter and year are those that yesterday lies in, up
    /// to yesterday.
    pub fn days(self, today: NaiveDate) -> Period {
        let yesterday = today - Days::new(1);
        let back = |days: u64| range(today - Days::new(days), yesterday);
        let year = |of: NaiveDate| range(of - Months::new(of.month0()) - Days::new(u64::from(of.day0())), of);
        match self {
            Self::Yesterday => Period::day(yesterday),
            Self::Last7Days => back(7),
            Self::Last30Days => back(30),
            Self::Last90Days => back(90),
            Self::PreviousWeek => Period::week_of(today - Days::new(7)),
            Self::CurrentWeek => range(Period::week_of(yesterday).from, yesterday),
            Self::PreviousMonth => Period::month_of(today).previous(),
            Self::CurrentMonth => range(Period::month_of(yesterday).from, yesterday),
            Self::PreviousQuarter => Period::quarter_of(today).previous(),
            Self::CurrentQuarter => range(Period::quarter_of(yesterday).from, yesterday),
            Self::PreviousYear => year(year(today).from - Days::new(1)),
            Self::CurrentYear => year(yesterday),
        }
    }
}

/// From a day to a later one or the same.
fn range(from: NaiveDate, to: NaiveDate) -> Period {
    Period::between(from, to).unwrap_or_else(|_| Period::day(to))
}

impl fmt::Display for ReportRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ReportRange {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.iter().find(|(_, word)| *word == text).map(|(range, _)| *range).ok_or_else(|| {
            let words: Vec<_> = Self::ALL.iter().map(|(_, word)| *word).collect();
            format!("{text:?} is not one of {}", words.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_whole_days_up_to_yesterday() {
        let on = |day: &str, range: &str| {
            let days = range.parse::<ReportRange>().unwrap().days(day.parse().unwrap());
            format!("{}..{}", days.from, days.to)
        };
        assert_eq!(on("2025-05-01", "last_7_days"), "2025-04-24..2025-04-30");
        assert_eq!(on("2025-05-01", "previous_month"), "2025-04-01..2025-04-30");
        assert_eq!(on("2025-05-01", "current_month"), "2025-04-01..2025-04-30");
        assert_eq!(on("2025-05-02", "current_month"), "2025-05-01..2025-05-01");
        assert_eq!(on("2025-05-05", "previous_week"), "2025-04-28..2025-05-04");
        assert_eq!(on("2025-01-01", "previous_quarter"), "2024-10-01..2024-12-31");
        assert_eq!(on("2025-05-02", "current_quarter"), "2025-04-01..2025-05-01");
        assert_eq!(on("2025-05-02", "previous_year"), "2024-01-01..2024-12-31");
        assert_eq!(on("2025-05-02", "current_year"), "2025-01-01..2025-05-01");
        assert_eq!(on("2025-05-02", "yesterday"), "2025-05-01..2025-05-01");
    }

    #[test]
    fn words_are_read_back() {
        for (range, word) in ReportRange::ALL {
            assert_eq!(word.parse(), Ok(*range));
        }
    }
}
