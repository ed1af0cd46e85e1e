//! Numbers with ornaments: signs, brackets, currencies, grouping. The plain ones never come here.

use sellout_model::Currency;

use super::currency;
use super::number::{DecimalSign, Number, NumberError, NumberHint};
use super::text::{is_blank, narrow};

/// A number's digits and separators, freed of its ornaments.
struct Bare<'a> {
    body: &'a str,
    negative: bool,
    currency: Option<Currency>,
}

/// Reads a number and what it tells about the decimal sign; `None` for a cell that says nothing.
pub(crate) fn read(text: &str, sign: DecimalSign) -> Result<Option<(Number, NumberHint)>, NumberError> {
    let text = narrow(text);
    if text.contains(['%', '‰']) {
        return Err(NumberError::Percent);
    }
    let Some(bare) = strip(&text)? else { return Ok(None) };
    let (mut number, hint) = match exponent(bare.body) {
        Some(number) => (number?, NumberHint::Nothing),
        None => digits(bare.body, sign)?,
    };
    if bare.negative {
        number.mantissa = -number.mantissa;
    }
    number.currency = bare.currency;
    Ok(Some((number, hint)))
}

/// `1.5e3` as Rust writes floats, and as spreadsheets write large numbers into text.
pub(crate) fn from_scientific(text: &str) -> Result<Number, NumberError> {
    exponent(text).unwrap_or(Err(NumberError::NotNumber))
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Takes signs, brackets and currencies off both ends until only digits and separators are left.
fn strip(text: &str) -> Result<Option<Bare<'_>>, NumberError> {
    let mut rest = text.trim_matches(is_blank);
    rest = rest.strip_prefix('\'').unwrap_or(rest);
    let (mut brackets, mut minus, mut coin, mut found) = (false, false, false, None);
    loop {
        rest = rest.trim_matches(is_blank);
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')).filter(|_| !brackets) {
            (brackets, rest) = (true, inner);
        } else if let Some(inner) = without_cents(rest) {
            rest = inner;
        } else if let Some(inner) = rest.strip_prefix(is_minus).or_else(|| rest.strip_suffix(is_minus)) {
            if minus {
                return Err(NumberError::NotNumber);
            }
            (minus, rest) = (true, inner);
        } else if let Some((inner, currency)) = without_currency(rest).filter(|_| !coin) {
            (coin, found, rest) = (true, currency, inner);
        } else if let Some(inner) = rest.strip_prefix('+').filter(|r| r.starts_with(|c: char| c.is_ascii_digit())) {
            rest = inner;
        } else {
            break;
        }
    }
    if rest.is_empty() {
        return if brackets || (coin && !minus) { Err(NumberError::NotNumber) } else { Ok(None) };
    }
    Ok(Some(Bare { body: rest, negative: minus || brackets, currency: found }))
}

/// `12,-` and `12.–`: no cents, not a minus.
fn without_cents(text: &str) -> Option<&str> {
    let inner = text.strip_suffix(is_minus)?;
    inner.strip_suffix([',', '.']).filter(|r| r.ends_with(|c: char| c.is_ascii_digit()))
}

