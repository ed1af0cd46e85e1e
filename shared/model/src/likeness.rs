//! How alike two names are: what may be the same product or store, spelled in two ways. A likeness is a suggestion for
//! a person and never decides anything.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// From here on a likeness is worth a question.
pub const LIKELY: f64 = 0.85;

/// How alike two names are, and in what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// From [`LIKELY`] to 1.
    pub score: f64,
    /// What makes them alike.
    pub why: Why,
}

/// What makes two names alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They differ in signs, accents or capitals alone.
    SameWords,
    /// They have the same words in another order.
    OtherOrder,
    /// Few of their letters differ.
    FewLetters(usize),
    /// All words of the shorter one stand in the longer one.
    Within,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameWords => f.write_str("the same but for signs, accents and capitals"),
            Self::OtherOrder => f.write_str("the same words in another order"),
            Self::FewLetters(1) => f.write_str("one letter differs"),
            Self::FewLetters(letters) => write!(f, "{letters} letters differ"),
            Self::Within => f.write_str("all words of the shorter name stand in the longer one"),
        }
    }
}

/// A name made ready to be compared with many others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its words, plain, with blanks between.
    plain: Vec<char>,
    /// The same, in alphabetical order.
    sorted: Vec<char>,
    words: Vec<String>,
    numbers: Vec<String>,
}

/// Units that belong to the number before them.
const UNITS: [&str; 9] = ["ml", "cl", "l", "g", "gr", "kg", "oz", "cm", "mm"];

impl Name {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let words = words(text);
        let mut sorted = words.clone();
        sorted.sort_unstable();
        let is_number = |word: &&String| word.starts_with(|c: char| c.is_ascii_digit());
        let numbers = sorted.iter().filter(is_number).cloned().collect();
        let plain = words.join(" ").chars().collect();
        Self { plain, sorted: sorted.join(" ").chars().collect(), words: sorted, numbers }
    }

    /// How alike this name and another are; `None` where nobody would ask. Names that state different numbers, such
    /// as sizes, are not alike, however few letters that takes.
    pub fn likeness(&self, other: &Self) -> Option<Likeness> {
        let both_say = !self.numbers.is_empty() && !other.numbers.is_empty();
        if self.plain.is_empty() || other.plain.is_empty() || (both_say && self.numbers != other.numbers) {
            return None;
        }
        if self.plain == other.plain {
            return Some(Likeness { score: 1.0, why: Why::SameWords });
        }
        if self.sorted == other.sorted {
            return Some(Likeness { score: 0.99, why: Why::OtherOrder });
        }
        let spelled = [(&self.plain, &other.plain), (&self.sorted, &other.sorted)];
        let letters = spelled.into_iter().filter_map(|(a, b)| few_letters(a, b));
        let best = letters.max_by(|a, b| a.score.total_cmp(&b.score));
        best.or_else(|| self.within(other)).filter(|likeness| likeness.score >= LIKELY)
    }

    fn within(&self, other: &Self) -> Option<Likeness> {
        let (short, long) = if self.words.len() < other.words.len() { (self, other) } else { (other, self) };
        let inside = short.words.len() > 1 && short.words.iter().all(|word| long.words.contains(word));
        let share = short.plain.len() as f64 / long.plain.len() as f64;
        inside.then_some(Likeness { score: LIKELY + share / 10.0, why: Why::Within })
    }
}

/// Lower case words without accents; signs part words; a unit joins the number before it.
fn words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ł' => plain.push('l'),
            'ø' => plain.push('o'),
            'đ' => plain.push('d'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            '\'' | '’' => {}
            c if c.is_alphanumeric() => plain.push(c),
            _ => plain.push(' '),
        }
    }
    let mut words: Vec<String> = Vec::new();
    for word in plain.split_whitespace() {
        match words.last_mut() {
            Some(number) if UNITS.contains(&word) && number.bytes().all(|b| b.is_ascii_digit()) => {
                number.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// The likeness by letters, if it is a likely one.
fn few_letters(a: &[char], b: &[char]) -> Option<Likeness> {
    let longest = a.len().max(b.len());
    let most = ((1.0 - LIKELY) * longest as f64 + 1e-9) as usize;
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let differ = distance(a, b);
    let score = 1.0 - differ as f64 / longest as f64;
    (differ <= most).then_some(Likeness { score, why: Why::FewLetters(differ) })
}

/// Letters to put in, leave out or change until one is the other (Levenshtein's distance).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let changed = corner + usize::from(left != right);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> Option<Likeness> {
        Name::of(a).likeness(&Name::of(b))
    }

    #[test]
    fn spellings_of_one_name_are_alike_and_say_why() {
        let why = |a, b| alike(a, b).map(|likeness| likeness.why);
        assert_eq!(why("Kraków, ul. Długa", "KRAKOW UL DLUGA"), Some(Why::SameWords));
        assert_eq!(why("Salt Garden 50 ml", "50ml Salt Garden"), Some(Why::OtherOrder));
        assert_eq!(why("Salt Garden", "Salt Gardn"), Some(Why::FewLetters(1)));
        assert_eq!(why("Salt Garden", "Salt Garden Eau de Parfum 50ml"), Some(Why::Within));
        assert!(alike("Salt Garden", "Salt Gardn").unwrap().score > 0.9);
    }

    #[test]
    fn other_sizes_and_other_names_are_not_alike() {
        assert_eq!(alike("Salt Garden 50ml", "Salt Garden 100ml"), None);
        assert_eq!(alike("Salt Garden", "Pepper Garden"), None);
        assert_eq!(alike("Ember", "Amber"), None, "one letter of five is more than a slip");
        assert_eq!(alike("", "Salt"), None);
    }

    #[test]
    fn likeness_goes_both_ways() {
        for (a, b) in [("Salt Garden", "Salt Garden Candle"), ("Leeds North", "Leeds Nort"), ("Bath", "Bath & More")] {
            assert_eq!(alike(a, b), alike(b, a), "{a} {b}");
        }
    }
}
