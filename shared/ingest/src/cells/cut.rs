//! Cuts lines at their delimiters.

use super::Slot;
use crate::bytes::{self, WINDOW};

/// What stands behind lines, so that the last one too is followed by a whole window.
pub(crate) const PADDING: &str = match std::str::from_utf8(&[b' '; WINDOW]) {
    Ok(blanks) => blanks,
    Err(_) => panic!("blanks are text"),
};

/// How a line was cut into cells.
pub(super) struct Cut {
    pub(super) cells: usize,
    /// Where the last cell ends.
    pub(super) end: usize,
    /// Where the next line begins.
    pub(super) next: usize,
}

impl Cut {
    /// Cuts the line that begins at byte `from` and ends with the byte `ending`, CRs before it left out, into as many slots as
    /// there are. A line that nothing ends has the rest of the text.
    #[inline]
    pub(super) fn of(text: &[u8], from: usize, [delimiter, ending]: [u8; 2], slots: &mut [Slot]) -> Self {
        let (mut start, mut cells) = (from, 0);
        let mut take = |end: usize| {
            if let Some(slot) = slots.get_mut(cells) {
                *slot = Slot { start: start as u32, end: end as u32 };
            }
            cells += 1;
            start = end + 1;
        };
        let mut at = from;
        let last = loop {
            let Some(window) = text.get(at..).and_then(<[u8]>::first_chunk) else { break text.len() };
            let (found, ends) = (bytes::places(window, delimiter), bytes::places(window, ending));
            // Those before the first line end.
            let mut delimiters = found & ends.wrapping_sub(1) & !ends;
            while delimiters != 0 {
                take(at + delimiters.trailing_zeros() as usize);
                delimiters &= delimiters - 1;
            }
            if ends != 0 {
                break at + ends.trailing_zeros() as usize;
            }
            at += WINDOW;
        };
        let mut end = last;
        while end > from && text[end - 1] == b'\r' {
            end -= 1;
        }
        take(end);
        Self { cells, end, next: last + 1 }
    }
}
