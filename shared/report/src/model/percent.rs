//! Shares and changes in per cent.

use std::fmt;

/// A percentage in tenths of a per cent, rounded half away from zero: `12.4 %` is `124`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(pub i64);

impl Percent {
    /// How much `now` is more than `before`, against the size of `before`; `None` where that is zero.
    pub fn change(now: i64, before: i64) -> Option<Self> {
        Self::ratio(i128::from(now) - i128::from(before), i128::from(before).abs())
    }

    /// `part` of a positive `whole`; `None` where there is no such whole (returns may outweigh sales).
    pub fn share(part: i64, whole: i64) -> Option<Self> {
        Self::ratio(i128::from(part), i128::from(whole))
    }

    fn ratio(top: i128, bottom: i128) -> Option<Self> {
        if bottom <= 0 {
            return None;
        }
        let doubled = top * 2000 + bottom * top.signum();
        i64::try_from(doubled / (bottom * 2)).ok().map(Self)
    }

    /// As a plain number: `12.4`.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 10.0
    }
}

impl fmt::Display for Percent {
    /// A plain number with one decimal and no sign for gains: `12.4`, `-3.0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_against_the_size_of_what_was() {
        assert_eq!(Percent::change(1124, 1000), Some(Percent(124)));
        assert_eq!(Percent::change(50, -100), Some(Percent(1500)));
        assert_eq!(Percent::change(-200, -100), Some(Percent(-1000)));
        assert_eq!(Percent::change(5, 0), None);
    }

    #[test]
    fn shares_round_half_away_from_zero_and_need_a_positive_whole() {
        assert_eq!(Percent::share(1, 3).map(|p| p.to_string()).as_deref(), Some("33.3"));
        assert_eq!(Percent::share(-1, 2000).map(|p| p.to_string()).as_deref(), Some("-0.1"));
        assert_eq!(Percent::share(1, 2000), Some(Percent(1)));
        assert_eq!(Percent::share(1, -3), None);
        assert_eq!(Percent::share(i64::MAX, i64::MAX), Some(Percent(1000)));
    }
}
