//! Months, quarters, weeks and ranges as they stand in cells, sheet names and headings.

use chrono::{NaiveDate, Weekday};
use sellout_model::Period;

use super::date::{self, DateHint, DateOrder, full_year};
use super::month;
use super::text::{narrow, plain, tidy};

/// What a text says of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// A whole period.
    Period(Period),
    /// A month whose year stands elsewhere.
    Month(u32),
    /// A year whose month may stand elsewhere.
    Year(i32),
}

/// Reads `2024-01`, `Q1 2024`, `Jan 2024`, `Jan-Mar 2024`, `01/2024`, `202401`, `2025-W14`, `APR25`, `2025年4月`,
/// two of them with `to`, `..` or a spaced dash between, a day in any spelling, a month or a year alone.
pub fn parse(text: &str, order: DateOrder) -> Option<Said> {
    if text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return few_digits(text);
    }
    let text = narrow(tidy(text));
    let text = tidy(text.strip_prefix('\'').unwrap_or(&text));
    if let Ok(period) = text.parse::<Period>() {
        return Some(Said::Period(period));
    }
    match date::parse(text, order) {
        Ok(day) if text.len() > 4 && !is_compact_month(text) => return Some(Said::Period(Period::day(day))),
        Ok(_) | Err(_) => {}
    }
    range(text, order).or_else(|| from_tokens(&tokens(text)))
}

/// What a text tells about day first or month first: a day, or two of them with a mark between.
pub fn hint(text: &str) -> DateHint {
    match date::hint(text) {
        DateHint::Nothing => {}
        told => return told,
    }
    // Asked of every date: two days have more letters than one, and ISO dates tell nothing.
    if text.len() < 13 || text.as_bytes()[4] == b'-' {
        return DateHint::Nothing;
    }
    let Some((left, right)) = parts_of_range(text) else { return DateHint::Nothing };
    match (date::hint(left), date::hint(right)) {
        (DateHint::Proof(order), _) | (_, DateHint::Proof(order)) => DateHint::Proof(order),
        (DateHint::Unsure, _) | (_, DateHint::Unsure) => DateHint::Unsure,
        (DateHint::Nothing, DateHint::Nothing) => DateHint::Nothing,
    }
}

/// The months of words alone: `1`, `01`, `Jan`, `sept.`, `4月`.
pub fn parse_month(text: &str) -> Option<u32> {
    match parse(text, DateOrder::DayFirst)? {
        Said::Month(month) => Some(month),
        Said::Year(_) | Said::Period(_) => None,
    }
}

/// A month or a year by its number.
fn few_digits(text: &str) -> Option<Said> {
    match (text.len(), text.parse::<u32>().ok()?) {
        (1 | 2, month @ 1..=12) => Some(Said::Month(month)),
        (4, year @ 1900..=2199) => Some(Said::Year(year as i32)),
        _ => None,
    }
}

fn is_compact_month(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A run of letters or a run of digits.
#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Number(u32, usize),
}

fn tokens(text: &str) -> Vec<Token> {
    let folded = plain(text);
    let mut found = Vec::new();
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let same = |c: char| if first.is_ascii_digit() { c.is_ascii_digit() } else { c.is_alphabetic() };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end.max(first.len_utf8()));
        rest = after;
        match run.parse::<u32>() {
            Ok(number) if first.is_ascii_digit() => found.push(Token::Number(number, run.len())),
            _ if first.is_alphabetic() => found.push(Token::Word(run.to_owned())),
            _ => {}
        }
    }
    found
}

fn from_tokens(tokens: &[Token]) -> Option<Said> {
    use Token::{Number, Word};
    let month_of = |year: u32, width: usize, month: u32| Period::month(full_year(year, width), month).map(Said::Period);
    match tokens {
        [Number(n, 6)] => month_of(n / 100, 4, n % 100),
        [Number(n @ 1..=12, _), Word(w)] if w == "月" => Some(Said::Month(*n)),
        [Number(year, 4), Word(y), Number(month, _), Word(m)] if y == "年" && m == "月" => month_of(*year, 4, *month),
        [Word(w)] => month::of_name(w).map(Said::Month),
        [Number(month @ 1..=12, 1 | 2), Number(year, 4)] | [Number(year, 4), Number(month @ 1..=12, 1 | 2)] => {
            month_of(*year, 4, *month)
        }
        [Word(w), Number(year, width @ (2 | 4))] | [Number(year, width @ (2 | 4)), Word(w)]
            if month::of_name(w).is_some() =>
        {
            month_of(*year, *width, month::of_name(w)?)
        }
        [Word(q), Number(n, _), Number(year, width @ (2 | 4))]
        | [Number(year, width @ 4), Word(q), Number(n, _)]
        | [Number(n, _), Word(q), Number(year, width @ (2 | 4))] => numbered(q, *n, full_year(*year, *width)),
        [Word(from), Word(to), Number(year, width @ (2 | 4))] => {
            let year = full_year(*year, *width);
            let (from, to) = (month::of_name(from)?, month::of_name(to)?);
            let (from, to) = (Period::month(year, from)?, Period::month(year, to)?);
            Period::between(from.from, to.to).ok().map(Said::Period)
        }
        _ => None,
    }
}