/// Takes one currency sign or code off the front or the back.
fn without_currency(text: &str) -> Option<(&str, Option<Currency>)> {
    let ornament =
        |c: char| !c.is_ascii_digit() && !is_minus(c) && !matches!(c, '(' | ')' | ',' | '\'') && !is_blank(c);
    let head = text.find(|c: char| !ornament(c)).unwrap_or(text.len());
    if let Some(currency) = currency::beside_number(&text[..head]) {
        return Some((&text[head..], currency));
    }
    let tail =
        text.rfind(|c: char| !ornament(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let word = &text[tail..];
    if word.is_empty() {
        return None;
    }
    currency::beside_number(word).map(|currency| (&text[..tail], currency))
}

/// `digits[.digits]e[+-]digits`, or `None` if it is not of that shape.
fn exponent(body: &str) -> Option<Result<Number, NumberError>> {
    let (mantissa, power) = body.split_once(['e', 'E'])?;
    let (negative, digits) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let power: i32 = power.parse().ok().filter(|p: &i32| p.abs() <= 30)?;
    if whole.is_empty() || whole.len() + part.len() > 20 || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    let mut mantissa = whole.bytes().chain(part.bytes()).fold(0_i128, |m, b| m * 10 + i128::from(b - b'0'));
    let mut scale = part.len() as i32 - power;
    while scale > 0 && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    if scale < 0 {
        let Some(wide) = 10_i128.checked_pow(scale.unsigned_abs()).and_then(|unit| mantissa.checked_mul(unit)) else {
            return Some(Err(NumberError::TooLong));
        };
        (mantissa, scale) = (wide, 0);
    }
    let mantissa = if negative { -mantissa } else { mantissa };
    Some(Ok(Number { mantissa, scale: scale as u32, currency: None }))
}

/// Digits with separators: which one stands before the decimals, and are the groups threes?
fn digits(body: &str, sign: DecimalSign) -> Result<(Number, NumberHint), NumberError> {
    let (mark, hint) = decimal_mark(body, sign)?;
    let (whole, part) = match mark {
        Some(mark) => body.rsplit_once(mark).ok_or(NumberError::NotNumber)?,
        None => (body, ""),
    };
    let mut mantissa: i128 = 0;
    let mut count = 0_usize;
    for byte in grouped(whole)?.into_iter().chain(part.chars()) {
        let digit = byte.to_digit(10).ok_or(NumberError::NotNumber)?;
        mantissa = mantissa * 10 + i128::from(digit);
        count += 1;
        if count > 30 {
            return Err(NumberError::TooLong);
        }
    }
    if count == 0 {
        return Err(NumberError::NotNumber);
    }
    Ok((Number { mantissa, scale: part.len() as u32, currency: None }, hint))
}

/// The character before the decimals, if there is one, and what that tells.
fn decimal_mark(body: &str, sign: DecimalSign) -> Result<(Option<char>, NumberHint), NumberError> {
    let proof = |mark: char| NumberHint::Proof(if mark == '.' { DecimalSign::Point } else { DecimalSign::Comma });
    let (points, commas) = (body.matches('.').count(), body.matches(',').count());
    let mark = match (points, commas) {
        (0, 0) => return Ok((None, NumberHint::Nothing)),
        (1, 0) => '.',
        (0, 1) => ',',
        (_, 0) => return Ok((None, proof(','))),
        (0, _) => return Ok((None, proof('.'))),
        _ => {
            let last = if body.rfind('.') > body.rfind(',') { '.' } else { ',' };
            return if body.matches(last).count() == 1 {
                Ok((Some(last), proof(last)))
            } else {
                Err(NumberError::NotNumber)
            };
        }
    };
    let (whole, part) = body.split_once(mark).unwrap_or((body, ""));
    let could_be_a_group = part.len() == 3
        && (1..=3).contains(&whole.len())
        && !whole.starts_with('0')
        && whole.bytes().all(|b| b.is_ascii_digit());
    if !could_be_a_group {
        return Ok((Some(mark), proof(mark)));
    }
    let hint = if mark == '.' { NumberHint::UnsurePoint } else { NumberHint::UnsureComma };
    match (sign, mark) {
        (DecimalSign::Mixed, _) => Err(NumberError::Ambiguous),
        (DecimalSign::Point, '.') | (DecimalSign::Comma, ',') => Ok((Some(mark), hint)),
        _ => Ok((None, hint)),
    }
}

/// The digits of the whole part; its groups must be threes and divided by one and the same sign.
fn grouped(whole: &str) -> Result<Vec<char>, NumberError> {
    let mut digits = Vec::with_capacity(whole.len());
    let (mut divider, mut run) = (None, 0_usize);
    for c in whole.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            run += 1;
            continue;
        }
        let kind = match c {
            '.' | ',' => c,
            '\'' | '\u{2019}' => '\'',
            c if is_blank(c) => ' ',
            _ => return Err(NumberError::NotNumber),
        };
        let first = divider.is_none();
        if divider.is_some_and(|d| d != kind) || (first && !(1..=3).contains(&run)) || (!first && run != 3) {
            return Err(NumberError::NotNumber);
        }
        (divider, run) = (Some(kind), 0);
    }
    if divider.is_some() && run != 3 { Err(NumberError::NotNumber) } else { Ok(digits) }
}
