//! How values are shown on pages: money with its digits, counts in groups, moments, sizes, states in words.

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::{Environment, Value};
use sellout_model::{Amount, Currency, Period, Quantity};
use sellout_report::show;

/// What stands where nothing is known.
const UNKNOWN: &str = "–";

/// Makes the filters known to templates.
pub(super) fn register(environment: &mut Environment<'static>) {
    environment.add_filter("money", money);
    environment.add_filter("units", units);
    environment.add_filter("count", |n: u64| show::count(n));
    environment.add_filter("moment", |text: &str| moment(text));
    environment.add_filter("size", size);
    environment.add_filter("words", |state: &str| words(state));
    environment.add_filter("mood", |state: &str| mood(state));
    environment.add_filter("sentence", |text: &str| sentence(text));
    environment.add_filter("percent", |tenths: f64| format!("{:.1} %", tenths.abs()));
    environment.add_filter("span", |thing: &Value| span(thing));
    environment.add_filter("differs", |gap: &str| gap.bytes().any(|b| (b'1'..=b'9').contains(&b)));
}

fn money(amount: Option<String>, currency: Option<String>) -> String {
    let Some(amount) = amount.and_then(|text| text.parse::<Amount>().ok()) else { return UNKNOWN.to_owned() };
    let currency = currency.and_then(|code| code.parse::<Currency>().ok()).unwrap_or(Currency::EUR);
    show::money(amount, currency)
}

/// An amount of the API as people read it.
pub(super) fn money_text(amount: Option<&str>, currency: &str) -> String {
    money(amount.map(str::to_owned), Some(currency.to_owned()))
}

fn units(number: Option<f64>) -> String {
    let quantity = number.and_then(|n| format!("{n}").parse::<Quantity>().ok());
    quantity.map_or_else(|| UNKNOWN.to_owned(), show::units)
}

fn moment(text: &str) -> String {
    text.parse::<DateTime<Utc>>().map_or_else(|_| text.to_owned(), |at| at.format("%-d %b %Y, %H:%M").to_string())
}

/// Bytes in the unit that fits: `812 bytes`, `3.4 MB`.
pub(crate) fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")];
    for (unit, name) in units {
        if bytes >= unit {
            let text = format!("{:.1}", bytes as f64 / unit as f64);
            return format!("{} {name}", text.trim_end_matches(".0"));
        }
    }
    format!("{bytes} bytes")
}

/// A state or code in words: `needs_period` is `Needs period`.
pub(crate) fn words(state: &str) -> String {
    let plain = state.replace(['_', '-'], " ");
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The colour of a state; its word stands beside it.
fn mood(state: &str) -> &'static str {
    match state {
        "completed" | "succeeded" | "sent" | "active" => "good",
        "completed_with_errors" | "needs_format" | "needs_period" | "needs_mode" | "retrying" | "paused" => "warn",
        "failed" | "bounced" => "bad",
        "pending" | "processing" | "queued" | "running" | "scheduled" => "busy",
        _ => "calm",
    }
}

/// With a capital and a full stop, as people write.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut said: String =
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    if !said.is_empty() && !said.ends_with(['.', '!', '?', '…']) {
        said.push('.');
    }
    said
}

/// The days from `period_from` to `period_to` of a thing, in words; empty if they are not known.
fn span(thing: &Value) -> String {
    let day = |name| thing.get_attr(name).ok()?.as_str()?.parse::<NaiveDate>().ok();
    match (day("period_from"), day("period_to")) {
        (Some(from), Some(to)) => {
            Period::between(from, to).map_or_else(|_| format!("{from} – {to}"), |p| show::period(&p))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_rounded_for_people_and_unknown_is_a_dash() {
        assert_eq!(money(Some("1415.7049".to_owned()), Some("EUR".to_owned())), "1,415.70");
        assert_eq!(money(None, Some("EUR".to_owned())), "–");
    }

    #[test]
    fn sizes_words_and_sentences() {
        assert_eq!(
            (size(812).as_str(), size(1 << 30).as_str(), size(3_600_000).as_str()),
            ("812 bytes", "1 GB", "3.4 MB")
        );
        assert_eq!(words("needs_period"), "Needs period");
        assert_eq!(sentence("nothing loaded"), "Nothing loaded.");
    }
}
