//! Money of the samples: exact, and written the ways that senders write it.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// An amount in ten-thousandths of a currency unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Money(pub(crate) i64);

impl Money {
    pub(crate) fn cents(cents: i64) -> Self {
        Self(cents * 100)
    }

    pub(crate) fn times(self, count: i64) -> Self {
        Self(self.0 * count)
    }

    /// A part in hundredths, cut to the cent: what a discount or a fee of so many percent comes to.
    pub(crate) fn percent(self, percent: i64) -> Self {
        Self(self.0 * percent / 100 / 100 * 100)
    }

    /// `1415.70`, `0.1234`: two decimals, up to four where they are there.
    pub(crate) fn text(self) -> String {
        let (whole, part) = (self.0.unsigned_abs() / 10_000, self.0.unsigned_abs() % 10_000);
        let decimals = if part % 100 == 0 { format!("{:02}", part / 100) } else { format!("{part:04}") };
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{whole}.{}", if decimals.len() == 4 { decimals.trim_end_matches('0') } else { &decimals })
    }

    /// `1415,70`.
    pub(crate) fn comma_text(self) -> String {
        self.text().replace('.', ",")
    }

    /// `£4 320,00` with a no-break space between the thousands; the sign stands in front.
    pub(crate) fn pounds_text(self) -> String {
        let plain = Self(self.0.abs()).comma_text();
        let (whole, part) = plain.split_once(',').unwrap_or((&plain, "00"));
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index) % 3 == 0 {
                grouped.push('\u{a0}');
            }
            grouped.push(digit);
        }
        format!("{}£{grouped},{part}", if self.0 < 0 { "-" } else { "" })
    }

    /// As a spreadsheet stores it.
    pub(crate) fn number(self) -> f64 {
        self.0 as f64 / 10_000.0
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_senders_write_it() {
        assert_eq!(Money::cents(141_570).text(), "1415.70");
        assert_eq!(Money(-14_157_025).text(), "-1415.7025");
        assert_eq!(Money(1_234).text(), "0.1234");
        assert_eq!(Money::cents(432_000).pounds_text(), "£4\u{a0}320,00");
        assert_eq!(Money::cents(-6_800).pounds_text(), "-£68,00");
        assert_eq!(Money::cents(123_456_789).pounds_text(), "£1\u{a0}234\u{a0}567,89");
        assert_eq!(Money::cents(6_850).percent(15), Money::cents(1_027));
    }
}
