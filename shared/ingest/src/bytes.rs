//! Finds a byte in short texts, eight or sixteen bytes at a time.
//!
//! Cells are shorter than what a call of a vectorised search costs; this stays inline. Long searches (for the end
//! of a line) are left to memchr.

use wide::i8x16;

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

/// Calls `take` with every place of `byte` in `text`, in order.
///
/// The places are gathered for 64 bytes before they are taken: how many there are in a few is hard to foresee, and a processor
/// that guesses wrong starts again.
#[expect(clippy::inline_always, reason = "called, it keeps what its caller counts in memory instead of registers")]
#[inline(always)]
pub(crate) fn each(text: &[u8], byte: u8, mut take: impl FnMut(usize)) {
    let wanted = i8x16::splat(byte as i8);
    let (blocks, rest) = text.as_chunks::<64>();
    let mut take_all = |from: usize, mut found: u64| {
        while found != 0 {
            take(from + found.trailing_zeros() as usize);
            found &= found - 1;
        }
    };
    for (at, block) in blocks.iter().enumerate() {
        let [a, b, c, d] = std::array::from_fn(|part| bits(block[16 * part..].first_chunk(), wanted));
        take_all(64 * at, a | b << 16 | c << 32 | d << 48);
    }
    let (parts, end) = rest.as_chunks::<16>();
    let mut found = parts.iter().enumerate().fold(0, |found, (at, part)| found | bits(Some(part), wanted) << (16 * at));
    // The last bytes as the end of the last sixteen of the text, or one by one where it has fewer.
    found |= match text.last_chunk::<16>() {
        Some(last) => (bits(Some(last), wanted) >> (16 - end.len())) << (16 * parts.len()),
        None => end.iter().rev().fold(0, |found, other| found << 1 | u64::from(*other == byte)),
    };
    take_all(64 * blocks.len(), found);
}

/// A bit for each of sixteen bytes that is the wanted one.
#[inline]
fn bits(bytes: Option<&[u8; 16]>, wanted: i8x16) -> u64 {
    bytes.map_or(0, |bytes| u64::from(i8x16::new(bytes.map(u8::cast_signed)).simd_eq(wanted).to_bitmask()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_whatever_stands_beside_it() {
        for size in 0..200u8 {
            let text: Vec<u8> = (0..size).map(|at| if at % 3 == 0 { b',' } else { b',' ^ (at % 2 + 1) }).collect();
            let expected: Vec<usize> = (0..text.len()).filter(|at| text[*at] == b',').collect();
            let mut found = Vec::new();
            each(&text, b',', |at| found.push(at));
            assert_eq!(found, expected);
            for from in 0..=text.len() {
                assert_eq!(find(&text, b',', from), expected.iter().copied().find(|at| *at >= from));
            }
        }
    }
}
