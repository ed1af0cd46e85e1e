//! Numbers and days as people read them: rounded, with thousands separators. Files for machines never use this.

use chrono::{DateTime, Utc};
use sellout_model::{Amount, Currency, Grain, Period, Quantity};

use crate::model::Percent;

/// The sign of negative numbers in print, as wide as a digit.
const MINUS: char = '\u{2212}';

/// An amount rounded to its currency's digits: `1,234.50`, `−7.00`.
pub fn money(amount: Amount, currency: Currency) -> String {
    grouped(&amount.rounded(currency.digits()).to_text(currency.digits()))
}

/// A quantity: `1,234`, or with its decimals where it has any: `0.75`.
pub fn units(quantity: Quantity) -> String {
    grouped(&quantity.to_string())
}

/// A number of rows or lines.
pub fn count(rows: u64) -> String {
    grouped(&rows.to_string())
}

/// A change with its sign: `+12.4%`, `−3.0%`, `0.0%`; from a thousand on without the decimal.
pub fn change(percent: Percent) -> String {
    let sign = match percent.0 {
        0 => String::new(),
        1.. => "+".to_owned(),
        _ => MINUS.to_string(),
    };
    let size = percent.0.saturating_abs();
    let text = if size < 10_000 { Percent(size).to_string() } else { (size / 10).to_string() };
    format!("{sign}{}%", grouped(&text))
}

/// A share: `12.4%`.
pub fn share(percent: Percent) -> String {
    format!("{}%", grouped(&percent.to_string()))
}

/// A large amount in short for an axis: `1.2M`, `350k`, `0.5`; `value` is in ten-thousandths.
pub fn short(value: f64) -> String {
    let units = value / Amount::SCALE as f64;
    let (scaled, letter) = match units.abs() {
        v if v >= 1e9 => (units / 1e9, "bn"),
        v if v >= 1e6 => (units / 1e6, "M"),
        v if v >= 1e4 => (units / 1e3, "k"),
        _ => (units, ""),
    };
    let text = format!("{scaled:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}{letter}", grouped(if text == "-0" { "0" } else { text }))
}

/// A period in words: `April 2025`, `Q1 2025`, `7 April 2025`, `31 March – 6 April 2025`.
pub fn period(period: &Period) -> String {
    let (from, to) = (period.from, period.to);
    let whole = Period::between(from, to).map_or(period.grain, |p| p.grain);
    match whole {
        Grain::Month => from.format("%B %Y").to_string(),
        Grain::Quarter => {
            format!("Q{} {}", from.format("%m").to_string().parse::<u32>().map_or(1, |m| m / 3 + 1), from.format("%Y"))
        }
        Grain::Day => from.format("%-d %B %Y").to_string(),
        Grain::Week | Grain::Range if from.format("%Y").to_string() == to.format("%Y").to_string() => {
            format!("{} – {}", from.format("%-d %B"), to.format("%-d %B %Y"))
        }
        Grain::Week | Grain::Range => format!("{} – {}", from.format("%-d %B %Y"), to.format("%-d %B %Y")),
    }
}

/// A moment: `1 May 2025, 06:30 UTC`.
pub fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// `1 row`, `2 rows`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A plain decimal text with commas between thousands and the minus of print.
fn grouped(plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or((None, plain), |rest| (Some(MINUS), rest));
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let mut out = String::with_capacity(plain.len() + whole.len() / 3 + 2);
    out.extend(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_rounded_to_its_currency_and_grouped() {
        let yen: Currency = "JPY".parse().expect("a code");
        assert_eq!(money(Amount(12_345_678_950), Currency::EUR), "1,234,567.90");
        assert_eq!(money(Amount(-9_999_950), Currency::EUR), "−1,000.00");
        assert_eq!(money(Amount(9_995_000), yen), "1,000");
        assert_eq!(money(Amount(-1), Currency::EUR), "0.00");
    }

    #[test]
    fn changes_carry_their_sign() {
        assert_eq!(change(Percent(124)), "+12.4%");
        assert_eq!(change(Percent(-30)), "−3.0%");
        assert_eq!(change(Percent(0)), "0.0%");
        assert_eq!(change(Percent(123_456)), "+12,345%");
    }

    #[test]
    fn axis_numbers_are_short() {
        let unit = Amount::SCALE as f64;
        assert_eq!(short(1_250_000.0 * unit), "1.25M");
        assert_eq!(short(-20_000.0 * unit), "−20k");
        assert_eq!(short(2_500.0 * unit), "2,500");
        assert_eq!(short(0.0), "0");
        assert_eq!(short(0.5 * unit), "0.5");
    }

    #[test]
    fn periods_are_said_in_words() {
        let said = |text: &str| period(&text.parse().expect("a period"));
        assert_eq!(said("2025-04"), "April 2025");
        assert_eq!(said("2025-Q4"), "Q4 2025");
        assert_eq!(said("2025-04-07"), "7 April 2025");
        assert_eq!(said("2025-W14"), "31 March – 6 April 2025");
        assert_eq!(said("2024-12..2025-01"), "1 December 2024 – 31 January 2025");
    }
}
