//! Exchange rates and the one conversion.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::Amount;
use crate::amount::{div_half_away, plain_decimal};

/// Units of a currency per euro, in hundred-millionths: `4.2567` PLN per EUR is `425_670_000`. Always positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(pub i64);

/// Why a text is not a rate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RateError {
    /// Not a positive decimal number that fits.
    #[error("{0:?} is not a positive exchange rate such as 4.2567 (units of the currency for one euro)")]
    NotPositive(String),
}

impl Rate {
    /// How many stored units make a rate of one.
    pub const SCALE: i64 = 100_000_000;
    /// The euro's own rate.
    pub const ONE: Self = Self(Self::SCALE);
}

impl FromStr for Rate {
    type Err = RateError;
    fn from_str(text: &str) -> Result<Self, RateError> {
        let bad = || RateError::NotPositive(text.chars().take(40).collect());
        let (mantissa, scale) = plain_decimal(text.trim()).ok_or_else(bad)?;
        let value = if scale <= 8 {
            mantissa.checked_mul(10_i128.pow(8 - scale)).ok_or_else(bad)?
        } else {
            div_half_away(mantissa, 10_i128.pow((scale - 8).min(36)))
        };
        i64::try_from(value).ok().filter(|v| *v > 0).map(Self).ok_or_else(bad)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / Self::SCALE, self.0 % Self::SCALE);
        let part = format!("{part:08}");
        let part = part.trim_end_matches('0');
        if part.is_empty() { write!(f, "{whole}") } else { write!(f, "{whole}.{part}") }
    }
}

/// `original × to / from`, both rates being units per euro; rounded once, half away from zero.
///
/// `None` if the result does not fit.
pub fn convert(original: Amount, from: Rate, to: Rate) -> Option<Amount> {
    if from == to {
        return Some(original);
    }
    let product = i128::from(original.0) * i128::from(to.0);
    i64::try_from(div_half_away(product, i128::from(from.0))).ok().map(Amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_through_the_euro_and_rounds_once() {
        let pln: Rate = "4.2567".parse().expect("a rate");
        let gbp: Rate = "0.8338".parse().expect("a rate");
        assert_eq!(convert(Amount(1_000_000), pln, Rate::ONE), Some(Amount(234_924)));
        assert_eq!(convert(Amount(-1_000_000), pln, gbp), Some(Amount(-195_879)));
        assert_eq!(pln.to_string(), "4.2567");
    }

    #[test]
    fn a_rate_is_positive() {
        assert!("0".parse::<Rate>().is_err());
        assert!("-1".parse::<Rate>().is_err());
        assert!("N/A".parse::<Rate>().is_err());
    }
}
