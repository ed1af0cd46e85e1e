//! Buckets of a series.

use std::str::FromStr;

use chrono::NaiveDate;
use sellout_model::Period;

/// How long a bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// A day.
    Day,
    /// An ISO week.
    Week,
    /// A calendar month.
    Month,
}

impl Bucket {
    /// The bucket that a day falls in.
    pub fn of(self, day: NaiveDate) -> Period {
        match self {
            Self::Day => Period::day(day),
            Self::Week => Period::week_of(day),
            Self::Month => Period::month_of(day),
        }
    }

    /// A condition on statement `s`: its place lies in a single bucket, so its totals do.
    pub(super) fn holds_place(self, sqlite: bool) -> &'static str {
        match (self, sqlite) {
            (Self::Day, _) => "s.place_from = s.place_to",
            // The Sunday that ends a day's ISO week.
            (Self::Week, true) => "date(s.place_from, 'weekday 0') = date(s.place_to, 'weekday 0')",
            (Self::Week, false) => "date_trunc('week', s.place_from) = date_trunc('week', s.place_to)",
            (Self::Month, true) => "substr(s.place_from, 1, 7) = substr(s.place_to, 1, 7)",
            (Self::Month, false) => "date_trunc('month', s.place_from) = date_trunc('month', s.place_to)",
        }
    }
}

impl FromStr for Bucket {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            "month" => Ok(Self::Month),
            _ => Err(format!("{text:?} is not a bucket; write day, week or month")),
        }
    }
}
