//! What was made of the cells and texts of earlier rows, for rows that say the same again; within a bound.

use std::hash::BuildHasher;

use chrono::{Datelike, Timelike};
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use smallvec::SmallVec;

use crate::cells::{Cell, Row};

/// How much is remembered before it is forgotten at once. Files name fewer places and products than this, or each
/// but once (orders).
const BOUND: usize = 32_768;

/// Keys of up to so many bytes stand beside what was made of them. Most files' do, and what a row costs here is how many
/// places in memory have to be fetched for it.
const INLINE: usize = 40;

/// Bytes that no UTF-8 text has: what ends a part of a key, and what begins a cell that is no text.
const END: u8 = 0xff;
const NUMBER: u8 = 0xfe;
const DATE: u8 = 0xfd;
const BOOL: u8 = 0xfc;
const ERROR: u8 = 0xfb;

/// Things by what they were made of.
#[derive(Debug)]
pub(super) struct Remembered<T> {
    made: Vec<(SmallVec<[u8; INLINE]>, T)>,
    /// Where they are, by their keys' hashes.
    at: HashTable<u32>,
    hashes: RandomState,
    /// What was asked for last; used again from row to row.
    key: Key,
}

/// Cells and texts one after the other: two keys are equal only if all of their parts are.
#[derive(Debug, Default)]
pub(super) struct Key(Vec<u8>);

impl Key {
    /// Appends a text.
    pub(super) fn text(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(END);
    }

    /// Appends bytes of which every key has as many in this place.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Appends a row's cells in these columns.
    pub(super) fn cells(&mut self, row: &Row, columns: &[u16]) {
        for column in columns {
            let column = usize::from(*column);
            match row.text_bytes(column) {
                Some(text) => self.0.extend_from_slice(text),
                None => self.value(row.cell(column)),
            }
            self.0.push(END);
        }
    }

    fn value(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => self.bytes(text.as_bytes()),
            Cell::Number(number) => {
                self.0.push(NUMBER);
                self.bytes(&number.to_bits().to_le_bytes());
            }
            Cell::Date(at) => {
                self.0.push(DATE);
                self.bytes(&at.date().num_days_from_ce().to_le_bytes());
                self.bytes(&at.time().num_seconds_from_midnight().to_le_bytes());
            }
            Cell::Bool(value) => self.bytes(&[BOOL, u8::from(value)]),
            Cell::Error(sign) => {
                self.0.push(ERROR);
                self.bytes(sign.as_bytes());
            }
        }
    }
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { made: Vec::new(), at: HashTable::new(), hashes: RandomState::default(), key: Key::default() }
    }
}

impl<T: Clone> Remembered<T> {
    /// What was made of this, if it is remembered.
    #[inline]
    pub(super) fn find(&mut self, write: impl FnOnce(&mut Key)) -> Option<T> {
        self.key.0.clear();
        write(&mut self.key);
        let key = self.key.0.as_slice();
        let entry = |at: &u32| self.made.get(*at as usize);
        let is_it = |at: &u32| entry(at).is_some_and(|(made_of, _)| made_of.as_slice() == key);
        let at = self.at.find(self.hashes.hash_one(key), is_it)?;
        entry(at).map(|(_, made)| made.clone())
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.made.clear();
        self.at.clear();
    }

    /// Remembers what was made of that which was looked for last.
    pub(super) fn keep(&mut self, made: T) {
        if self.made.len() >= BOUND {
            self.forget();
        }
        let Self { made: all, at, hashes, key } = self;
        let number = all.len() as u32;
        all.push((SmallVec::from_slice(&key.0), made));
        let hash = |at: &u32| all.get(*at as usize).map_or(0, |(made_of, _)| hashes.hash_one(made_of.as_slice()));
        at.insert_unique(hash(&number), number, hash);
    }

    /// What this stands for, made if it is not remembered. A failure is not remembered.
    pub(super) fn get_or_make<E>(
        &mut self,
        write: impl FnOnce(&mut Key),
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(made) = self.find(write) {
            return Ok(made);
        }
        let made = make()?;
        self.keep(made.clone());
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn the_same_texts_are_made_once_and_texts_do_not_run_together() {
        let mut remembered = Remembered::default();
        let mut get = |texts: [&str; 2], number: usize| {
            let write = |key: &mut Key| {
                for text in texts {
                    key.text(text);
                }
            };
            remembered.get_or_make(write, || Ok::<_, Infallible>(number)).unwrap_or_default()
        };
        assert_eq!(get(["a", "b"], 1), 1);
        assert_eq!(get(["a", "b"], 2), 1);
        assert_eq!(get(["ab", ""], 3), 3);
        assert_eq!(get(["", "ab"], 4), 4);
    }

    #[test]
    fn cells_are_the_same_only_with_the_same_value_of_the_same_kind() {
        let mut remembered = Remembered::default();
        let cells = [
            Cell::Empty,
            Cell::Text("1"),
            Cell::Number(1.0),
            Cell::Number(f64::from_bits(0xffff_0000_0000_00ff)),
            Cell::Bool(true),
            Cell::Error("1"),
        ];
        let all: Vec<[Cell<'_>; 2]> = cells.iter().flat_map(|a| cells.iter().map(move |b| [*a, *b])).collect();
        for turn in 0..2 {
            for (number, pair) in all.iter().enumerate() {
                let mut row = Row::new();
                for cell in pair {
                    row.push(*cell);
                }
                let got =
                    remembered.get_or_make(|key| key.cells(&row, &[0, 1]), || Ok::<_, Infallible>((turn, number)));
                assert_eq!(got, Ok((0, number)));
            }
        }
    }

    #[test]
    fn it_is_bounded() {
        let mut remembered = Remembered::default();
        for number in 0..3 * BOUND {
            let text = number.to_string();
            remembered.get_or_make(|key| key.text(&text), || Ok::<_, Infallible>(number)).unwrap_or_default();
            assert!(remembered.made.len() <= BOUND);
        }
    }
}
