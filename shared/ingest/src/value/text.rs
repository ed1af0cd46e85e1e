//! Trimming and shortening of cell texts.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// White space and the marks that spreadsheets and editors leave behind unseen.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// The text without blanks (no-break, thin and zero-width ones too) around it.
#[inline]
pub fn tidy(text: &str) -> &str {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(b'!'..=b'~'), Some(b'!'..=b'~')) => text,
        _ => text.trim_matches(is_blank),
    }
}

/// Full-width digits and signs made plain; other text is left alone.
pub fn narrow(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| matches!(c, '\u{ff00}'..='\u{ffef}')) {
        Cow::Owned(text.nfkc().collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// At most `limit` characters, with an ellipsis where something was cut.
pub fn shorten(text: &str, limit: usize) -> String {
    if text.char_indices().nth(limit).is_none() {
        return text.to_owned();
    }
    let end = text.char_indices().nth(limit.saturating_sub(1)).map_or(0, |(at, _)| at);
    format!("{}…", &text[..end])
}

/// Folded as [`sellout_model::fold`] does, and without accents: `février` and `Fevrier` are the same.
pub fn plain(text: &str) -> String {
    let folded = sellout_model::fold(text);
    if folded.is_ascii() {
        return folded;
    }
    let bare = folded.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'));
    bare.map(|c| if c == 'ł' { 'l' } else { c }).nfc().collect()
}

/// A header for comparison: folded, with `_` as good as a blank.
pub fn header_key(text: &str) -> String {
    let folded = sellout_model::fold(text);
    if folded.contains('_') { sellout_model::squeeze(&folded.replace('_', " ")) } else { folded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_one_no_break_space_is_empty() {
        assert_eq!(tidy("\u{a0}"), "");
        assert_eq!(tidy(" \u{2009}a b\u{feff}"), "a b");
    }

    #[test]
    fn a_cut_text_shows_that_it_was_cut() {
        assert_eq!(shorten("äöüß", 3), "äö…");
        assert_eq!(shorten("äöü", 3), "äöü");
    }

    #[test]
    fn headers_compare_folded_and_with_underscores_as_blanks() {
        assert_eq!(header_key(" Sold_Qty "), header_key("sold  qty"));
    }
}
