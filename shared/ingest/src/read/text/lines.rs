//! Lines of a text in a buffer that slides over it, with a look ahead over several lines.

use std::io;

use crate::read::text::dialect::Ending;
use crate::read::text::source::Source;

const CHUNK: usize = 128 << 10;

/// A line's place, in bytes from the first one that is not consumed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Where the next line begins.
    pub(super) next: usize,
    /// Where the line's text ends, before its line end.
    pub(super) end: usize,
}

/// Why there is no line.
#[derive(Debug)]
pub(super) enum LineFault {
    Io(io::Error),
    TooLong,
}

#[derive(Debug)]
pub(super) struct Lines {
    source: Source,
    ending: u8,
    mixed: bool,
    longest: usize,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    ended: bool,
    zeros: u64,
    /// Up to where the buffer was searched for the byte that is [asked for](Lines::has), in vain.
    searched: usize,
}

impl Lines {
    /// Lines of `source` that end with `ending`, of at most `longest` bytes.
    pub(super) fn new(source: Source, ending: Ending, longest: usize) -> Self {
        let mixed = ending == Ending::Any;
        let ending = if ending == Ending::Return { b'\r' } else { b'\n' };
        let buffer = vec![0; 2 * CHUNK];
        Self { source, ending, mixed, longest, buffer, start: 0, filled: 0, ended: false, zeros: 0, searched: 0 }
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// How many zero bytes were left out so far.
    pub(super) fn zeros(&self) -> u64 {
        self.zeros
    }

    /// The line that begins `from` bytes after what is consumed; `None` at the end of the text.
    #[inline]
    pub(super) fn line(&mut self, from: usize) -> Result<Option<Line>, LineFault> {
        let mut searched = from;
        loop {
            let unread = &self.buffer[self.start..self.filled];
            if self.mixed {
                if let Some((end, next)) = self.mixed_end(searched) {
                    return Ok(Some(Line { next, end: trim_cr(unread, from, end) }));
                }
            } else if let Some(at) = memchr::memchr(self.ending, &unread[searched..]) {
                let next = searched + at + 1;
                return Ok(Some(Line { next, end: trim_cr(unread, from, next - 1) }));
            }
            if self.ended {
                let size = unread.len();
                return Ok((from < size).then(|| Line { next: size, end: trim_cr(unread, from, size) }));
            }
            // With either line end, a last CR is looked at again together with what follows it.
            searched = if self.mixed { unread.len().saturating_sub(1).max(from) } else { unread.len() };
            if searched - from > self.longest {
                return Err(LineFault::TooLong);
            }
            self.fill().map_err(LineFault::Io)?;
        }
    }

    /// Where the line ends and the next one begins; `None` where more has to be read to tell.
    fn mixed_end(&self, searched: usize) -> Option<(usize, usize)> {
        let unread = &self.buffer[self.start..self.filled];
        let end = searched + memchr::memchr2(b'\n', b'\r', &unread[searched..])?;
        match unread.get(end..end + 2) {
            Some(b"\r\n") => Some((end, end + 2)),
            None if !self.ended && unread[end] == b'\r' => None,
            _ => Some((end, end + 1)),
        }
    }

    /// The first `size` bytes that are not consumed.
    #[inline]
    pub(super) fn bytes(&self, size: usize) -> &[u8] {
        &self.buffer[self.start..self.start + size]
    }

    /// Whether a byte, the same in all calls, stands in the first `size` bytes that are not consumed. Texts that have none
    /// are searched a buffer at a time.
    #[inline]
    pub(super) fn has(&mut self, byte: u8, size: usize) -> bool {
        let end = self.start + size;
        if end <= self.searched {
            return false;
        }
        self.searched = self.searched.max(self.start);
        let unread = &self.buffer[self.searched..self.filled];
        self.searched += memchr::memchr(byte, unread).unwrap_or(unread.len());
        self.searched < end
    }

    /// Moves on by `size` bytes.
    #[inline]
    pub(super) fn consume(&mut self, size: usize) {
        self.start += size;
    }

    /// Leaves out byte order marks, of which some programs write two.
    pub(super) fn skip_marks(&mut self) -> io::Result<()> {
        while self.filled - self.start < 3 && !self.ended {
            self.fill()?;
        }
        while self.buffer[self.start..self.filled].starts_with("\u{feff}".as_bytes()) {
            self.start += 3;
        }
        Ok(())
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.buffer.len() - self.filled < CHUNK {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.searched = self.searched.saturating_sub(self.start);
            self.start = 0;
            if self.buffer.len() - self.filled < CHUNK {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
        }
        let read = self.source.read(&mut self.buffer[self.filled..])?;
        self.ended = read == 0;
        self.filled += self.without_zeros(self.filled, read);
        Ok(())
    }

    /// Closes up over zero bytes, which no text has and no database takes; gives how many bytes remain.
    fn without_zeros(&mut self, from: usize, read: usize) -> usize {
        let fresh = &mut self.buffer[from..from + read];
        let Some(first) = memchr::memchr(0, fresh) else { return read };
        let mut kept = first;
        for at in first..read {
            fresh[kept] = fresh[at];
            kept += usize::from(fresh[at] != 0);
        }
        self.zeros += (read - kept) as u64;
        kept
    }
}

#[inline]
fn trim_cr(bytes: &[u8], from: usize, mut end: usize) -> usize {
    while end > from && bytes[end - 1] == b'\r' {
        end -= 1;
    }
    end
}
