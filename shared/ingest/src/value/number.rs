//! Decimal numbers as people write them, exactly: no binary float on the way from text to value.

use sellout_model::{Amount, Currency, Quantity};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::number_text;

/// Which sign of a column stands before the decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecimalSign {
    /// `1,234.56`
    #[default]
    #[serde(rename = ".")]
    Point,
    /// `1.234,56`
    #[serde(rename = ",")]
    Comma,
    /// The column has both; a number that could be either is refused.
    #[serde(skip)]
    Mixed,
}

/// What one text tells about its column's decimal sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberHint {
    /// Nothing: a whole number, or none at all.
    Nothing,
    /// It can only be read with this sign.
    Proof(DecimalSign),
    /// One point and three digits: `1.234` is either.
    UnsurePoint,
    /// One comma and three digits: `1,234` is either.
    UnsureComma,
}

/// An exact decimal: `mantissa / 10^scale`, with the currency written beside it, if that says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// All digits, with the sign.
    pub mantissa: i128,
    /// How many of them are decimals.
    pub scale: u32,
    /// The currency that stood beside the number, where its sign is of one currency only.
    pub currency: Option<Currency>,
}

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NumberError {
    /// Something else.
    #[error("not a number")]
    NotNumber,
    /// A share, never a figure.
    #[error("a percentage is not a figure")]
    Percent,
    /// `1.234` in a column that has both decimal signs.
    #[error("could be thousands or decimals, and the column has both spellings")]
    Ambiguous,
    /// More digits than anything sold.
    #[error("too many digits")]
    TooLong,
}

impl Number {
    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Self { mantissa: i128::from(value), scale: 0, currency: None }
    }

    /// Ten-thousandths, rounded half away from zero at the fourth decimal; `None` if too large.
    pub fn amount(&self) -> Option<Amount> {
        Amount::from_decimal(self.mantissa, self.scale)
    }

    /// Ten-thousandths of a piece; `None` if too large.
    pub fn quantity(&self) -> Option<Quantity> {
        Quantity::from_decimal(self.mantissa, self.scale)
    }

    /// Whether there is nothing but zeros after the decimal sign.
    pub fn is_whole(&self) -> bool {
        self.scale == 0 || 10_i128.checked_pow(self.scale).is_some_and(|unit| self.mantissa % unit == 0)
    }

    /// The exact product; `None` if it has too many digits.
    pub fn times(&self, other: &Self) -> Option<Self> {
        let mantissa = self.mantissa.checked_mul(other.mantissa)?;
        Some(Self { mantissa, scale: self.scale + other.scale, currency: self.currency.or(other.currency) })
    }

    /// A spreadsheet's number: its shortest decimal, at the 15 digits that spreadsheets keep.
    pub fn from_f64(value: f64) -> Result<Self, NumberError> {
        if !value.is_finite() {
            return Err(NumberError::NotNumber);
        }
        if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
            return Ok(Self::whole(value as i64));
        }
        number_text::from_scientific(&format!("{value:.14e}"))
    }
}

/// Reads a number; `None` for a cell that says nothing (`-`, `–`, blanks).
///
/// Spellings: grouping by comma, point, apostrophe and any kind of blank; `(3)`, `3-`, `-3` negative (brackets and
/// minus together once); a currency's sign or code on either side; `12,-`; full-width digits.
pub fn parse(text: &str, sign: DecimalSign) -> Result<Option<Number>, NumberError> {
    match plain_digits(text.as_bytes(), sign) {
        Some(number) => Ok(Some(number)),
        None => Ok(number_text::read(text, sign)?.map(|(number, _)| number)),
    }
}

/// What a text tells about the decimal sign of its column.
pub fn hint(text: &str) -> NumberHint {
    if let Some(hint) = plain_hint(text.as_bytes()) {
        return hint;
    }
    match number_text::read(text, DecimalSign::Point) {
        Ok(Some((_, hint))) => hint,
        Ok(None) | Err(_) => NumberHint::Nothing,
    }
}

/// The hint of the common case: digits, and at most one point or comma that cannot be mistaken.
fn plain_hint(bytes: &[u8]) -> Option<NumberHint> {
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let Some(at) = digits.iter().position(|b| !b.is_ascii_digit()) else { return Some(NumberHint::Nothing) };
    let part = digits.get(at + 1..)?;
    if at == 0 || matches!(part.len(), 0 | 3) || !part.iter().all(u8::is_ascii_digit) {
        return None;
    }
    match digits[at] {
        b'.' => Some(NumberHint::Proof(DecimalSign::Point)),
        b',' => Some(NumberHint::Proof(DecimalSign::Comma)),
        _ => None,
    }
}

fn plain_digits(bytes: &[u8], sign: DecimalSign) -> Option<Number> {
    let (mantissa, scale) = plain(bytes, sign)?;
    Some(Number { mantissa: i128::from(mantissa), scale, currency: None })
}

