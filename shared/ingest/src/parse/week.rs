//! The week of a row by its number and the year beside it.

use chrono::{NaiveDate, Weekday};
use sellout_model::Period;

use super::fault::Fault;
use super::time::written_year;
use super::view::View;
use crate::format::Field;
use crate::profile::FilePeriod;
use crate::value::{DateOrder, Said, date, period};

/// The week of ISO 8601: `15`, `W15`, `KW 15`, with the year of its column, else of the file; `2025-W15` and `202515`
/// have their own.
pub(super) fn read(view: &View<'_>, file: &FilePeriod) -> Result<Option<Period>, Fault> {
    let columns = view.layout.columns.of(Field::Week);
    if columns.is_empty() && view.given(Field::Week).is_none() {
        return Ok(None);
    }
    let text = view.sound_text(Field::Week)?;
    if text.is_empty() {
        return Ok(None);
    }
    let column = view.first(columns).map(|(column, _)| column);
    let bad = || {
        let message = format!("{text:?} is not a week; write its number, such as 14, or 2025-W14");
        Fault::new(column, "bad_date", &text, message)
    };
    if let Some(Said::Period(period)) = period::parse(&text, DateOrder::DayFirst).filter(|_| !is_number(&text)) {
        return Ok(Some(period));
    }
    let (year, number) = match digits(&text).ok_or_else(bad)? {
        (number, 6) => (date::full_year(number / 100, 4), number % 100),
        (number, _) => {
            let message = "the week has no year; give a column with the year, or the period of the whole file";
            let year = written_year(view)?.or_else(|| file.year());
            (year.ok_or_else(|| Fault::missing(column, "missing_year", message))?, number)
        }
    };
    let monday = NaiveDate::from_isoywd_opt(year, number, Weekday::Mon);
    monday.map(|monday| Some(Period::week_of(monday))).ok_or_else(bad)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// The number of a text that has one and at most a word before it, and how many digits it has.
fn digits(text: &str) -> Option<(u32, usize)> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let number = whole.trim_start_matches(|c: char| !c.is_ascii_digit());
    let before = whole.len() - number.len();
    let fits = matches!(number.len(), 1 | 2 | 6) && before <= 12 && number.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| number.parse().ok()).flatten().map(|n| (n, number.len()))
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn a_week_is_written_with_or_without_a_word() {
        for (text, found) in [
            ("15", Some((15, 2))),
            ("15.0", Some((15, 2))),
            ("KW 9", Some((9, 1))),
            ("W09", Some((9, 2))),
            ("202509", Some((202_509, 6))),
            ("1234", None),
            ("week", None),
            ("9 of 52", None),
        ] {
            assert_eq!(digits(text), found, "{text}");
        }
    }
}
