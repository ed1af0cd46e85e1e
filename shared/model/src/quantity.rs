//! Numbers of pieces, stored like money so that kilograms fit where a format allows them.

use std::fmt;
use std::ops::Neg;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::amount::{plain_decimal, scale_to_four};

/// A quantity in ten-thousandths of a piece; whole unless the format allows fractions. Negative is a return.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(pub i64);

/// Why a text is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// Not a plain decimal number.
    #[error("not a number")]
    NotNumber,
    /// Larger than can be stored.
    #[error("quantity is too large")]
    TooLarge,
}

impl Quantity {
    /// How many stored units make one piece.
    pub const SCALE: i64 = 10_000;
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole pieces, or `None` if they do not fit.
    pub fn from_pieces(pieces: i64) -> Option<Self> {
        pieces.checked_mul(Self::SCALE).map(Self)
    }

    /// `mantissa / 10^scale`, rounded half away from zero at the fourth decimal, or `None` if it does not fit.
    pub fn from_decimal(mantissa: i128, scale: u32) -> Option<Self> {
        scale_to_four(mantissa, scale).and_then(|v| i64::try_from(v).ok()).map(Self)
    }

    /// Whether it is a whole number of pieces.
    pub fn is_whole(self) -> bool {
        self.0 % Self::SCALE == 0
    }

    /// Whether it is a return.
    pub fn is_return(self) -> bool {
        self.0 < 0
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (mantissa, scale) = plain_decimal(text).ok_or(QuantityError::NotNumber)?;
        Self::from_decimal(mantissa, scale).ok_or(QuantityError::TooLarge)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::Amount(self.0).to_text(0))
    }
}

impl Neg for Quantity {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Serialize for Quantity {
    /// A JSON number: whole where it is whole.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_whole() {
            serializer.serialize_i64(self.0 / Self::SCALE)
        } else {
            serializer.serialize_f64(self.0 as f64 / Self::SCALE as f64)
        }
    }
}