/// The common case without any ornament: `-?digits[sign digits]`, at most 18 digits. All of them, and how many are
/// decimals.
#[inline]
pub(crate) fn plain(bytes: &[u8], sign: DecimalSign) -> Option<(i64, u32)> {
    let (negative, digits) = match bytes.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, bytes),
    };
    let mark = match sign {
        DecimalSign::Point => b'.',
        DecimalSign::Comma => b',',
        DecimalSign::Mixed => 0,
    };
    if digits.is_empty() || digits.len() > 18 || !digits[0].is_ascii_digit() {
        return None;
    }
    let (mut mantissa, mut point) = (0_i64, None);
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + i64::from(digit);
        } else if *byte == mark && point.is_none() {
            point = Some(at);
        } else {
            return None;
        }
    }
    let scale = point.map_or(0, |at| digits.len() - 1 - at) as u32;
    Some((if negative { -mantissa } else { mantissa }, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, sign: DecimalSign) -> Option<String> {
        parse(text, sign).expect(text).map(|n| n.amount().expect("fits").to_text(0))
    }

    #[test]
    fn reads_every_spelling_of_the_files() {
        for (text, value) in [
            ("1,234.56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1 234,56", "1234.56"),
            ("1\u{a0}234,56", "1234.56"),
            ("1\u{202f}234\u{2009}567,5", "1234567.5"),
            ("1'234.50", "1234.5"),
            ("£4\u{a0}320,00", "4320"),
            ("4 320,00 zł", "4320"),
            ("EUR 12.50", "12.5"),
            ("-£3.10", "-3.1"),
            ("£-3.10", "-3.1"),
            ("(3)", "-3"),
            ("(£3.00)", "-3"),
            ("£ (3.00)", "-3"),
            ("(-0.12)", "-0.12"),
            ("3-", "-3"),
            ("−7", "-7"),
            ("12,-", "12"),
            ("12.–", "12"),
            ("'0042", "42"),
            ("619.0", "619"),
            ("１２３", "123"),
            ("1.234.567", "1234567"),
            (".5", "0.5"),
            ("+5", "5"),
            ("1000 円", "1000"),
        ] {
            assert_eq!(read(text, DecimalSign::Point).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn dashes_and_blanks_say_nothing() {
        for text in ["", " ", "-", "–", "—", "\u{a0}", "£ -"] {
            assert_eq!(parse(text, DecimalSign::Point), Ok(None), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_and_never_bent() {
        for text in ["abc", "12 pcs", "1,2,3", "1.2.3", "12,34,56.0", "--5", "1e", "#REF!", "5 €£", "()", "1.234.56"]
        {
            assert_eq!(parse(text, DecimalSign::Point), Err(NumberError::NotNumber), "{text}");
        }
        assert_eq!(parse("12%", DecimalSign::Point), Err(NumberError::Percent));
        assert_eq!(parse("1.234", DecimalSign::Mixed), Err(NumberError::Ambiguous));
    }

    #[test]
    fn three_digits_after_one_sign_are_read_by_the_columns_sign() {
        assert_eq!(read("1.234", DecimalSign::Point).as_deref(), Some("1.234"));
        assert_eq!(read("1.234", DecimalSign::Comma).as_deref(), Some("1234"));
        assert_eq!(read("1,234", DecimalSign::Point).as_deref(), Some("1234"));
        assert_eq!(hint("1.234"), NumberHint::UnsurePoint);
        assert_eq!(hint("0.125"), NumberHint::Proof(DecimalSign::Point));
        assert_eq!(hint("1234.567"), NumberHint::Proof(DecimalSign::Point));
        assert_eq!(hint("1.234.567"), NumberHint::Proof(DecimalSign::Comma));
        assert_eq!(hint("3,5"), NumberHint::Proof(DecimalSign::Comma));
        assert_eq!(hint("1234"), NumberHint::Nothing);
    }

    #[test]
    fn a_spreadsheets_binary_number_becomes_the_decimal_that_it_shows() {
        let text = |value| Number::from_f64(value).map(|n| n.amount().expect("fits").to_text(0));
        assert_eq!(text("2.5499999999999998".parse().expect("a float")), Ok("2.55".to_owned()));
        assert_eq!(text(0.1 + 0.2), Ok("0.3".to_owned()));
        assert_eq!(text(-1234.5), Ok("-1234.5".to_owned()));
        assert_eq!(text(5_060_084_589_304.0), Ok("5060084589304".to_owned()));
        assert_eq!(text(f64::NAN), Err(NumberError::NotNumber));
        assert!(Number::from_f64(3.000_000_000_000_000_4).expect("a number").is_whole());
    }

    #[test]
    fn a_currency_beside_the_number_is_told_where_it_proves_one() {
        let currency = |text| parse(text, DecimalSign::Comma).expect(text).expect(text).currency;
        assert_eq!(currency("£4 320,00"), "GBP".parse().ok());
        assert_eq!(currency("PLN 5"), "PLN".parse().ok());
        assert_eq!(currency("$5"), None);
    }
}
