//! Days as they stand in cells. The offset of a time is dropped: the day is kept as written.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::month;
use super::text::{is_blank, narrow, tidy};

/// What `03/04/2024` means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// The third of April.
    #[default]
    DayFirst,
    /// The fourth of March.
    MonthFirst,
    /// The column has both; a date that could be either is refused.
    #[serde(skip)]
    Mixed,
}

/// What one text tells about the order of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateHint {
    /// Nothing: another spelling, or no date.
    Nothing,
    /// It can only be read so.
    Proof(DateOrder),
    /// Both are days.
    Unsure,
}

/// Why a text is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DateError {
    /// Something else.
    #[error("not a date")]
    NotDate,
    /// Such as 31 February.
    #[error("there is no such day")]
    NoSuchDay,
    /// `03/04/2024` in a column that has both orders.
    #[error("could be day first or month first, and the column has both")]
    Ambiguous,
}

/// Three numbers with `/`, `-` or `.` between.
struct Parts {
    numbers: [u32; 3],
    widths: [usize; 3],
}

/// Reads a day: ISO (also with a time), `20240103`, day or month first, with month names, `2024年1月3日`, and
/// the serial number that a spreadsheet gives a date (1900 system).
pub fn parse(text: &str, order: DateOrder) -> Result<NaiveDate, DateError> {
    if let Some(date) = iso(text.as_bytes()) {
        return date;
    }
    let text = narrow(tidy(text));
    let text = tidy(text.strip_prefix('\'').unwrap_or(&text));
    if let Some(date) = bare_digits(text) {
        return date;
    }
    if let Some(parts) = numeric_parts(text) {
        return from_parts(&parts, order);
    }
    if let Some(date) = east_asian(text) {
        return date;
    }
    with_month_name(text)
}

/// What a text tells about day first or month first.
pub fn hint(text: &str) -> DateHint {
    if text.as_bytes().get(4) == Some(&b'-') {
        return DateHint::Nothing;
    }
    let Some(Parts { numbers: [first, second, _], widths }) = numeric_parts(tidy(text)) else {
        return DateHint::Nothing;
    };
    match (first, second) {
        _ if widths[0] == 4 => DateHint::Nothing,
        (13..=31, 1..=12) => DateHint::Proof(DateOrder::DayFirst),
        (1..=12, 13..=31) => DateHint::Proof(DateOrder::MonthFirst),
        (1..=12, 1..=12) if first == second => DateHint::Nothing,
        (1..=12, 1..=12) => DateHint::Unsure,
        _ => DateHint::Nothing,
    }
}

/// The day of a spreadsheet's serial number in the 1900 system, for the years 1954 to 2119.
pub fn from_serial(serial: f64) -> Option<NaiveDate> {
    if !(20_000.0..80_500.0).contains(&serial) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial as u64))
}

/// Two digits of a year: 70 to 99 are of the last century.
pub fn full_year(year: u32, width: usize) -> i32 {
    match (width, year) {
        (1 | 2, 0..=69) => 2000 + year as i32,
        (1 | 2, _) => 1900 + year as i32,
        _ => year as i32,
    }
}

fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate, DateError> {
    if !(1900..=2199).contains(&year) {
        return Err(DateError::NotDate);
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay)
}

/// `2024-01-03`, with nothing or a time behind it: the common case.
fn iso(bytes: &[u8]) -> Option<Result<NaiveDate, DateError>> {
    let (date, rest) = bytes.split_at_checked(10)?;
    if date[4] != b'-' || date[7] != b'-' || !is_time(rest) {
        return None;
    }
    let digits = |range: std::ops::Range<usize>| {
        date[range].iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    Some(day(digits(0..4)? as i32, digits(5..7)?, digits(8..10)?))
}

fn is_time(rest: &[u8]) -> bool {
    match rest {
        [] => true,
        [b' ' | b'T' | b't' | b',', rest @ ..] => rest.contains(&b':') || rest.iter().all(u8::is_ascii_whitespace),
        _ => false,
    }
}

fn bare_digits(text: &str) -> Option<Result<NaiveDate, DateError>> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    match (whole.len(), part.is_empty()) {
        (8, _) if part.bytes().all(|b| b == b'0') => {
            let number: u32 = whole.parse().ok()?;
            Some(day((number / 10_000) as i32, number / 100 % 100, number % 100))
        }
        (5, _) => Some(from_serial(whole.parse().ok()?).ok_or(DateError::NotDate)),
        (_, true) => Some(Err(DateError::NotDate)),
        _ => None,
    }
}

/// `a/b/c` with one and the same mark, and nothing or a time behind it.
fn numeric_parts(text: &str) -> Option<Parts> {
    let end = text.find(|c: char| is_blank(c) || c == 'T' || c == ',').unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    if !is_time(rest.trim_end().as_bytes()) {
        return None;
    }
    let mark = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-' | '.'))?;
    let mut parts = Parts { numbers: [0; 3], widths: [0; 3] };
    let mut pieces = date.trim_end_matches('.').split(mark);
    for at in 0..3 {
        let piece = pieces.next()?;
        if piece.is_empty() || piece.len() > 4 || !piece.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        parts.numbers[at] = piece.parse().ok()?;
        parts.widths[at] = piece.len();
    }
    let fits =
        (parts.widths[0] <= 2 && matches!(parts.widths[2], 2 | 4)) || (parts.widths[0] == 4 && parts.widths[2] <= 2);
    (pieces.next().is_none() && parts.widths[1] <= 2 && fits).then_some(parts)
}

