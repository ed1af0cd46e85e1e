//! Values as people read them in a mail: money rounded to its currency, thousands apart, periods and moments in words.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::Tz;
use sellout_model::{Amount, Currency, Grain, Period, Quantity, one_line};
use serde::{Serialize, Serializer};

/// Text from outside, made one line of at most 300 letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(String);

/// Money, shown rounded to its currency's digits: `1,415.70 EUR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money(pub Amount, pub Currency);

/// Pieces: `1,234`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units(pub Quantity);

/// A moment in the reader's time zone: `7 April 2025, 14:05 (Europe/Warsaw)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub DateTime<Tz>);

impl Line {
    /// Of any text.
    pub fn new(text: &str) -> Self {
        Self(one_line(text, 300))
    }

    /// Of a file's name, short enough for a subject: 120 letters.
    pub fn name(text: &str) -> Self {
        Self(one_line(text, 120))
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.1.digits();
        write!(f, "{} {}", thousands_apart(&self.0.rounded(digits).to_text(digits)), self.1)
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&thousands_apart(&self.0.to_string()))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0.format("%-d %B %Y, %H:%M"), self.0.timezone())
    }
}

macro_rules! serialized_as_shown {
    ($($name:ident),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )+};
}
serialized_as_shown!(Line, Money, Units, Moment);

/// `1234567.80` as `1,234,567.80`.
pub(crate) fn thousands_apart(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, part) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{part}")
}

/// A period in words: `April 2025`, `week 14 of 2025 (31 March – 6 April 2025)`, `1 January – 15 March 2025`.
pub(crate) fn period_in_words(period: &Period) -> String {
    let (from, to) = (period.from, period.to);
    let calendar = |grain| Period::of_grain(grain, from).is_some_and(|p| (p.from, p.to) == (from, to));
    match period.grain {
        _ if from == to => day(from),
        Grain::Month if calendar(Grain::Month) => from.format("%B %Y").to_string(),
        Grain::Quarter if calendar(Grain::Quarter) => format!("quarter {} of {}", from.month0() / 3 + 1, from.year()),
        Grain::Week if calendar(Grain::Week) => {
            format!("week {} of {} ({})", from.iso_week().week(), from.iso_week().year(), days(from, to))
        }
        _ => days(from, to),
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> String {
    let short = if from.year() == to.year() { from.format("%-d %B").to_string() } else { day(from) };
    format!("{short} – {}", day(to))
}

fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, currency: &str) -> String {
        Money(text.parse().expect("an amount"), currency.parse().expect("a currency")).to_string()
    }

    #[test]
    fn money_is_rounded_to_its_currency_and_thousands_stand_apart() {
        assert_eq!(money("1234567.895", "EUR"), "1,234,567.90 EUR");
        assert_eq!(money("-1415.7", "PLN"), "-1,415.70 PLN");
        assert_eq!(money("999.5", "JPY"), "1,000 JPY");
        assert_eq!(money("0.0004", "KWD"), "0.000 KWD");
        assert_eq!(Units("12345.5".parse().expect("a quantity")).to_string(), "12,345.5");
    }

    #[test]
    fn periods_are_said_in_words() {
        for (text, words) in [
            ("2025-04", "April 2025"),
            ("2025-04-07", "7 April 2025"),
            ("2025-W14", "week 14 of 2025 (31 March – 6 April 2025)"),
            ("2025-W01", "week 1 of 2025 (30 December 2024 – 5 January 2025)"),
            ("2025-Q1", "quarter 1 of 2025"),
            ("2025-01-15..2025-03-02", "15 January – 2 March 2025"),
        ] {
            assert_eq!(period_in_words(&text.parse().expect("a period")), words);
        }
    }

    #[test]
    fn a_line_from_outside_stays_one_line() {
        assert_eq!(Line::new("x\r\nBcc: all@example.com").to_string(), "x Bcc: all@example.com");
        assert_eq!(Line::name(&"n".repeat(300)).to_string().chars().count(), 120);
    }
}
