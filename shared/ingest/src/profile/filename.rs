//! The period that a file's name says.

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use regex::{Captures, Regex};
use sellout_model::{Grain, Period};

use crate::format::{FileNameMeans, Format};
use crate::value::{DateOrder, Said, date, period};

/// Spellings of dates and months in file names, the more exact first. Groups: year, month, day, quarter, week.
static SPELLINGS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"(?:^|[^0-9])(?P<day>0[1-9]|[12]\d|3[01])[-_. ](?P<month>0[1-9]|1[0-2])[-_. ](?P<year>(?:19|20)\d\d)(?:[^0-9]|$)",
        r"(?:^|[^0-9])(?P<year>(?:19|20)\d\d)[-_. ](?P<month>0[1-9]|1[0-2])[-_. ](?P<day>0[1-9]|[12]\d|3[01])(?:[^0-9]|$)",
        r"(?:^|[^0-9])(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?:[^0-9]|$)",
        r"(?i)(?:^|[^0-9])(?P<year>(?:19|20)\d\d)[-_. ]?(?:W|KW)(?P<week>[0-5]\d)(?:[^0-9]|$)",
        r"(?i)(?:^|[^0-9])(?P<year>(?:19|20)\d\d)[-_. ]?Q(?P<quarter>[1-4])(?:[^0-9]|$)",
        r"(?i)(?:^|[^a-z0-9])Q(?P<quarter>[1-4])[-_. ]?(?P<year>(?:19|20)\d\d)(?:[^0-9]|$)",
        r"(?:^|[^0-9])(?P<year>(?:19|20)\d\d)[-_. ](?P<month>0[1-9]|1[0-2])(?:[^0-9]|$)",
        r"(?:^|[^0-9])(?P<month>0[1-9]|1[0-2])[-_. ](?P<year>(?:19|20)\d\d)(?:[^0-9]|$)",
        r"(?:^|[^\p{L}])(?P<name>\p{L}{3,12})[-_. ]?(?P<year>(?:19|20)\d\d|\d\d)(?:[^0-9]|$)",
        r"(?:^|[^0-9])(?P<year>(?:19|20)\d\d)[-_. ]?(?P<name>\p{L}{3,12})(?:[^\p{L}]|$)",
        r"(?:^|[^0-9])(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?:[^0-9]|$)",
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// The number of a copy, such as `(1)`, which is no date.
static COPY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\(\d{1,3}\)").ok());

/// Whether a file's name says any period, whatever a format makes of it.
pub(crate) fn says_any(filename: &str) -> bool {
    let stem = stem(filename);
    SPELLINGS.iter().any(|spelling| all_of(spelling, &stem).is_some())
}

/// The name without folders, ending and the number of a copy.
pub(crate) fn stem(filename: &str) -> Cow<'_, str> {
    let stem = filename.rsplit(['/', '\\']).next().unwrap_or(filename);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    COPY.as_ref().map_or_else(|| stem.into(), |copy| copy.replace_all(stem, " "))
}

/// The reported period by the file's name, as the format understands it.
pub(crate) fn period(format: &Format, filename: &str) -> Option<Period> {
    let stem = stem(filename);
    let said = match &format.period.file_name_pattern {
        Some(pattern) => pattern.regex().captures(&stem).and_then(|c| from_groups(&c))?,
        None => SPELLINGS.iter().find_map(|spelling| all_of(spelling, &stem))?,
    };
    match format.period.file_name {
        FileNameMeans::Nothing => None,
        FileNameMeans::WeekBefore => {
            let (from, to) = (said.from.checked_sub_days(Days::new(7))?, said.from.pred_opt()?);
            Some(Period { from, to, grain: Grain::Week })
        }
        FileNameMeans::Period if said.grain == Grain::Day => Period::of_grain(format.policy.grain, said.from),
        FileNameMeans::Period => Some(said),
    }
}

/// One spelling's period; from the first to the last where the name has several.
fn all_of(spelling: &Regex, stem: &str) -> Option<Period> {
    let (mut found, mut at) = (None::<Period>, 0);
    while let Some(captures) = spelling.captures_at(stem, at) {
        // The mark behind one date may be the mark before the next.
        let end = captures.iter().skip(1).flatten().map(|group| group.end()).max()?;
        at = end.max(at + 1);
        if let Some(period) = from_groups(&captures) {
            found = match found {
                Some(first) if first != period => Period::between(first.from, period.to).ok(),
                _ => Some(period),
            };
        }
        if at >= stem.len() || !stem.is_char_boundary(at) {
            break;
        }
    }
    found
}

fn from_groups(captures: &Captures<'_>) -> Option<Period> {
    let number = |name: &str| captures.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let year_text = captures.name("year")?.as_str();
    let year = date::full_year(year_text.parse().ok()?, year_text.len());
    if let Some(week) = number("week") {
        return NaiveDate::from_isoywd_opt(year, week, chrono::Weekday::Mon).map(Period::week_of);
    }
    if let Some(quarter) = number("quarter").filter(|q| (1..=4).contains(q)) {
        return NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1).map(Period::quarter_of);
    }
    let month = match captures.name("name").or_else(|| captures.name("month")) {
        Some(text) => match period::parse(text.as_str(), DateOrder::DayFirst)? {
            Said::Month(month) => month,
            Said::Period(_) | Said::Year(_) => return None,
        },
        None => return None,
    };
    match number("day") {
        Some(day) => NaiveDate::from_ymd_opt(year, month, day).map(Period::day),
        None => Period::month(year, month),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(extra: &str) -> Format {
        let text = format!("code = \"x\"\ntitle = \"X\"\n[columns]\nproduct = \"P\"\nquantity = \"Q\"\n{extra}");
        Format::from_toml(&text).expect("a format")
    }

    fn read(name: &str) -> String {
        period(&format(""), name).map_or_else(|| "none".to_owned(), |p| p.to_string())
    }

    #[test]
    fn reads_the_period_of_a_name() {
        for (name, said) in [
            ("sales 31-03-2025.xlsx", "2025-03"),
            ("sales_02_03_2025.csv", "2025-03"),
            ("2025-04 sell out.xlsx", "2025-04"),
            ("ReportPeriod03-2024.xlsx", "2024-03"),
            ("Galeria APR25.xlsx", "2025-04"),
            ("sales_april_2025.csv", "2025-04"),
            ("Q1 2024.xlsx", "2024-Q1"),
            ("2025-W14.csv", "2025-W14"),
            ("20250407_export.csv", "2025-04"),
            ("2025-01_2025-03.csv", "2025-Q1"),
            ("sales (1).xlsx", "none"),
            ("report 2025-04 (2).xlsx", "2025-04"),
            ("order 1234567890.csv", "none"),
            ("products v25.csv", "none"),
            ("C:\\2024-01\\plain.csv", "none"),
        ] {
            assert_eq!(read(name), said, "{name}");
        }
    }

    #[test]
    fn a_weekly_reports_date_is_the_day_after_its_week() {
        let weekly = format("[period]\nfile_name = \"week_before\"\n[policy]\ngrain = \"week\"\n");
        let week = period(&weekly, "Continuity Supplier Size Report 14-04-2025 (1).xlsx").expect("a week");
        assert_eq!((week.from.to_string(), week.to.to_string()), ("2025-04-07".to_owned(), "2025-04-13".to_owned()));
    }
}
