//! The dictionary of header words: a data file, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::format::Field;
use crate::value::text::plain;

static WORDS: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::read(include_str!("words.toml")).unwrap_or_default());

/// Header words by field, folded, and the words of columns that are never sales.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    fields: Vec<(Field, Vec<String>)>,
    never: Vec<String>,
}

/// How a header says a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Hit<'a> {
    /// It is the word.
    Whole(&'a str),
    /// The word stands in it.
    Within(&'a str),
}

impl Dictionary {
    fn read(source: &str) -> Option<Self> {
        let all: BTreeMap<String, Vec<String>> = toml::from_str(source).ok()?;
        let mut dictionary = Self::default();
        for (name, words) in all {
            let words: Vec<String> = words.iter().map(|w| key(w)).collect();
            match Field::ALL.iter().find(|f| f.as_str() == name) {
                Some(field) => dictionary.fields.push((*field, words)),
                None if name == "never" => dictionary.never = words,
                None => return None,
            }
        }
        Some(dictionary)
    }
}

/// The dictionary.
pub(crate) fn dictionary() -> &'static Dictionary {
    &WORDS
}

/// A header as the dictionary has its words: folded, without accents, punctuation as blanks.
pub(crate) fn key(header: &str) -> String {
    let plain = plain(header);
    let spaced: String = plain.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    sellout_model::squeeze(&spaced)
}

impl Dictionary {
    /// Every field that the header's words say, with the longest word that says it.
    pub(crate) fn fields_of(&self, key: &str) -> Vec<(Field, Hit<'_>)> {
        let mut found = Vec::new();
        for entry in &self.fields {
            let words = &entry.1;
            let hit = match words.iter().find(|w| *w == key) {
                Some(word) => Hit::Whole(word),
                None => match words.iter().filter(|w| is_within(w, key)).max_by_key(|w| w.len()) {
                    Some(word) => Hit::Within(word),
                    None => continue,
                },
            };
            found.push((entry.0, hit));
        }
        found
    }

    /// The word that makes a column one that is never sales.
    pub(crate) fn never(&self, key: &str) -> Option<&str> {
        self.never.iter().find(|w| *w == key || is_within(w, key)).map(String::as_str)
    }
}

/// Whether a word stands in a header as a whole word; scripts without blanks between words need no edges.
fn is_within(word: &str, key: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let no_blanks = word.chars().all(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
    if no_blanks {
        return word.chars().count() > 1 && key.contains(word);
    }
    key.match_indices(word).any(|(at, _)| {
        let before = key[..at].chars().next_back().is_none_or(|c| c == ' ');
        let after = key[at + word.len()..].chars().next().is_none_or(|c| c == ' ');
        before && after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_whole_and_every_field_in_it_is_known() {
        let dictionary = dictionary();
        assert!(dictionary.fields.len() >= 19, "{}", dictionary.fields.len());
        assert!(!dictionary.never.is_empty());
    }

    #[test]
    fn headers_of_ten_languages_are_understood() {
        for (header, field) in [
            ("Sold Qty", Field::Quantity),
            ("Menge", Field::Quantity),
            ("Quantité", Field::Quantity),
            ("Ilość", Field::Quantity),
            ("Кількість", Field::Quantity),
            ("Количество", Field::Quantity),
            ("数量", Field::Quantity),
            ("Umsatz (EUR)", Field::Amount),
            ("Importe", Field::Amount),
            ("Сума", Field::Amount),
            ("売上", Field::Amount),
            ("Штрихкод", Field::Ean),
            ("EAN-Code", Field::Ean),
            ("Codice a barre", Field::Ean),
            ("Winkel", Field::Store),
            ("店舗", Field::Store),
            ("Miesiąc", Field::Month),
        ] {
            let found = dictionary().fields_of(&key(header));
            assert!(found.iter().any(|(f, _)| *f == field), "{header}: {found:?}");
        }
    }

    #[test]
    fn shares_and_last_year_are_never_sales() {
        for header in ["Share %", "YoY", "Umsatz VJ", "Stock Qty", "Sales LY", "Budget"] {
            assert!(dictionary().never(&key(header)).is_some(), "{header}");
        }
        assert!(dictionary().never(&key("Sales Qty")).is_none());
    }
}
