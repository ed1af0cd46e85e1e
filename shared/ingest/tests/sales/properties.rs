//! Numbers and dates written in any spelling are read as what they were.

use proptest::prelude::*;
use sellout_ingest::value::{DateOrder, DecimalSign, date, number};

/// Digits in groups of three.
fn grouped(digits: &str, mark: &str) -> String {
    let first = digits.len() % 3;
    let mut out = digits[..first].to_owned();
    for (at, chunk) in digits.as_bytes()[first..].chunks(3).enumerate() {
        if first > 0 || at > 0 {
            out.push_str(mark);
        }
        out.push_str(std::str::from_utf8(chunk).expect("digits"));
    }
    out
}

#[derive(Clone, Debug)]
struct Spelling {
    sign: DecimalSign,
    group: &'static str,
    decimals: usize,
    minus: usize,
    coin: usize,
}

fn spelling() -> impl Strategy<Value = Spelling> {
    let marks = prop_oneof![
        Just((DecimalSign::Point, ",")),
        Just((DecimalSign::Comma, ".")),
        Just((DecimalSign::Comma, " ")),
        Just((DecimalSign::Comma, "\u{a0}")),
        Just((DecimalSign::Point, "\u{202f}")),
        Just((DecimalSign::Point, "'")),
        Just((DecimalSign::Point, "")),
        Just((DecimalSign::Comma, "")),
    ];
    (marks, 0_usize..=4, 0_usize..4, 0_usize..5).prop_map(|((sign, group), decimals, minus, coin)| Spelling {
        sign,
        group,
        decimals,
        minus,
        coin,
    })
}

fn write(value: i64, how: &Spelling) -> String {
    let unit = 10_u64.pow(how.decimals as u32);
    let abs = value.unsigned_abs();
    let mut text = grouped(&(abs / unit).to_string(), how.group);
    if how.decimals > 0 {
        text.push(if how.sign == DecimalSign::Point { '.' } else { ',' });
        let cents = format!("{:0width$}", abs % unit, width = how.decimals);
        text.push_str(&cents);
    }
    let coined = |text: String| match how.coin {
        0 => format!("£{text}"),
        1 => format!("{text} EUR"),
        2 => format!("{text}\u{a0}zł"),
        _ => text,
    };
    if value >= 0 {
        return coined(text);
    }
    match how.minus {
        0 => format!("-{}", coined(text)),
        1 => format!("({})", coined(text)),
        2 => coined(format!("({text})")),
        _ => format!("{text}-"),
    }
}

proptest! {
    #[test]
    fn a_number_written_in_a_locale_reads_as_itself(value in -999_999_999_999_i64..999_999_999_999, how in spelling()) {
        let text = write(value, &how);
        let read = number::parse(&text, how.sign).map(|n| n.map(|n| (n.mantissa, n.scale)));
        prop_assert_eq!(read, Ok(Some((i128::from(value), how.decimals as u32))), "{}", text);
    }

    #[test]
    fn a_spreadsheets_number_of_cents_is_exact(cents in -99_999_999_999_i64..99_999_999_999) {
        let read = number::Number::from_f64(cents as f64 / 100.0).expect("finite").amount();
        prop_assert_eq!(read.map(|a| a.0), Some(cents * 100));
    }

    #[test]
    fn a_day_written_in_any_spelling_reads_as_itself(days in 0_u64..40_000, how in 0_usize..9) {
        let day = chrono::NaiveDate::from_ymd_opt(1990, 1, 1).expect("a day") + chrono::Days::new(days);
        let (pattern, order) = [
            ("%Y-%m-%d", DateOrder::DayFirst),
            ("%d/%m/%Y", DateOrder::DayFirst),
            ("%m/%d/%Y", DateOrder::MonthFirst),
            ("%d.%m.%Y %H:%M", DateOrder::DayFirst),
            ("%-d %B %Y", DateOrder::DayFirst),
            ("%b %-d, %Y", DateOrder::MonthFirst),
            ("%Y%m%d", DateOrder::DayFirst),
            ("%Y-%m-%dT%H:%M:%S+1100", DateOrder::DayFirst),
            ("%Y年%-m月%-d日", DateOrder::DayFirst),
        ][how];
        let text = day.and_hms_opt(23, 59, 58).expect("a time").format(pattern).to_string();
        prop_assert_eq!(date::parse(&text, order), Ok(day), "{}", text);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,40}") {
        let number = number::parse(&text, DecimalSign::Comma);
        let day = date::parse(&text, DateOrder::Mixed);
        let period = sellout_ingest::value::period::parse(&text, DateOrder::DayFirst);
        prop_assert!(number.is_ok() || number.is_err() || day.is_ok() || period.is_some());
    }
}
