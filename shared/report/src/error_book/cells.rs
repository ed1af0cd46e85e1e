//! A cell as the source had it: what it is, and how a workbook keeps it.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SourceCell<'a> {
    /// Without a value.
    Empty,
    /// Text; an error value by its sign, such as `#REF!`.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A day, or a moment.
    Date(NaiveDateTime),
    /// A truth value.
    Bool(bool),
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Look {
    /// As programs show it by themselves.
    Plain,
    /// Text that stays text when it is written anew.
    Text,
    /// A day.
    Day,
    /// A moment.
    Moment,
}

impl SourceCell<'_> {
    /// How it looks; all cells of a text file are texts, also those to be filled in.
    pub(super) fn look(&self, is_text: bool) -> Look {
        match self {
            Self::Text(_) => Look::Text,
            Self::Empty if is_text => Look::Text,
            Self::Date(date) if date.time() == NaiveTime::MIN => Look::Day,
            Self::Date(_) => Look::Moment,
            Self::Empty | Self::Number(_) | Self::Bool(_) => Look::Plain,
        }
    }
}

/// The number that a workbook keeps a moment as: days since the last of 1899, with a day in 1900 that never was
/// (ECMA-376 part 1, 18.17.4.1).
pub(super) fn serial(date: NaiveDateTime) -> f64 {
    const DAY: f64 = 86_400_000.0;
    /// The last of February 1900 and all before are a day nearer, for the day that never was.
    const SHIFTED: f64 = 61.0;
    let first = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default().and_time(NaiveTime::MIN);
    let days = (date - first).num_milliseconds() as f64 / DAY;
    if days < SHIFTED { days - 1.0 } else { days }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_the_numbers_that_workbooks_keep() {
        let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").expect("a moment");
        for (moment, number) in [
            ("1900-01-01 00:00:00", 1.0),
            ("1900-02-28 00:00:00", 59.0),
            ("1900-03-01 00:00:00", 61.0),
            ("2025-04-03 00:00:00", 45_750.0),
            ("2025-04-03 18:00:00", 45_750.75),
        ] {
            assert!((serial(at(moment)) - number).abs() < 1e-9, "{moment}");
        }
    }
}
