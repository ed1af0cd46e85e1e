//! Money as an exact count of ten-thousandths of the currency unit.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::Quantity;

/// An amount in ten-thousandths of its currency's unit: `12.34` is `123_400`. The currency stands beside it.
///
/// Stored exactly and rounded only when shown. The range is about ±922 trillion units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Not a plain decimal number.
    #[error("not a decimal number")]
    NotDecimal,
    /// Larger than can be stored.
    #[error("amount is too large; at most 922 trillion units fit")]
    TooLarge,
}

impl Amount {
    /// How many stored units make one unit of the currency.
    pub const SCALE: i64 = 10_000;
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The amount of whole currency units, or `None` if it does not fit.
    pub fn from_units(units: i64) -> Option<Self> {
        units.checked_mul(Self::SCALE).map(Self)
    }

    /// `mantissa / 10^scale`, rounded half away from zero at the fourth decimal, or `None` if it does not fit.
    pub fn from_decimal(mantissa: i128, scale: u32) -> Option<Self> {
        scale_to_four(mantissa, scale).and_then(|v| i64::try_from(v).ok()).map(Self)
    }

    /// What so many pieces come to at this price, rounded once, half away from zero; `None` if it does not fit.
    pub fn times(self, pieces: Quantity) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(pieces.0);
        i64::try_from(div_half_away(product, i128::from(Quantity::SCALE))).ok().map(Self)
    }

    /// The sum, or `None` if it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// As text with at least `digits` decimals and up to four where they are there: `1415.70`, `0.1234`. Never rounded.
    pub fn to_text(self, digits: u8) -> String {
        let abs = self.0.unsigned_abs();
        let (whole, part) = (abs / 10_000, abs % 10_000);
        let mut text = format!("{part:04}");
        while text.len() > usize::from(digits) && text.ends_with('0') {
            text.pop();
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        if text.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{text}") }
    }

    /// Rounded half away from zero to `digits` (0 to 4) decimals, still in ten-thousandths.
    #[must_use]
    pub fn rounded(self, digits: u8) -> Self {
        let step = 10_i64.pow(4 - u32::from(digits.min(4)));
        let half = step / 2;
        let (quotient, rest) = (self.0 / step, self.0 % step);
        let up = if step > 1 && rest.abs() >= half { self.0.signum() } else { 0 };
        Self((quotient + up) * step)
    }
}

/// `mantissa / 10^scale` as ten-thousandths, rounded half away from zero.
pub(crate) fn scale_to_four(mantissa: i128, scale: u32) -> Option<i128> {
    const UNITS: [i128; 5] = [10_000, 1_000, 100, 10, 1];
    if let Some(unit) = UNITS.get(scale as usize) {
        if let Ok(short) = i64::try_from(mantissa) {
            return Some(i128::from(short) * unit);
        }
        return mantissa.checked_mul(*unit);
    }
    let Some(divisor) = 10_i128.checked_pow(scale - 4) else { return Some(0) };
    Some(div_half_away(mantissa, divisor))
}

/// Integer division rounded half away from zero; `divisor` is positive.
pub(crate) fn div_half_away(value: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (value / divisor, value % divisor);
    if rest.abs() >= divisor - rest.abs() { quotient + value.signum() } else { quotient }
}

/// Parses `-?digits[.digits]` into mantissa and scale.
pub(crate) fn plain_decimal(text: &str) -> Option<(i128, u32)> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && part.is_empty() || whole.len() + part.len() > 36 {
        return None;
    }
    let mut mantissa: i128 = 0;
    for byte in whole.bytes().chain(part.bytes()) {
        if !byte.is_ascii_digit() {
            return None;
        }
        mantissa = mantissa * 10 + i128::from(byte - b'0');
    }
    Some((if negative { -mantissa } else { mantissa }, part.len() as u32))
}

impl FromStr for Amount {
    type Err = AmountError;
    /// Reads `-?digits[.digits]`; decimals past the fourth are rounded half away from zero.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let (mantissa, scale) = plain_decimal(text).ok_or(AmountError::NotDecimal)?;
        Self::from_decimal(mantissa, scale).ok_or(AmountError::TooLarge)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(2))
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_up_to_four_decimals_and_never_rounds() {
        assert_eq!(Amount(14_157_000).to_text(2), "1415.70");
        assert_eq!(Amount(1_234).to_text(2), "0.1234");
        assert_eq!(Amount(-50).to_text(2), "-0.005");
        assert_eq!(Amount(120_000).to_text(0), "12");
    }

    #[test]
    fn decimals_past_the_fourth_round_half_away_from_zero() {
        assert_eq!("0.00005".parse(), Ok(Amount(1)));
        assert_eq!("-0.00005".parse(), Ok(Amount(-1)));
        assert_eq!("0.00004999".parse(), Ok(Amount(0)));
        assert_eq!("x".parse::<Amount>(), Err(AmountError::NotDecimal));
        assert_eq!("99999999999999999999".parse::<Amount>(), Err(AmountError::TooLarge));
    }

    #[test]
    fn a_price_times_pieces_is_rounded_once() {
        assert_eq!(Amount(123_500).times(Quantity(1_430_000)), Some(Amount(17_660_500)));
        assert_eq!(Amount(1).times(Quantity(-5_000)), Some(Amount(-1)), "half away from zero");
        assert_eq!(Amount(i64::MAX).times(Quantity(20_000)), None);
    }

    #[test]
    fn rounding_for_show_is_half_away_from_zero() {
        assert_eq!(Amount(12_350).rounded(2), Amount(12_400));
        assert_eq!(Amount(-12_350).rounded(2), Amount(-12_400));
        assert_eq!(Amount(12_349).rounded(2), Amount(12_300));
        assert_eq!(Amount(12_349).rounded(4), Amount(12_349));
    }
}
