//! Periods: the one grammar for days, weeks, months, quarters and ranges.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// How long a reported period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// One day.
    Day,
    /// An ISO week, or any seven days that a format calls its week.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// Anything else.
    Range,
}

impl Grain {
    /// The word used in the database, the API and formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Range => "range",
        }
    }
}

impl FromStr for Grain {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        Ok(match text {
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "range" => Self::Range,
            _ => return Err(PeriodError::Unreadable(text.to_owned())),
        })
    }
}

/// Inclusive first and last day, with the grain it was said in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day; figures are booked on it.
    pub to: NaiveDate,
    /// How it was said.
    pub grain: Grain,
}

/// Why a text is not a period.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PeriodError {
    /// Not in the grammar.
    #[error("{0:?} is not a period; write 2025-04, 2025-04-07, 2025-W14, 2025-Q1 or two of them with .. between")]
    Unreadable(String),
    /// The end lies before the start.
    #[error("the period {0} ends before it starts")]
    Backwards(String),
}

impl Period {
    /// One day.
    pub fn day(day: NaiveDate) -> Self {
        Self { from: day, to: day, grain: Grain::Day }
    }

    /// The calendar month that `day` falls in.
    pub fn month_of(day: NaiveDate) -> Self {
        let from = day - Days::new(u64::from(day.day0()));
        Self { from, to: from + Months::new(1) - Days::new(1), grain: Grain::Month }
    }

    /// A calendar month, 1 to 12.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        year_in_range(year).then(|| NaiveDate::from_ymd_opt(year, month, 1)).flatten().map(Self::month_of)
    }

    /// The ISO week (Monday to Sunday) that `day` falls in.
    pub fn week_of(day: NaiveDate) -> Self {
        let from = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
        Self { from, to: from + Days::new(6), grain: Grain::Week }
    }

    /// The calendar quarter that `day` falls in.
    pub fn quarter_of(day: NaiveDate) -> Self {
        let first = Self::month_of(day).from - Months::new(day.month0() % 3);
        Self { from: first, to: first + Months::new(3) - Days::new(1), grain: Grain::Quarter }
    }

    /// From one day to another, both in it; a calendar month, quarter or ISO week is recognised as such.
    pub fn between(from: NaiveDate, to: NaiveDate) -> Result<Self, PeriodError> {
        if to < from {
            return Err(PeriodError::Backwards(format!("{from}..{to}")));
        }
        let known = [Self::day(from), Self::week_of(from), Self::month_of(from), Self::quarter_of(from)];
        Ok(known.into_iter().find(|p| p.from == from && p.to == to).unwrap_or(Self { from, to, grain: Grain::Range }))
    }

    /// The period of this grain that `day` falls in; `None` for ranges, which have no calendar.
    pub fn of_grain(grain: Grain, day: NaiveDate) -> Option<Self> {
        match grain {
            Grain::Day => Some(Self::day(day)),
            Grain::Week => Some(Self::week_of(day)),
            Grain::Month => Some(Self::month_of(day)),
            Grain::Quarter => Some(Self::quarter_of(day)),
            Grain::Range => None,
        }
    }

    /// The day its figures are booked on: its last.
    pub fn booked_on(&self) -> NaiveDate {
        self.to
    }

    /// Whether the two have a day in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(&self, other: &Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// How many days it has.
    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// The period before it, of equal kind: the previous month of a month, the same number of days else.
    #[must_use]
    pub fn previous(&self) -> Self {
        let whole_months = self.from.day() == 1 && (self.to + Days::new(1)).day() == 1;
        if whole_months {
            let months =
                (self.to.year() - self.from.year()) * 12 + self.to.month0() as i32 - self.from.month0() as i32 + 1;
            let from = self.from - Months::new(months as u32);
            return Self { from, to: self.from - Days::new(1), grain: self.grain };
        }
        let days = Days::new(self.days() as u64);
        Self { from: self.from - days, to: self.to - days, grain: self.grain }
    }

    /// The same period a year earlier; the last day of a month stays the last day of its month.
    #[must_use]
    pub fn last_year(&self) -> Self {
        let to = if (self.to + Days::new(1)).day() == 1 {
            Self::month_of(self.to - Months::new(12)).to
        } else {
            self.to - Months::new(12)
        };
        Self { from: self.from - Months::new(12), to, grain: self.grain }
    }
}

