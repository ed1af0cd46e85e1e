//! Value added tax: whether a reported amount has it inside, and which basis a figure takes.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Amount;
use crate::amount::div_half_away;

/// Whether the reported amounts include VAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vat {
    /// Gross amounts.
    Included,
    /// Net amounts.
    Excluded,
    /// The file does not say.
    Unknown,
}

impl Vat {
    /// As the API says it: yes, no, or unknown.
    pub fn included(self) -> Option<bool> {
        match self {
            Self::Included => Some(true),
            Self::Excluded => Some(false),
            Self::Unknown => None,
        }
    }

    /// The other way round.
    pub fn from_included(included: Option<bool>) -> Self {
        match included {
            Some(true) => Self::Included,
            Some(false) => Self::Excluded,
            None => Self::Unknown,
        }
    }

    /// Net and gross of a reported amount; each is known only as far as the basis and the rate
    /// (in ten-thousandths: 20 % is 2000) tell.
    pub fn net_and_gross(self, reported: Amount, rate: Option<u32>) -> (Option<Amount>, Option<Amount>) {
        let value = i128::from(reported.0);
        let scale = |top: i128, bottom: i128| i64::try_from(div_half_away(value * top, bottom)).ok().map(Amount);
        let with = |rate: u32| 10_000 + i128::from(rate);
        match self {
            Self::Included => (rate.and_then(|r| scale(10_000, with(r))), Some(reported)),
            Self::Excluded => (Some(reported), rate.and_then(|r| scale(with(r), 10_000))),
            Self::Unknown => (None, None),
        }
    }
}

/// Which amounts a figure adds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// As the files report them.
    #[default]
    Reported,
    /// Without VAT, where known.
    Net,
    /// With VAT, where known.
    Gross,
}

impl Basis {
    /// The word used in queries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Net => "net",
            Self::Gross => "gross",
        }
    }
}

impl FromStr for Basis {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "reported" => Ok(Self::Reported),
            "net" => Ok(Self::Net),
            "gross" => Ok(Self::Gross),
            _ => Err(format!("{text:?} is not a basis; write reported, net or gross")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn net_and_gross_are_known_as_far_as_the_file_tells() {
        assert_eq!(
            Vat::Included.net_and_gross(Amount(1_200_000), Some(2000)),
            (Some(Amount(1_000_000)), Some(Amount(1_200_000)))
        );
        assert_eq!(
            Vat::Excluded.net_and_gross(Amount(1_000_000), Some(2000)),
            (Some(Amount(1_000_000)), Some(Amount(1_200_000)))
        );
        assert_eq!(Vat::Included.net_and_gross(Amount(5), None), (None, Some(Amount(5))));
        assert_eq!(Vat::Unknown.net_and_gross(Amount(5), Some(2000)), (None, None));
    }
}
