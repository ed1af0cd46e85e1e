//! What was made of the cells and texts of earlier rows, numbered, for rows that say the same again; within a bound.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::key::Key;

/// How much is remembered before it is forgotten at once. Files name fewer stores, days, places and products than this, or
/// each but once (orders).
pub(super) const BOUND: usize = 32_768;
/// How many pieces of keys are kept before that: those of as many keys of sixteen pieces, 8 MiB.
const MOST_PIECES: usize = 16 * BOUND;

/// Things by what they were made of.
#[derive(Debug)]
pub(super) struct Remembered<T> {
    made: Vec<T>,
    /// Where their keys are, by the keys' hashes.
    entries: HashTable<Entry>,
    /// The keys, one after the other.
    pieces: Vec<u128>,
    hashes: RandomState,
    /// What was asked for last; used again from row to row.
    key: Key,
    /// How often they were forgotten.
    forgotten: u32,
}

/// Where the key of a thing is. What a row costs is how many places in memory have to be fetched for it, so it is
/// found without a look at the thing.
#[derive(Clone, Copy, Debug)]
struct Entry {
    number: u32,
    plain: bool,
    from: u32,
    to: u32,
}

impl Entry {
    #[inline]
    fn key(self, pieces: &[u128]) -> &[u128] {
        pieces.get(self.from as usize..self.to as usize).unwrap_or_default()
    }
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self {
            made: Vec::new(),
            entries: HashTable::new(),
            pieces: Vec::new(),
            hashes: RandomState::default(),
            key: Key::default(),
            forgotten: 0,
        }
    }
}

impl<T> Remembered<T> {
    /// The number of what was made of this, if it is remembered.
    #[inline]
    pub(super) fn find(&mut self, write: impl FnOnce(&mut Key)) -> Option<u32> {
        self.entry(write).map(|entry| entry.number)
    }

    /// The same, if it is remembered as plain.
    #[inline]
    pub(super) fn find_plain(&mut self, write: impl FnOnce(&mut Key)) -> Option<u32> {
        self.entry(write).filter(|entry| entry.plain).map(|entry| entry.number)
    }

    #[inline]
    fn entry(&mut self, write: impl FnOnce(&mut Key)) -> Option<Entry> {
        self.key.begin();
        write(&mut self.key);
        let key = self.key.pieces();
        let is_it = |entry: &Entry| {
            let other = entry.key(&self.pieces);
            other.len() == key.len() && other.iter().zip(key).all(|(a, b)| equal(*a, *b))
        };
        self.entries.find(hash(key, &self.hashes), is_it).copied()
    }

    /// What has this number, until all are forgotten.
    #[inline]
    pub(super) fn get(&self, number: u32) -> &T {
        &self.made[number as usize]
    }

    /// How often they were forgotten, and their numbers given anew.
    pub(super) fn forgotten(&self) -> u32 {
        self.forgotten
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.made.clear();
        self.entries.clear();
        self.pieces.clear();
        self.forgotten += 1;
    }

    /// Remembers what was made of that which was looked for last, and whether it is plain: its number.
    pub(super) fn keep(&mut self, made: T, plain: bool) -> u32 {
        if self.made.len() >= BOUND || self.pieces.len() >= MOST_PIECES {
            self.forget();
        }
        let Self { made: all, entries, pieces, hashes, key, .. } = self;
        let (number, from) = (all.len() as u32, pieces.len() as u32);
        all.push(made);
        pieces.extend_from_slice(key.pieces());
        let entry = Entry { number, plain, from, to: pieces.len() as u32 };
        entries.insert_unique(hash(key.pieces(), hashes), entry, |entry| hash(entry.key(pieces), hashes));
        number
    }

    /// What this stands for, made if it is not remembered, with whether it is plain. A failure is not remembered.
    pub(super) fn get_or_make<E>(
        &mut self,
        write: impl FnOnce(&mut Key),
        make: impl FnOnce() -> Result<(T, bool), E>,
    ) -> Result<&T, E> {
        let number = if let Some(number) = self.find(write) {
            number
        } else {
            let (made, plain) = make()?;
            self.keep(made, plain)
        };
        Ok(self.get(number))
    }
}

/// Whether two pieces are equal, half by half: as halves the key has just been written down, and a processor waits where it
/// is to read at once what was written in two.
#[inline]
fn equal(a: u128, b: u128) -> bool {
    let halves = |piece: u128| [piece as u64, (piece >> 64) as u64];
    let ([a, more_of_a], [b, more_of_b]) = (halves(a), halves(b));
    a == b && more_of_a == more_of_b
}

#[inline]
fn hash(key: &[u128], hashes: &RandomState) -> u64 {
    let mut hasher = hashes.build_hasher();
    for piece in key {
        hasher.write_u128(*piece);
    }
    hasher.finish()
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
            *remembered.get_or_make(write, || Ok::<_, Infallible>((number, false))).unwrap()
        };
        assert_eq!(get(["a", "b"], 1), 1);
        assert_eq!(get(["a", "b"], 2), 1);
        assert_eq!(get(["ab", ""], 3), 3);
        assert_eq!(get(["", "ab"], 4), 4);
    }

    #[test]
    fn it_is_bounded() {
        let mut remembered = Remembered::default();
        for number in 0..3 * BOUND {
            let text = number.to_string();
            remembered.get_or_make(|key| key.text(&text), || Ok::<_, Infallible>((number, false))).unwrap();
            assert!(remembered.made.len() <= BOUND);
        }
        let long = "a name that goes on and on".repeat(1_000);
        for number in 0..2_000 {
            let write = |key: &mut Key| {
                key.text(&number.to_string());
                key.text(&long);
            };
            remembered.get_or_make(write, || Ok::<_, Infallible>((0, false))).unwrap();
            assert!(remembered.pieces.len() < MOST_PIECES + long.len());
        }
    }
}