fn year_in_range(year: i32) -> bool {
    (1900..=2199).contains(&year)
}

fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    year_in_range(year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten()
}

fn fixed_digits(text: &str, len: usize) -> Option<u32> {
    (text.len() == len && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn simple(text: &str) -> Option<Period> {
    let (year, rest) = text.split_once('-')?;
    let year = i32::try_from(fixed_digits(year, 4)?).ok()?;
    if let Some(week) = rest.strip_prefix(['W', 'w']) {
        let monday = NaiveDate::from_isoywd_opt(year, fixed_digits(week, 2)?, Weekday::Mon)?;
        return year_in_range(year).then(|| Period::week_of(monday));
    }
    if let Some(quarter) = rest.strip_prefix(['Q', 'q']) {
        let quarter = fixed_digits(quarter, 1).filter(|q| (1..=4).contains(q))?;
        return date(year, quarter * 3 - 2, 1).map(Period::quarter_of);
    }
    match rest.split_once('-') {
        None => Period::month(year, fixed_digits(rest, 2)?),
        Some((month, day)) => date(year, fixed_digits(month, 2)?, fixed_digits(day, 2)?).map(Period::day),
    }
}

impl FromStr for Period {
    type Err = PeriodError;
    /// Reads `2025-04`, `2025-04-07`, `2025-W14`, `2025-Q1` and `A..B` of any two of them.
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let text = text.trim();
        let bad = || PeriodError::Unreadable(text.chars().take(60).collect());
        match text.split_once("..") {
            None => simple(text).ok_or_else(bad),
            Some((from, to)) => {
                Self::between(simple(from.trim()).ok_or_else(bad)?.from, simple(to.trim()).ok_or_else(bad)?.to)
            }
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let iso = self.from.iso_week();
        match self.grain {
            Grain::Day if self.from == self.to => write!(f, "{}", self.from),
            Grain::Week if *self == Self::week_of(self.from) => write!(f, "{}-W{:02}", iso.year(), iso.week()),
            Grain::Month if *self == Self::month_of(self.from) => write!(f, "{}", self.from.format("%Y-%m")),
            Grain::Quarter if *self == Self::quarter_of(self.from) => {
                write!(f, "{}-Q{}", self.from.year(), self.from.month0() / 3 + 1)
            }
            _ => write!(f, "{}..{}", self.from, self.to),
        }
    }
}
impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(text: &str) -> Period {
        text.parse().expect("a period")
    }

    #[test]
    fn reads_every_word_of_the_grammar_and_writes_it_back() {
        for text in ["2025-04", "2025-04-07", "2025-W14", "2025-Q1", "2025-01-15..2025-04-02", "2020-W53"] {
            assert_eq!(p(text).to_string(), text);
        }
        assert_eq!(p("2025-01..2025-03").to_string(), "2025-Q1");
        assert_eq!(p("2024-02").to.to_string(), "2024-02-29");
        assert_eq!(p("2025-W01").from.to_string(), "2024-12-30");
    }

    #[test]
    fn refuses_what_is_not_a_period() {
        for text in [
            "",
            "2025",
            "2025-13",
            "2025-02-30",
            "2025-W54",
            "2025-Q5",
            "04-2025",
            "0025-04",
            "2025-4",
            "2025-03..2025-01",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_period_before_is_of_the_same_kind() {
        assert_eq!(p("2025-03").previous(), p("2025-02"));
        assert_eq!(p("2025-Q1").previous().to_string(), "2024-Q4");
        assert_eq!(p("2025-01..2025-02").previous().to_string(), "2024-11-01..2024-12-31");
        assert_eq!(p("2025-W02").previous(), p("2025-W01"));
        assert_eq!(p("2024-02").last_year(), p("2023-02"));
        assert_eq!(p("2025-02").last_year(), p("2024-02"));
    }
}
