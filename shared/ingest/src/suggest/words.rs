//! The dictionary of header words: a data file, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::format::Field;
use crate::value::currency;
use crate::value::text::plain;

static WORDS: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::read(include_str!("words.toml")).unwrap_or_default());

/// Header words by field, folded, and the words of columns that are never sales.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    fields: Vec<(Field, Vec<String>)>,
    never: Vec<String>,
    with_tax: Vec<String>,
    without_tax: Vec<String>,
}

/// How a header says a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Hit<'a> {
    /// It is the word.
    Whole(&'a str),
    /// The word stands in it.
    Within(&'a str),
}

/// All that a header's words say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Meanings<'a> {
    /// The fields, each with the longest word that says it.
    pub(crate) fields: Vec<(Field, Hit<'a>)>,
    /// The word that makes it a column that is never sales.
    pub(crate) never: Option<&'a str>,
    /// Whether it says that tax is included or not.
    pub(super) taxed: Option<bool>,
}

impl Meanings<'_> {
    /// Whether no word of it is known.
    pub(super) fn is_nothing(&self) -> bool {
        self.fields.is_empty() && self.never.is_none()
    }

    /// Whether it is a word that is known as a whole.
    pub(super) fn is_whole(&self) -> bool {
        self.fields.iter().any(|(_, hit)| matches!(hit, Hit::Whole(_)))
    }

    /// Whether it says a field.
    pub(super) fn says(&self, field: Field) -> bool {
        self.never.is_none() && self.fields.iter().any(|(said, _)| *said == field)
    }

    /// The figure that it says best.
    pub(super) fn figure(&self) -> Option<Field> {
        let figures = [Field::Quantity, Field::Amount, Field::Price];
        let said = self.fields.iter().filter(|(field, _)| self.never.is_none() && figures.contains(field));
        said.max_by_key(|(_, hit)| match hit {
            Hit::Whole(word) => (true, word.len()),
            Hit::Within(word) => (false, word.len()),
        })
        .map(|(field, _)| *field)
    }
}

impl Dictionary {
    fn read(source: &str) -> Option<Self> {
        let all: BTreeMap<String, Vec<String>> = toml::from_str(source).ok()?;
        let mut dictionary = Self::default();
        for (name, words) in all {
            let words: Vec<String> = words.iter().map(|w| folded(w)).collect();
            match (Field::ALL.iter().find(|f| f.as_str() == name), name.as_str()) {
                (Some(field), _) => dictionary.fields.push((*field, words)),
                (None, "never") => dictionary.never = words,
                (None, "with_tax") => dictionary.with_tax = longest_first(words),
                (None, "without_tax") => dictionary.without_tax = longest_first(words),
                (None, _) => return None,
            }
        }
        Some(dictionary)
    }

    /// All that a header's words say.
    pub(crate) fn meanings(&self, key: &str) -> Meanings<'_> {
        let (key, taxed) = self.without_tax_words(key);
        let mut found = Meanings { fields: self.fields_of(&key), never: None, taxed };
        if !found.is_whole() {
            let longest = found.fields.iter().filter_map(|(_, hit)| match hit {
                Hit::Whole(word) | Hit::Within(word) => Some(*word).filter(|word| word.contains(' ')),
            });
            let longest: Vec<&str> = longest.collect();
            let is_part = |word: &str| longest.iter().any(|longer| is_within(word, longer));
            let mut never = self.never.iter().filter(|word| **word == key || is_within(word, &key));
            found.never = never.find(|word| !is_part(word)).map(String::as_str);
        }
        found
    }

    /// Takes out `incl. VAT` and the like: it says what the figure is, not that it is the tax.
    fn without_tax_words(&self, key: &str) -> (String, Option<bool>) {
        for (words, taxed) in [(&self.without_tax, false), (&self.with_tax, true)] {
            if let Some(word) = words.iter().find(|word| is_within(word, key) && word.len() < key.len()) {
                return (sellout_model::squeeze(&key.replacen(word.as_str(), " ", 1)), Some(taxed));
            }
        }
        (key.to_owned(), None)
    }

    fn fields_of(&self, key: &str) -> Vec<(Field, Hit<'_>)> {
        let mut found = Vec::new();
        for (field, words) in &self.fields {
            let hit = match words.iter().find(|w| *w == key) {
                Some(word) => Hit::Whole(word),
                None => match words.iter().filter(|w| is_within(w, key)).max_by_key(|w| w.len()) {
                    Some(word) => Hit::Within(word),
                    None => continue,
                },
            };
            found.push((*field, hit));
        }
        found
    }
}

fn longest_first(mut words: Vec<String>) -> Vec<String> {
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// The dictionary.
pub(crate) fn dictionary() -> &'static Dictionary {
    &WORDS
}

/// A header as the dictionary has its words: folded, without accents, punctuation as blanks, without the currency
/// that its figures are in.
pub(crate) fn key(header: &str) -> String {
    let folded = folded(header);
    if !folded.contains(' ') {
        return folded;
    }
    let is_currency = |word: &&str| word.chars().count() <= 3 && currency::beside_number(word).is_some();
    let kept: Vec<&str> = folded.split(' ').filter(|word| !is_currency(word)).collect();
    if kept.is_empty() { folded } else { kept.join(" ") }
}

fn folded(text: &str) -> String {
    let plain = plain(&apart(text));
    let spaced: String = plain.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    sellout_model::squeeze(&spaced)
}

/// `SalesAmount` is two words, as `Sales_Amount` is; `MwSt` and `YoY` are one.
fn apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut small = 0;
    for c in text.chars() {
        if c.is_uppercase() && small > 1 {
            out.push(' ');
        }
        small = if c.is_lowercase() { small + 1 } else { 0 };
        out.push(c);
    }
    out
}

/// Whether a word stands in a header as a whole word; scripts without blanks between words need no edges.
pub(super) fn is_within(word: &str, key: &str) -> bool {
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
        assert!(!dictionary.never.is_empty() && !dictionary.with_tax.is_empty());
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
            ("SalesAmount", Field::Amount),
            ("Stock code", Field::Code),
        ] {
            let found = dictionary().meanings(&key(header));
            assert!(found.says(field), "{header}: {found:?}");
        }
    }

    #[test]
    fn shares_and_last_year_are_never_sales() {
        for header in ["Share %", "YoY", "Umsatz VJ", "Stock Qty", "Sales LY", "Budget", "VAT", "Sales tax"] {
            assert!(dictionary().meanings(&key(header)).never.is_some(), "{header}");
        }
        assert!(dictionary().meanings(&key("Sales Qty")).never.is_none());
    }

    #[test]
    fn a_figure_that_names_its_tax_is_still_the_figure() {
        for (header, taxed) in [
            ("Sales excl. VAT", Some(false)),
            ("Umsatz inkl. MwSt.", Some(true)),
            ("Montant TTC", Some(true)),
            ("Montant HT", Some(false)),
            ("Wartość netto", Some(false)),
            ("Сумма с НДС", Some(true)),
            ("売上（税抜）", Some(false)),
            ("Sales", None),
        ] {
            let found = dictionary().meanings(&key(header));
            assert!(found.says(Field::Amount), "{header}: {found:?}");
            assert_eq!(found.taxed, taxed, "{header}");
        }
    }
}
