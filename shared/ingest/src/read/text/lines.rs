//! Lines of a text in a block that slides over it, with a look ahead over several lines.

use std::sync::Arc;

use crate::cells::{PADDING, Row};
use crate::read::text::blocks::{Blocks, LineFault};
use crate::read::text::dialect::Ending;
use crate::read::text::source::Source;

/// A line's place, in bytes from the first one that is not consumed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Where the next line begins.
    pub(super) next: usize,
    /// Where the line's text ends, before its line end.
    pub(super) end: usize,
}

#[derive(Debug)]
pub(super) struct Lines {
    blocks: Blocks,
    /// Whole lines, and the padding behind them. Rows share it.
    block: Arc<String>,
    /// Where in it the first line begins that is not consumed.
    start: usize,
    /// Where in it the lines end.
    end: usize,
    /// Where in it lines begin that were repaired.
    repaired: Vec<usize>,
    /// Up to where it was searched for the byte that is [asked for](Lines::has), in vain.
    searched: usize,
}

impl Lines {
    /// Lines of `source` that end with `ending`, of at most about `longest` bytes.
    pub(super) fn new(source: Source, ending: Ending, longest: usize) -> Self {
        let blocks = Blocks::new(source, ending, longest);
        Self { blocks, block: Arc::default(), start: 0, end: 0, repaired: Vec::new(), searched: 0 }
    }

    pub(super) fn source(&self) -> &Source {
        self.blocks.source()
    }

    /// How many zero bytes were left out so far.
    pub(super) fn zeros(&self) -> u64 {
        self.blocks.zeros()
    }

    /// Whether all lines of the block are consumed: if so, [`Lines::more`] takes its memory again where no row shares it.
    #[inline]
    pub(super) fn are_used_up(&self) -> bool {
        self.start == self.end
    }

    /// Appends more lines to those that are not consumed; `false` at the end of the text.
    pub(super) fn more(&mut self) -> Result<bool, LineFault> {
        let unread = self.start..self.end;
        if Arc::get_mut(&mut self.block).is_none() {
            // A row shares the block, the last one that was read or one that somebody keeps: it has it for itself now.
            self.block = Arc::new(self.block[unread].to_owned());
        } else {
            let text = Arc::make_mut(&mut self.block);
            text.truncate(unread.end);
            text.drain(..unread.start);
        }
        let text = Arc::make_mut(&mut self.block);
        self.repaired.retain(|at| *at >= self.start);
        self.repaired.iter_mut().for_each(|at| *at -= self.start);
        self.searched = self.searched.saturating_sub(self.start);
        let any = self.blocks.append(text, &mut self.repaired);
        (self.start, self.end) = (0, text.len());
        text.push_str(PADDING);
        any
    }

    /// The line that begins `from` bytes after what is consumed; `None` at the end of the text.
    #[inline]
    pub(super) fn line(&mut self, from: usize) -> Result<Option<Line>, LineFault> {
        while self.start + from == self.end {
            if !self.more()? {
                return Ok(None);
            }
        }
        let unread = &self.block.as_bytes()[self.start..self.end];
        let line = &unread[from..];
        let end = match self.blocks.ending() {
            Ending::Feed => memchr::memchr(b'\n', line),
            Ending::Return => memchr::memchr(b'\r', line),
            Ending::Any => memchr::memchr2(b'\n', b'\r', line),
        };
        let end = end.map_or(unread.len(), |at| from + at);
        let is_pair = self.blocks.ending() == Ending::Any && unread[end..].starts_with(b"\r\n");
        Ok(Some(Line { next: end + if is_pair { 2 } else { 1 }, end: trim_cr(unread, from, end) }))
    }

    /// Begins `row` with the next line, cut at every delimiter: a text whose lines end in one way only, with a line that is
    /// not consumed.
    #[inline]
    pub(super) fn cut(&self, row: &mut Row, number: u32, delimiter: u8) -> Line {
        let ending = self.blocks.ending().sign() as u8;
        let (end, next) = row.begin_line(number, (&self.block, self.start), delimiter, ending);
        Line { next: next - self.start, end: end - self.start }
    }

    /// Begins `row` with the next `size` bytes, a record whose cells may be quoted: where in the row's text they begin.
    pub(super) fn share(&self, row: &mut Row, number: u32, size: usize) -> usize {
        row.begin_quoted(number, &self.block, self.start + size);
        self.start
    }

    /// The first `size` bytes that are not consumed.
    #[inline]
    pub(super) fn text(&self, size: usize) -> &str {
        &self.block[self.start..self.start + size]
    }

    /// Whether one of the lines in the first `size` bytes that are not consumed was repaired.
    #[inline]
    pub(super) fn are_repaired(&self, size: usize) -> bool {
        let next = self.repaired.partition_point(|at| *at < self.start);
        self.repaired.get(next).is_some_and(|at| *at < self.start + size)
    }

    /// Whether a byte, the same in all calls, stands in the first `size` bytes that are not consumed. Texts that have none
    /// are searched a block at a time.
    #[inline]
    pub(super) fn has(&mut self, byte: u8, size: usize) -> bool {
        let end = self.start + size;
        if end <= self.searched {
            return false;
        }
        self.searched = self.searched.max(self.start);
        let unread = &self.block.as_bytes()[self.searched..self.end];
        self.searched += memchr::memchr(byte, unread).unwrap_or(unread.len());
        self.searched < end
    }

    /// Moves on by `size` bytes.
    #[inline]
    pub(super) fn consume(&mut self, size: usize) {
        self.start += size;
    }
}

#[inline]
fn trim_cr(bytes: &[u8], from: usize, mut end: usize) -> usize {
    while end > from && bytes[end - 1] == b'\r' {
        end -= 1;
    }
    end
}
