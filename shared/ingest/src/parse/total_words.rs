//! The words of total rows in the languages of the files.

use std::sync::LazyLock;

use crate::value::stems::Stems;
use crate::value::text::plain;

/// Folded, without accents.
const WORDS: [&str; 38] = [
    "total",
    "totals",
    "grand total",
    "sub total",
    "subtotal",
    "sub-total",
    "sum",
    "gesamt",
    "gesamtsumme",
    "summe",
    "zwischensumme",
    "insgesamt",
    "total general",
    "total generale",
    "totale",
    "totaal",
    "subtotaal",
    "somme",
    "suma",
    "razem",
    "lacznie",
    "ogolem",
    "разом",
    "всього",
    "усього",
    "підсумок",
    "итого",
    "всего",
    "итог",
    "合計",
    "小計",
    "総計",
    "累計",
    "合计",
    "总计",
    "celkem",
    "osszesen",
    "yhteensa",
];

/// How a text looks like a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TotalWord {
    /// Nothing but the word.
    Exact,
    /// The word and something else: `Total Madrid`, `Madrid Total`, `Total Care`.
    Within,
}

/// Whether a text is, or begins or ends with, the word of a total.
pub(super) fn find(text: &str, more: &[String]) -> Option<TotalWord> {
    if !could_be(text) && more.is_empty() {
        return None;
    }
    let folded = plain(text);
    let folded = folded.trim_matches(|c: char| matches!(c, ':' | '*' | '=' | '.' | ' '));
    let is = |word: &str| {
        let rest = |at: Option<&str>| at.is_some_and(|r| r.starts_with(|c: char| !c.is_alphanumeric()));
        let before = folded.strip_suffix(word).is_some_and(|r| r.ends_with(|c: char| !c.is_alphanumeric()));
        if folded == word {
            Some(TotalWord::Exact)
        } else {
            (rest(folded.strip_prefix(word)) || before).then_some(TotalWord::Within)
        }
    };
    let found = WORDS.iter().copied().filter_map(is).chain(more.iter().filter_map(|w| is(&plain(w))));
    found.max_by_key(|word| *word == TotalWord::Exact)
}

/// Whether a text is nothing but the word of a total.
pub(crate) fn is_total_word(text: &str) -> bool {
    find(text, &[]) == Some(TotalWord::Exact)
}

/// Whether a text is the word of a total, or begins or ends with it.
pub(crate) fn is_total(text: &str) -> bool {
    find(text, &[]).is_some()
}

/// A quick no for nearly every row.
fn could_be(text: &str) -> bool {
    static STEMS: LazyLock<Stems> = LazyLock::new(|| Stems::new(WORDS));
    text.len() <= 120 && STEMS.may_be_in(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_totals_of_many_languages_by_whole_words() {
        for text in ["Total", "TOTAL:", "Grand total", "Gesamt", "Razem", "Итого", "Разом", "合計", "Łącznie", "Sum"]
        {
            assert_eq!(find(text, &[]), Some(TotalWord::Exact), "{text}");
        }
        for text in ["Total Madrid", "Madrid Total", "Total Care Shampoo", "TOTAL - Online"] {
            assert_eq!(find(text, &[]), Some(TotalWord::Within), "{text}");
        }
        for text in ["Totally", "Summer Breeze", "Subtotals1", "", "5060084589304", "Assumption"] {
            assert_eq!(find(text, &[]), None, "{text}");
        }
        assert_eq!(find("Overall", &["overall".to_owned()]), Some(TotalWord::Exact));
    }
}
