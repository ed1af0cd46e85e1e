//! EAN/GTIN article numbers.

use std::fmt;

use thiserror::Error;

/// A GTIN of 8, 12, 13 or 14 digits, as written (leading zeros kept).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ean {
    digits: [u8; 14],
    len: u8,
}

/// Why a text is not an EAN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EanError {
    /// Nothing but blanks.
    #[error("empty")]
    Empty,
    /// A character that is not a digit.
    #[error("an EAN has digits only")]
    NotDigits,
    /// A wrong number of digits.
    #[error("an EAN has 8, 12, 13 or 14 digits, this has {0}")]
    WrongLength(usize),
    /// A number that a spreadsheet has cut to an exponent: the digits are gone.
    #[error("the spreadsheet has cut the number to an exponent; format the column as text and send the full digits")]
    Truncated,
}

impl Ean {
    /// Reads an EAN as people and spreadsheets write it: blanks and dashes dropped, `5060084589304.0` and
    /// `5.060084589304E+12` restored when all digits are there. The check digit is not judged here.
    pub fn parse(text: &str) -> Result<Self, EanError> {
        let mut cleaned = [0_u8; 40];
        let mut len = 0;
        for c in text.chars() {
            match c {
                ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '-' | '\u{2010}'..='\u{2015}' | '\'' | '\u{feff}' | '\t' => {
                }
                c if c.is_ascii() && len < cleaned.len() => {
                    cleaned[len] = c as u8;
                    len += 1;
                }
                _ => return Err(EanError::NotDigits),
            }
        }
        let cleaned = &cleaned[..len];
        if cleaned.is_empty() {
            return Err(EanError::Empty);
        }
        if cleaned.iter().all(u8::is_ascii_digit) {
            return Self::from_digits(cleaned);
        }
        from_float(text, cleaned)
    }

    fn from_digits(text: &[u8]) -> Result<Self, EanError> {
        if !matches!(text.len(), 8 | 12 | 13 | 14) {
            return Err(EanError::WrongLength(text.len()));
        }
        let mut digits = [0; 14];
        digits[..text.len()].copy_from_slice(text);
        Ok(Self { digits, len: text.len() as u8 })
    }

    /// Whether the last digit is the check digit that GS1 General Specifications §7.9 asks for.
    pub fn check_digit_ok(&self) -> bool {
        let digits = &self.digits[..usize::from(self.len)];
        let (body, check) = digits.split_at(digits.len() - 1);
        let sum: u32 =
            body.iter().rev().enumerate().map(|(i, d)| u32::from(d - b'0') * if i % 2 == 0 { 3 } else { 1 }).sum();
        (10 - sum % 10) % 10 == u32::from(check[0] - b'0')
    }

    /// The digits as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.digits[..usize::from(self.len)]).unwrap_or_default()
    }
}

/// `5060084589304.0`, `5060084589304,00` and exponents whose mantissa still has every digit.
fn from_float(original: &str, cleaned: &[u8]) -> Result<Ean, EanError> {
    // A dash inside an exponent was dropped above; a negative exponent is no EAN.
    if original.contains("E-") || original.contains("e-") {
        return Err(EanError::NotDigits);
    }
    let text = std::str::from_utf8(cleaned).map_err(|_| EanError::NotDigits)?;
    let (mantissa, exponent) = match text.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => {
            let exponent: usize = exponent.trim_start_matches('+').parse().map_err(|_| EanError::NotDigits)?;
            (mantissa, Some(exponent))
        }
        None => (text, None),
    };
    let (whole, part) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    if whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return Err(EanError::NotDigits);
    }
    match exponent {
        None if part.bytes().all(|b| b == b'0') => Ean::from_digits(whole.as_bytes()),
        None => Err(EanError::NotDigits),
        Some(exponent) if exponent > 20 => Err(EanError::Truncated),
        Some(exponent) if part.len() < exponent => Err(EanError::Truncated),
        Some(exponent) => {
            let (kept, rest) = part.split_at(exponent);
            if rest.bytes().any(|b| b != b'0') {
                return Err(EanError::NotDigits);
            }
            Ean::from_digits(format!("{whole}{kept}").as_bytes())
        }
    }
}

impl fmt::Display for Ean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
impl fmt::Debug for Ean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_spreadsheets_make_of_an_ean() {
        for text in [
            "5060084589304",
            " 5060084589304 ",
            "506-0084-589304",
            "5060084589304.0",
            "5.060084589304E+12",
            "5.060084589304e12",
        ] {
            assert_eq!(Ean::parse(text).map(|e| e.to_string()), Ok("5060084589304".to_owned()), "{text}");
        }
        assert_eq!(Ean::parse("00012345").map(|e| e.to_string()), Ok("00012345".to_owned()));
    }

    #[test]
    fn names_what_is_wrong() {
        assert_eq!(Ean::parse("5.06008E+12"), Err(EanError::Truncated));
        assert_eq!(Ean::parse("506008458930"), Ean::from_digits(b"506008458930"));
        assert_eq!(Ean::parse("50600845893"), Err(EanError::WrongLength(11)));
        assert_eq!(Ean::parse("50600845893X4"), Err(EanError::NotDigits));
        assert_eq!(Ean::parse("5060084589304.5"), Err(EanError::NotDigits));
        assert_eq!(Ean::parse("  "), Err(EanError::Empty));
    }

    #[test]
    fn knows_a_wrong_check_digit() {
        assert!(Ean::parse("4006381333931").expect("thirteen digits").check_digit_ok());
        assert!(!Ean::parse("4006381333932").expect("thirteen digits").check_digit_ok());
        assert!(Ean::parse("96385074").expect("eight digits").check_digit_ok());
        assert!(Ean::parse("036000291452").expect("twelve digits").check_digit_ok());
    }
}
