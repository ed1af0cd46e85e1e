//! The small values of a description: a word or several, and patterns.

use std::fmt;

use regex::Regex;
use sellout_model::fold;
use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::field::Field;
use crate::value::text::header_key;

/// One text or a list of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    texts: Vec<String>,
    /// The same as headers are compared: asked of every row, so made once.
    keys: Vec<String>,
}

impl Words {
    fn of(texts: Vec<String>) -> Self {
        let keys = texts.iter().map(|text| header_key(text)).collect();
        Self { texts, keys }
    }

    /// The texts in order.
    pub fn as_slice(&self) -> &[String] {
        &self.texts
    }

    /// The texts as headers are compared.
    pub(crate) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether one of them is this text, compared as headers are; `*` stands for anything.
    pub fn matches(&self, text: &str) -> bool {
        if self.texts.iter().any(|word| word.contains('*') && says(word, text)) {
            return true;
        }
        if is_one_word(text) {
            return self.keys.iter().any(|key| key.eq_ignore_ascii_case(text));
        }
        self.keys.contains(&header_key(text))
    }
}

/// Whether a text is compared without folding, as nearly all are.
fn is_one_word(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() && b != b'_')
}

/// Whether a word of a description is this text, compared as headers are; `*` stands for anything.
pub(crate) fn says(word: &str, text: &str) -> bool {
    if word.contains('*') {
        let plain = |text: &str| fold(text).replace('_', " ");
        return glob(&plain(word), &plain(text));
    }
    if is_one_word(word) && is_one_word(text) {
        return word.eq_ignore_ascii_case(text);
    }
    header_key(word) == header_key(text)
}

/// The column (0-based) that a word names by its letter: `@A`, `@AB`.
pub(crate) fn letter_of(word: &str) -> Option<u16> {
    let letters = word.strip_prefix('@').filter(|l| (1..=2).contains(&l.len()))?;
    let number =
        letters.bytes().try_fold(0_u16, |n, b| b.is_ascii_uppercase().then(|| n * 26 + u16::from(b - b'A') + 1))?;
    number.checked_sub(1)
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Words, E> {
        Ok(Words::of(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Words, A::Error> {
        let mut words = Vec::new();
        while let Some(word) = seq.next_element()? {
            words.push(word);
        }
        Ok(Words::of(words))
    }
}

/// Whether `text` is `pattern`, where `*` stands for any run of characters.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut tail) = text.strip_prefix(head) else { return false };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match tail.find(piece) {
            Some(at) => tail = &tail[at + piece.len()..],
            None => return false,
        }
    }
    tail.ends_with(last)
}

/// A regular expression in the syntax of Rust's `regex`: linear time, no look-around.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// The expression.
    pub fn regex(&self) -> &Regex {
        &self.0
    }
}

impl Pattern {
    /// The fields that its named groups are named after.
    pub(crate) fn fields(&self) -> Vec<Field> {
        self.0
            .capture_names()
            .flatten()
            .filter_map(|name| Field::ALL.iter().copied().find(|f| f.as_str() == name))
            .collect()
    }

    /// The names of its groups.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &str> {
        self.0.capture_names().flatten()
    }

    /// The texts of the groups named after fields; `None` where the pattern is not found.
    pub(crate) fn named(&self, text: &str) -> Option<Vec<(Field, String)>> {
        let found = self.0.captures(text)?;
        let group = |field: Field| found.name(field.as_str()).map(|m| (field, m.as_str().trim().to_owned()));
        let mut named: Vec<_> =
            self.fields().into_iter().filter_map(group).filter(|(_, text)| !text.is_empty()).collect();
        // A week or a quarter and its year are one period.
        for (part, letter) in [("week", "W"), ("quarter", "Q")] {
            if let (Some(number), Some(year)) = (found.name(part), found.name("year")) {
                named.retain(|(field, _)| !matches!(field, Field::Year | Field::Week));
                let zero = if part == "week" && number.len() == 1 { "0" } else { "" };
                named.push((Field::Period, format!("{}-{letter}{zero}{}", year.as_str(), number.as_str())));
            }
        }
        Some(named)
    }
}

/// One thing or a list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Several<T>(Vec<T>);

impl<T> Several<T> {
    /// The things in order.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T> Default for Several<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SeveralVisitor(std::marker::PhantomData))
    }
}

struct SeveralVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SeveralVisitor<T> {
    type Value = Several<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one value or a list of them")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Several<T>, E> {
        T::deserialize(de::value::StrDeserializer::new(text)).map(|one| Several(vec![one]))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Several<T>, A::Error> {
        T::deserialize(de::value::MapAccessDeserializer::new(map)).map(|one| Several(vec![one]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Several<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = seq.next_element()? {
            all.push(one);
        }
        Ok(Several(all))
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let regex = regex::RegexBuilder::new(&text).size_limit(1 << 20).build();
        regex.map(Self).map_err(|e| {
            let message = e.to_string();
            let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            de::Error::custom(format!("the pattern cannot be read: {reason}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        let words = Words::of(vec!["All *".to_owned(), "_*".to_owned(), "w*k".to_owned()]);
        for text in ["All Warehouse", "all sales channels", "Week"] {
            assert!(words.matches(text), "{text}");
        }
        for text in ["Small things", "weekly", "Overall"] {
            assert!(!words.matches(text), "{text}");
        }
    }
}
