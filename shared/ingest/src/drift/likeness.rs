//! How much a new header looks like the words of a column: by its letters, its words and the dictionary.

use super::qualifiers::{self, is_unit};
use crate::format::Field;
use crate::suggest::words::{Hit, dictionary, key};

/// A header taken apart once, for all that it is compared with.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// As it stands in the file or the format.
    shown: String,
    /// As the dictionary has its words.
    key: String,
    /// Letters and digits alone.
    letters: String,
    /// Its words, and the fields that each of them alone is a word for.
    each: Vec<(String, Vec<Field>)>,
    /// The fields that the whole is a word for (`true`), or that a word in it is, and how sure that is.
    fields: Vec<(Field, bool, f64)>,
    /// Whether it is a word of columns that are never sales.
    never: bool,
}

impl Words {
    /// The words of a header.
    pub(super) fn of(header: &str) -> Self {
        let key = key(header);
        let said = dictionary().meanings(&key);
        let never = said.never.is_some();
        let fields = said.fields.into_iter().map(|(field, hit)| match hit {
            Hit::Whole(_) => (field, true, 0.85),
            Hit::Within(word) => {
                let share = word.chars().count() as f64 / key.chars().count().max(1) as f64;
                (field, false, 0.55 + 0.2 * share)
            }
        });
        let fields = fields.collect();
        let alone = |word: &str| {
            let whole = dictionary().meanings(word).fields.into_iter().filter(|(_, hit)| matches!(hit, Hit::Whole(_)));
            whole.map(|(field, _)| field).collect()
        };
        Self {
            shown: header.to_owned(),
            letters: key.chars().filter(|c| c.is_alphanumeric()).collect(),
            each: key.split(' ').filter(|word| !word.is_empty()).map(|word| (word.to_owned(), alone(word))).collect(),
            fields,
            never,
            key,
        }
    }
}

/// How a header compares with a column's words.
#[derive(Clone, Debug, Default)]
pub(super) struct Likeness {
    /// 0 to 1.
    pub(super) value: f64,
    /// Why, in words; empty where nothing is alike.
    pub(super) reason: String,
    /// It says what the column does not say, or the other way round: net, returned, stock.
    pub(super) qualified: bool,
    /// It is the word of another field.
    pub(super) contradicted: bool,
}

/// The likeness; `None` where the header is one of columns that are never sales and the column is none of those.
pub(super) fn of(header: &Words, column: &[Words], field: Option<Field>) -> Option<Likeness> {
    if header.never && column.iter().all(|word| !word.never) {
        return None;
    }
    let mut best = Likeness::default();
    for word in column {
        let (value, how) = alike(header, word);
        if value > best.value {
            best = Likeness { value, reason: format!("{:?} {how} {:?}", header.shown, word.shown), ..best };
        }
    }
    if let Some(field) = field {
        let said = header.fields.iter().find(|(of, ..)| *of == field);
        if let Some((_, _, value)) = said.filter(|(.., value)| *value > best.value) {
            best = Likeness { value: *value, reason: format!("{:?} is a word for {field}", header.shown), ..best };
        }
        best.contradicted = said.is_none() && header.fields.iter().any(|(_, whole, _)| *whole);
    }
    best.qualified = !column.is_empty() && column.iter().all(|word| qualifiers::differ(&header.key, &word.key));
    Some(best)
}

/// How alike two headers are, and how to say so.
fn alike(header: &Words, word: &Words) -> (f64, &'static str) {
    let (a, b) = (&header.letters, &word.letters);
    if a.is_empty() || b.is_empty() {
        return (0.0, "");
    }
    if a == b {
        return (0.97, "is written like");
    }
    let by_words = shared_words(header, word);
    let by_letters = if a.chars().count().min(b.chars().count()) >= 4 { same_letters(a, b) } else { 0.0 };
    if by_letters >= 0.75 && by_letters >= by_words {
        (by_letters, "is spelled like")
    } else {
        (by_words * 0.9, "has the words of")
    }
}