/// Quarters, halves and weeks by number, with their letters in several languages.
fn numbered(word: &str, number: u32, year: i32) -> Option<Said> {
    let month_of = |month| NaiveDate::from_ymd_opt(year, month, 1);
    let period = match word {
        "q" | "quarter" | "quartal" | "trimestre" | "кв" if (1..=4).contains(&number) => {
            Period::quarter_of(month_of(number * 3 - 2)?)
        }
        "h" if (1..=2).contains(&number) => {
            let from = month_of(number * 6 - 5)?;
            Period::between(from, Period::month(year, number * 6)?.to).ok()?
        }
        "w" | "week" | "kw" | "woche" | "wk" | "semaine" | "semana" | "settimana" | "tydzien" | "тиждень"
        | "неделя" => Period::week_of(NaiveDate::from_isoywd_opt(year, number, Weekday::Mon)?),
        _ => return None,
    };
    Some(Said::Period(period))
}

/// Two periods with a word or a spaced dash between; the first may leave the year to the second.
fn range(text: &str, order: DateOrder) -> Option<Said> {
    let (left, right) = parts_of_range(text)?;
    let Said::Period(right) = parse(right, order)? else { return None };
    let left = match parse(left, order)? {
        Said::Period(left) => left,
        Said::Month(month) => Period::month(chrono::Datelike::year(&right.from), month)?,
        Said::Year(_) => return None,
    };
    Period::between(left.from, right.to).ok().map(Said::Period)
}

fn parts_of_range(text: &str) -> Option<(&str, &str)> {
    [" - ", " – ", " — ", " to ", " bis ", " do ", " au ", " al ", "..", "–"]
        .into_iter()
        .find_map(|mark| text.split_once(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match parse(text, DateOrder::DayFirst) {
            Some(Said::Period(period)) => period.to_string(),
            Some(Said::Month(month)) => format!("month {month}"),
            Some(Said::Year(year)) => format!("year {year}"),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn reads_every_spelling_of_a_period() {
        for (text, period) in [
            ("2024-01", "2024-01"),
            ("Q1 2024", "2024-Q1"),
            ("2024 Q3", "2024-Q3"),
            ("3. Quartal 2024", "2024-Q3"),
            ("Jan 2024", "2024-01"),
            ("Jan-Mar 2024", "2024-Q1"),
            ("Jan 2024 - Feb 2024", "2024-01-01..2024-02-29"),
            ("Jan - Feb 2024", "2024-01-01..2024-02-29"),
            ("01/2024", "2024-01"),
            ("12.2024", "2024-12"),
            ("202404", "2024-04"),
            ("APR25", "2025-04"),
            ("sept 24", "2024-09"),
            ("2025-W14", "2025-W14"),
            ("2025W14", "2025-W14"),
            ("Week 14 2025", "2025-W14"),
            ("KW 14/2025", "2025-W14"),
            ("H1 2024", "2024-01-01..2024-06-30"),
            ("2025年4月", "2025-04"),
            ("4月", "month 4"),
            ("Kwiecień 2025", "2025-04"),
            ("03/05/2025", "2025-05-03"),
            ("01.03.2025 - 15.03.2025", "2025-03-01..2025-03-15"),
            ("Sept.", "month 9"),
            ("7", "month 7"),
            ("2025", "year 2025"),
        ] {
            assert_eq!(read(text), period, "{text}");
        }
    }

    #[test]
    fn says_nothing_where_there_is_no_period() {
        for text in ["Total", "Online", "", "Q5 2024", "13", "Week 60 2025", "Product 5", "Mar-Jan 2024", "2024-13"] {
            assert_eq!(read(text), "nothing", "{text}");
        }
    }
}
