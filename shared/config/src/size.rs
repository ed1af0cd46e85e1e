//! Sizes in bytes, as people write them.

use std::fmt;
use std::str::FromStr;

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

/// Unit names in lower case; kB, MB, GB count thousands and KiB, MiB, GiB count 1,024s (IEC 80000-13).
const UNITS: [(&str, u64); 9] = [
    ("", 1),
    ("b", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
];

impl FromStr for ByteSize {
    type Err = String;
    /// Reads `1073741824`, `500 MB`, `1 GiB`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let unit = text[digits..].trim().to_ascii_lowercase();
        let number: Option<u64> = text[..digits].parse().ok();
        let factor = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor);
        number
            .zip(factor)
            .and_then(|(number, factor)| number.checked_mul(factor))
            .map(Self)
            .ok_or_else(|| "write bytes such as 1073741824, or a number with a unit such as 500 MB or 1 GiB".to_owned())
    }
}

impl fmt::Display for ByteSize {
    /// The largest binary unit that divides it, else bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] {
            if self.0 > 0 && self.0.is_multiple_of(1 << shift) {
                return write!(f, "{} {unit}", self.0 >> shift);
            }
        }
        write!(f, "{} bytes", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_and_1024s_are_told_apart() {
        assert_eq!("1 GiB".parse(), Ok(ByteSize(1_073_741_824)));
        assert_eq!("500MB".parse(), Ok(ByteSize(500_000_000)));
        assert_eq!(" 20 ".parse(), Ok(ByteSize(20)));
        assert_eq!(ByteSize(1 << 30).to_string(), "1 GiB");
        assert_eq!(ByteSize(1500).to_string(), "1500 bytes");
    }

    #[test]
    fn what_is_no_size_is_refused_with_the_cure() {
        for text in ["", "GiB", "1.5 GiB", "-1", "1 parsec", "99999999999999 TiB"] {
            assert!(text.parse::<ByteSize>().is_err_and(|e| e.contains("1 GiB")), "{text}");
        }
    }
}
