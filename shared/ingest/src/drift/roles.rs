//! The columns that a format reads: what each is called, and which of them a header has.

use std::collections::HashSet;

use super::likeness;
use crate::format::{Field, Format, Gives, Words, letter_of};
use crate::profile::header::Header;
use crate::value::text::header_key;
use crate::value::{DateOrder, period};

/// A column that a format reads.
#[derive(Clone, Debug)]
pub(super) struct Role {
    /// Its spellings; a letter where the format names it so.
    pub(super) words: Vec<String>,
    /// The same as headers are compared.
    keys: Vec<String>,
    /// What it gives, where it gives a field by itself.
    pub(super) field: Option<Field>,
    /// Whether figures or places are others without it.
    pub(super) matters: bool,
}

impl Role {
    fn new(words: &Words, field: Option<Field>) -> Self {
        let keys = words.keys().to_vec();
        Self { words: words.as_slice().to_vec(), keys, field, matters: field.is_none_or(matters) }
    }

    /// Its spellings word by word, without letters.
    pub(super) fn split(&self) -> Vec<likeness::Words> {
        self.words.iter().filter(|word| letter_of(word).is_none()).map(|word| likeness::Words::of(word)).collect()
    }

    /// Whether a header key is one of its spellings.
    pub(super) fn is_called(&self, key: &str) -> bool {
        self.keys.iter().any(|own| own == key)
    }
}

/// The columns of a format, and every header that it has a word for.
#[derive(Debug)]
pub(super) struct Roles<'f> {
    format: &'f Format,
    pub(super) all: Vec<Role>,
    /// Headers by their keys.
    keys: HashSet<String>,
    /// Words with `*` for headers beside the columns.
    wild: Vec<&'f String>,
}

/// Whether other figures come out where a column of this field is not read.
fn matters(field: Field) -> bool {
    Field::NUMBERS.contains(&field)
        || Field::DATES.contains(&field)
        || matches!(
            field,
            Field::Currency
                | Field::OriginalCurrency
                | Field::Store
                | Field::Vendor
                | Field::Channel
                | Field::Month
                | Field::Week
                | Field::Year
                | Field::OrderId
                | Field::LineId
                | Field::SettlementId
        )
}

impl<'f> Roles<'f> {
    /// Those of a format.
    pub(super) fn of(format: &'f Format) -> Self {
        let all = columns(format);
        let beside = format.recognise.headers.as_slice();
        let mut keys: HashSet<String> = all.iter().flat_map(|role| role.keys.clone()).collect();
        keys.extend(beside.iter().filter(|word| !word.contains('*')).map(|word| header_key(word)));
        let wild = beside.iter().filter(|word| word.contains('*')).collect();
        Self { format, all, keys, wild }
    }

    /// The columns of a header that nothing in the format has a word for: 0-based places of non-empty cells.
    pub(super) fn new_headers(&self, header: &Header) -> Vec<usize> {
        if any_header_is_a_label(self.format) {
            return Vec::new();
        }
        let letters = self.all.iter().flat_map(|role| &role.words).filter_map(|word| letter_of(word));
        let letters: Vec<usize> = letters.map(usize::from).collect();
        let mut found: Vec<usize> = Vec::new();
        for (at, key) in header.keys.iter().enumerate() {
            let again = found.iter().any(|earlier| header.keys[*earlier] == *key);
            if !key.is_empty() && !again && !letters.contains(&at) && !self.know(key) {
                found.push(at);
            }
        }
        found
    }

    /// Whether the format has a word for a header, so that it is no new one.
    pub(super) fn know(&self, key: &str) -> bool {
        self.keys.contains(key) || self.wild.iter().any(|word| crate::format::says(word, key)) || self.is_label(key)
    }

    /// Whether a header is that of a column, not only a label.
    pub(super) fn name(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Whether a header is a label of bands, or one that they leave out.
    fn is_label(&self, key: &str) -> bool {
        self.format.bands.as_ref().is_some_and(|bands| {
            bands.total.values().any(|words| words.matches(key))
                || bands.except.matches(key)
                || (bands.gives == Some(Gives::Period) && period::parse(key, DateOrder::DayFirst).is_some())
                || bands.pattern.as_ref().is_some_and(|pattern| pattern.regex().is_match(key))
        })
    }
}

/// All columns that a format reads, each once.
fn columns(format: &Format) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    let mut add = |words: &Words, field: Option<Field>| {
        let known = |role: &Role| words.keys().iter().any(|key| role.is_called(key));
        if !words.is_empty() && !roles.iter().any(known) {
            roles.push(Role::new(words, field));
        }
    };
    for (field, words) in &format.columns {
        add(words, Some(*field));
    }
    for (field, words) in format.bands.iter().flat_map(|bands| &bands.columns) {
        add(words, Some(*field));
    }
    for condition in format.conditions() {
        add(&condition.column, None);
    }
    let orders = [&format.orders.subtotal, &format.orders.discount, &format.orders.refunded];
    for words in orders.into_iter().chain([&format.returns.amount]).flatten() {
        add(words, Some(Field::Amount));
    }
    format.returns.quantity.iter().for_each(|words| add(words, Some(Field::Quantity)));
    for check in &format.checks {
        add(&check.total, Some(Field::Amount));
        add(&check.of, Some(Field::Amount));
    }
    format.totals.iter().filter_map(|rule| rule.column.as_ref()).for_each(|words| add(words, None));
    roles
}

/// Whether any header may be the label of a store or product, so that none can be told to be new.
fn any_header_is_a_label(format: &Format) -> bool {
    let by_text = |gives: Option<Gives>| matches!(gives, Some(Gives::Store | Gives::Product));
    let last_row = |rows: &[usize]| rows.is_empty() || rows.contains(&format.table.header_rows);
    format.bands.as_ref().is_some_and(|bands| by_text(bands.gives) && last_row(&bands.rows))
}
