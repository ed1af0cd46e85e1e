//! Words of forms and lists that several pages read or write.

use chrono::{DateTime, Utc};

/// A moment as lists show it.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y, %H:%M").to_string()
}

/// Addresses that were typed with commas, semicolons or blanks between.
pub(super) fn addresses(typed: &str) -> Vec<String> {
    typed
        .split(|c: char| matches!(c, ',' | ';') || c.is_whitespace())
        .filter(|address| !address.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A query without its page, ready to have another one put behind it.
pub(super) fn query_without_page(query: Option<&str>) -> String {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .filter(|(name, value)| name != "page" && !value.is_empty());
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    let text = kept.extend_pairs(pairs).finish();
    if text.is_empty() { text } else { text + "&" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_keeps_its_filters_and_loses_its_page() {
        assert_eq!(query_without_page(Some("status=failed&page=3&vendor=")), "status=failed&");
        assert_eq!(query_without_page(None), "");
        assert_eq!(addresses("a@b.c, d@e.f;\ng@h.i"), ["a@b.c", "d@e.f", "g@h.i"]);
    }
}
