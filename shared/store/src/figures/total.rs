//! Sums that no number of rows can overflow, and what is said of two of them in per cent.

use std::ops::{Add, Sub};

use sellout_model::{Amount, Quantity};

/// A sum of amounts or quantities in ten-thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Total(pub i128);

impl Total {
    /// As text with at least `digits` decimals and up to four where they are there: `1415.70`. Never rounded.
    pub fn to_text(self, digits: u8) -> String {
        let abs = self.0.unsigned_abs();
        let mut part = format!("{:04}", abs % 10_000);
        while part.len() > usize::from(digits) && part.ends_with('0') {
            part.pop();
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        let point = if part.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{part}", abs / 10_000)
    }

    /// As a money amount; a sum beyond 922 trillion units is shown as the largest there is.
    pub fn to_amount(self) -> Amount {
        Amount(self.clamped())
    }

    /// As a quantity, likewise.
    pub fn to_quantity(self) -> Quantity {
        Quantity(self.clamped())
    }

    fn clamped(self) -> i64 {
        i64::try_from(self.0).unwrap_or(if self.0 < 0 { i64::MIN } else { i64::MAX })
    }
}

impl Add for Total {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Total {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

/// How much `now` is more than `before` in per cent of the size of `before`, to one decimal; `None` where that is zero.
pub fn change_pct(now: Total, before: Total) -> Option<f64> {
    tenths(now.0 - before.0, before.0.abs())
}

/// `part` in per cent of a positive `whole`, to one decimal; `None` where returns outweigh sales or nothing was sold.
pub fn share_pct(part: Total, whole: Total) -> Option<f64> {
    tenths(part.0, whole.0)
}

/// Tenths of a per cent, rounded half away from zero.
fn tenths(top: i128, bottom: i128) -> Option<f64> {
    if bottom <= 0 {
        return None;
    }
    let rounded = (top * 2000 + bottom * top.signum()) / (bottom * 2);
    Some(rounded as f64 / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_beyond_an_i64_are_shown_exactly() {
        assert_eq!(Total(i128::from(i64::MAX) * 10).to_text(2), "9223372036854775.807");
        assert_eq!(Total(-14_157_000).to_text(2), "-1415.70");
        assert_eq!(Total(120_000).to_text(0), "12");
        assert_eq!(Total(i128::MAX / 2).to_amount(), Amount(i64::MAX));
    }

    #[test]
    fn changes_and_shares_round_half_away_from_zero() {
        assert_eq!(change_pct(Total(1124), Total(1000)), Some(12.4));
        assert_eq!(change_pct(Total(-200), Total(-100)), Some(-100.0));
        assert_eq!(change_pct(Total(1), Total(0)), None);
        assert_eq!(share_pct(Total(1), Total(2000)), Some(0.1));
        assert_eq!(share_pct(Total(-1), Total(2000)), Some(-0.1));
        assert_eq!(share_pct(Total(1), Total(-3)), None);
    }
}
