//! The columns of a sample: what stands above them and what their cells look like.

use super::content::Content;
use super::header::Head;
use super::known::Known;
use super::sample::Sample;
use super::words::{Meanings, dictionary, key};
use crate::parse::is_total_word;
use crate::value::text::header_key;

/// One column.
pub(super) struct Column {
    /// Its place, 0-based.
    pub(super) at: usize,
    /// What a format calls it: its header, or its letter where it has none of its own.
    pub(super) name: String,
    /// What stands above its cells, also in the row above the header.
    pub(super) title: String,
    /// Whether an earlier column has the same header.
    pub(super) is_repeated: bool,
    /// What the header's words say.
    pub(super) meanings: Meanings<'static>,
    pub(super) content: Content,
}

/// All columns that have a header or cells.
pub(super) fn columns(sample: &Sample, head: Head, known: &Known) -> Vec<Column> {
    let rows: Vec<usize> = (head.below()..sample.rows.len()).filter(|at| !is_total(sample, *at)).collect();
    let mut columns: Vec<Column> = Vec::new();
    for at in 0..sample.width() {
        let header = head.at.map_or("", |row| sample.text(row, at));
        let content = Content::of(rows.iter().map(|row| sample.text(*row, at)), known);
        if header.is_empty() && content.is_empty() {
            continue;
        }
        let is_repeated = !header.is_empty() && columns.iter().any(|c| header_key(&c.name) == header_key(header));
        let own = !header.is_empty() && !is_repeated;
        let above = head.at.and_then(|row| row.checked_sub(1)).map_or("", |row| sample.text(row, at));
        let title = if header.is_empty() { above } else { header };
        columns.push(Column {
            at,
            name: if own { header.to_owned() } else { letter(at) },
            title: title.to_owned(),
            is_repeated,
            meanings: dictionary().meanings(&key(title)),
            content,
        });
    }
    columns
}

/// A row that states a total is none of the sales.
fn is_total(sample: &Sample, at: usize) -> bool {
    sample.rows[at].1.iter().find(|text| !text.is_empty()).is_some_and(|text| is_total_word(text))
}

/// A column (0-based) by its letter: `@A`, `@AB`.
fn letter(at: usize) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    match at.checked_sub(26) {
        None => format!("@{}", letter(at)),
        Some(rest) => format!("@{}{}", letter(rest / 26), letter(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::letter;
    use crate::format::letter_of;

    #[test]
    fn letters_are_those_that_formats_read() {
        for at in [0, 25, 26, 51, 52, 499] {
            assert_eq!(letter_of(&letter(at)), Some(at as u16), "{}", letter(at));
        }
    }
}
