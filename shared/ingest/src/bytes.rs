//! Finds a byte in short texts.
//!
//! Cells and most lines are shorter than what a call of a vectorised search costs; this stays inline. Long searches (for a
//! quote in a whole block) are left to memchr.

use wide::u8x16;

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// The high bit of each byte of `word` that is zero after `pattern` is taken off: exact in every byte.
#[inline]
fn marks(word: [u8; 8], pattern: u64) -> u64 {
    let difference = u64::from_le_bytes(word) ^ pattern;
    !(((difference & LOW) + LOW) | difference | LOW)
}

/// The first place of `byte` in `text` from `from` on.
#[inline]
pub(crate) fn find(text: &[u8], byte: u8, from: usize) -> Option<usize> {
    let pattern = u64::from_ne_bytes([byte; 8]);
    let (words, rest) = text[from..].as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let found = marks(*word, pattern);
        if found != 0 {
            return Some(from + at * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let from = text.len() - rest.len();
    rest.iter().position(|other| *other == byte).map(|at| from + at)
}

/// How many bytes [`places`] looks at.
pub(crate) const WINDOW: usize = 64;

/// A bit for each byte of a window that is `byte`.
#[inline]
pub(crate) fn places(window: &[u8; WINDOW], byte: u8) -> u64 {
    let wanted = u8x16::splat(byte);
    let (parts, _) = window.as_chunks::<16>();
    parts.iter().rev().fold(0, |found, part| found << 16 | u64::from(u8x16::new(*part).simd_eq(wanted).to_bitmask()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_whatever_stands_beside_it() {
        for size in 0..200u8 {
            let text: Vec<u8> = (0..size).map(|at| if at % 3 == 0 { b',' } else { b',' ^ (at % 2 + 1) }).collect();
            let expected: Vec<usize> = (0..text.len()).filter(|at| text[*at] == b',').collect();
            if let Some(window) = text.first_chunk() {
                let found = places(window, b',');
                assert!((0..WINDOW).all(|at| (found >> at & 1 == 1) == expected.contains(&at)));
            }
            for from in 0..=text.len() {
                assert_eq!(find(&text, b',', from), expected.iter().copied().find(|at| *at >= from));
            }
        }
    }
}
