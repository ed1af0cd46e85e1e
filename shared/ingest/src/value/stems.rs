//! A quick no for texts that hold none of some words: nearly all cells of a file.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Words of which one has to stand in a text, in any case.
#[derive(Debug)]
pub(crate) struct Stems(Option<AhoCorasick>);

impl Stems {
    /// Of these words; those that are not ASCII need not be among them.
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let words = words.into_iter().filter(|word| word.is_ascii());
        let mut builder = AhoCorasick::builder();
        Self(builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(words).ok())
    }

    /// Whether one of them may stand in the text; of a text that is not ASCII nothing is known.
    pub(crate) fn may_be_in(&self, text: &str) -> bool {
        let may_have = || !text.is_ascii() || self.0.as_ref().is_none_or(|words| words.is_match(text));
        !has_no_letters(text) && may_have()
    }
}

/// Whether a text is made of ASCII digits and signs, as most first cells of rows are.
pub(crate) fn has_no_letters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_any_of_them_is_known_at_once() {
        let stems = Stems::new(["tot", "gesam", "итого"]);
        assert!(stems.may_be_in("Grand TOTAL") && stems.may_be_in("Insgesamt") && stems.may_be_in("ИТОГО"));
        assert!(!stems.may_be_in("Night Cream 50 ml") && !stems.may_be_in(""));
    }
}