/// Twice the shared words over all words; units and currencies do not count where one side alone has them.
fn shared_words(header: &Words, word: &Words) -> f64 {
    let mut right: Vec<&(String, Vec<Field>)> = word.each.iter().collect();
    let mut left = Vec::new();
    let mut shared = 0_u32;
    for own in &header.each {
        match right.iter().position(|other| same_word(own, other)) {
            Some(at) => {
                right.remove(at);
                shared += 1;
            }
            None => left.push(own),
        }
    }
    let rest = left.into_iter().chain(right).filter(|(word, _)| !is_unit(word)).count();
    if shared == 0 { 0.0 } else { f64::from(2 * shared) / (f64::from(2 * shared) + rest as f64) }
}

/// The same word, a shortening of it, a slip of the pen, or another word for the same field.
fn same_word((left, says): &(String, Vec<Field>), (right, also): &(String, Vec<Field>)) -> bool {
    let long = left.chars().count().min(right.chars().count());
    left == right
        || (long >= 3 && (left.starts_with(right.as_str()) || right.starts_with(left.as_str())))
        || (long >= 4 && same_letters(left, right) >= 0.8)
        || says.iter().any(|field| also.contains(field))
}

/// 1 less the edits between two texts (a swap of neighbours is one) over the longer one's length.
fn same_letters(left: &str, right: &str) -> f64 {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().take(60).collect(), right.chars().take(60).collect());
    let mut rows: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=right.len()).collect()];
    for (i, a) in left.iter().enumerate() {
        rows.rotate_left(1);
        let mut row = vec![i + 1; right.len() + 1];
        for (j, b) in right.iter().enumerate() {
            let replaced = rows[1][j] + usize::from(a != b);
            row[j + 1] = replaced.min(rows[1][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                row[j + 1] = row[j + 1].min(rows[0][j - 1] + 1);
            }
        }
        rows[2] = row;
    }
    let edits = rows[2].last().copied().unwrap_or_default();
    1.0 - edits as f64 / left.len().max(right.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(header: &str, word: &str, field: Field) -> Option<Likeness> {
        of(&Words::of(header), &[Words::of(word)], Some(field))
    }

    fn value(header: &str, word: &str, field: Field) -> f64 {
        like(header, word, field).map_or(0.0, |found| (found.value * 100.0).round() / 100.0)
    }

    #[test]
    fn another_spelling_is_like_its_word() {
        for (header, word, field) in [
            ("SoldQty", "Sold Qty", Field::Quantity),
            ("Sold Quantity", "Sold Qty", Field::Quantity),
            ("Sold Qty (pcs)", "Sold Qty", Field::Quantity),
            ("Quantitiy", "Quantity", Field::Quantity),
            ("Qauntity", "Quantity", Field::Quantity),
            ("Menge", "Quantity", Field::Quantity),
            ("Штрихкод", "EAN", Field::Ean),
            ("Sales Amount EUR", "Sales Amount", Field::Amount),
        ] {
            assert!(value(header, word, field) >= 0.8, "{header} / {word}: {}", value(header, word, field));
        }
    }

    #[test]
    fn other_words_are_not_alike() {
        for (header, word, field) in
            [("Remark", "Quantity", Field::Quantity), ("Colour", "Store", Field::Store), ("X1", "Month", Field::Month)]
        {
            assert!(value(header, word, field) < 0.5, "{header} / {word}");
        }
        assert!(like("Stock Quantity", "Quantity", Field::Quantity).is_none(), "stock is never a sale");
        assert!(like("Returned Quantity", "Quantity", Field::Quantity).is_some_and(|found| found.qualified));
        assert!(like("Net Sales", "Sales", Field::Amount).is_some_and(|found| found.qualified));
        assert!(like("Price", "Amount", Field::Amount).is_some_and(|found| found.contradicted));
    }

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        assert!((same_letters("qauntity", "quantity") - 0.875).abs() < 1e-9);
        assert!((same_letters("store", "stores") - 5.0 / 6.0).abs() < 1e-9);
        assert!(same_letters("abc", "xyz").abs() < 1e-9);
    }
}
