//! Text folded for comparison: the one place that decides when two spellings are the same.

use unicode_normalization::UnicodeNormalization;

/// Trimmed, with inner white space (no-break and thin spaces too) collapsed to one blank. For display.
pub fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in
        text.split(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')).filter(|w| !w.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Squeezed, full-width and compatibility letters made plain (NFKC), lower case. For keys and comparison.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut out = squeeze(text);
        out.make_ascii_lowercase();
        return out;
    }
    squeeze(&text.nfkc().collect::<String>().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_are_the_same_fold_alike() {
        assert_eq!(fold("  Sales\u{a0} Inc VAT £ "), "sales inc vat £");
        assert_eq!(fold("商品Ａ"), fold("商品A"));
        assert_eq!(squeeze(" Flagship \n Store "), "Flagship Store");
    }
}