fn from_parts(parts: &Parts, order: DateOrder) -> Result<NaiveDate, DateError> {
    let [first, second, third] = parts.numbers;
    if parts.widths[0] == 4 {
        return day(first as i32, second, third);
    }
    let year = full_year(third, parts.widths[2]);
    match (first, second) {
        (13..=31, 1..=12) => day(year, second, first),
        (1..=12, 13..=31) => day(year, first, second),
        (1..=12, 1..=12) => match order {
            DateOrder::DayFirst => day(year, second, first),
            DateOrder::MonthFirst => day(year, first, second),
            DateOrder::Mixed if first == second => day(year, first, second),
            DateOrder::Mixed => Err(DateError::Ambiguous),
        },
        _ => Err(DateError::NoSuchDay),
    }
}

/// `2024年1月3日`.
fn east_asian(text: &str) -> Option<Result<NaiveDate, DateError>> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (number, _) = rest.split_once('日')?;
    let read = |s: &str| s.trim().parse::<u32>().ok();
    Some(day(read(year)? as i32, read(month)?, read(number)?))
}

/// `3 May 2025`, `May 3rd, 2025`, `3 de mayo de 2025`, `Wed, 16 Jul 2014 10:30:00 +0000`, `25-Mar-21`.
fn with_month_name(text: &str) -> Result<NaiveDate, DateError> {
    let (mut month, mut numbers) = (None, Vec::with_capacity(2));
    for (at, word) in
        text.split(|c: char| !c.is_alphanumeric() && c != ':' && c != '+').filter(|w| !w.is_empty()).enumerate()
    {
        if word.contains([':', '+']) {
            break;
        }
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = &word[digits.len()..];
        if !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && matches!(suffix, "" | "st" | "nd" | "rd" | "th")
        {
            if numbers.len() < 2 {
                numbers.push((digits.parse::<u32>().map_err(|_| DateError::NotDate)?, digits.len()));
            } else {
                return Err(DateError::NotDate);
            }
        } else if let (Some(found), None) = (month::of_name(word), month) {
            month = Some(found);
        } else if !matches!(word, "de" | "of" | "del" | "г" | "р") && (at > 0 || !is_weekday(text, word)) {
            return Err(DateError::NotDate);
        }
    }
    match (month, numbers.as_slice()) {
        (Some(month), &[(year, 4), (number, 1 | 2)]) => day(year as i32, month, number),
        (Some(month), &[(number, 1 | 2), (year, width @ (2 | 4))]) => day(full_year(year, width), month, number),
        _ => Err(DateError::NotDate),
    }
}

/// A first word before a comma: `Wed, 16 Jul 2014`.
fn is_weekday(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.starts_with([',', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        parse(text, DateOrder::DayFirst).map_or_else(|e| format!("{e:?}"), |d| d.to_string())
    }

    #[test]
    fn reads_every_spelling_of_a_day() {
        for (text, date) in [
            ("2025-05-03", "2025-05-03"),
            ("2014-07-16 12:12:05 +1100", "2014-07-16"),
            ("2014-07-16T23:59:59+11:00", "2014-07-16"),
            ("20250503", "2025-05-03"),
            ("2025/5/3", "2025-05-03"),
            ("03/05/2025", "2025-05-03"),
            ("3.5.2025", "2025-05-03"),
            ("03-05-25", "2025-05-03"),
            ("03.05.2025 10:30", "2025-05-03"),
            ("05/13/2025", "2025-05-13"),
            ("3/5/99", "1999-05-03"),
            ("Mar 25, 2021", "2021-03-25"),
            ("3rd May 2025", "2025-05-03"),
            ("25-Mar-21", "2021-03-25"),
            ("3 de mayo de 2025", "2025-05-03"),
            ("3. März 2025", "2025-03-03"),
            ("15 травня 2025 р.", "2025-05-15"),
            ("Wed, 16 Jul 2014 10:30:00 +0000", "2014-07-16"),
            ("2025年4月1日", "2025-04-01"),
            ("２０２５-04-01", "2025-04-01"),
            ("45658", "2025-01-01"),
            ("45658.75", "2025-01-01"),
        ] {
            assert_eq!(read(text), date, "{text}");
        }
    }

    #[test]
    fn says_whether_it_is_no_date_or_no_such_day() {
        assert_eq!(read("31/02/2025"), "NoSuchDay");
        assert_eq!(read("2025-02-30"), "NoSuchDay");
        assert_eq!(read("45/45/2025"), "NoSuchDay");
        for text in ["tomorrow", "Q1 2024", "May 2025", "1234", "12", "", "May Jun 2025", "1 2 3 May"] {
            assert_eq!(read(text), "NotDate", "{text}");
        }
        assert_eq!(parse("03/04/2025", DateOrder::Mixed), Err(DateError::Ambiguous));
        assert_eq!(parse("03/04/2025", DateOrder::MonthFirst).map(|d| d.to_string()), Ok("2025-03-04".to_owned()));
    }

    #[test]
    fn a_value_above_twelve_proves_the_order() {
        assert_eq!(hint("13/04/2025"), DateHint::Proof(DateOrder::DayFirst));
        assert_eq!(hint("04/13/2025 10:00"), DateHint::Proof(DateOrder::MonthFirst));
        assert_eq!(hint("04/05/2025"), DateHint::Unsure);
        assert_eq!(hint("2025-04-05"), DateHint::Nothing);
        assert_eq!(hint("4 May 2025"), DateHint::Nothing);
    }
}
