//! A text in blocks of whole lines, in UTF-8 that has been checked: what one reading of the source brings, up to the last
//! line end in it.
//!
//! Lines that are not UTF-8 are repaired, each for itself. A text that ends within a line is closed with a line end.

use std::io;

use encoding_rs::WINDOWS_1252;

use crate::read::text::dialect::Ending;
use crate::read::text::source::Source;

const CHUNK: usize = 64 << 10;

/// Why there is no line.
#[derive(Debug)]
pub(super) enum LineFault {
    Io(io::Error),
    TooLong,
}

#[derive(Debug)]
pub(super) struct Blocks {
    source: Source,
    ending: Ending,
    longest: usize,
    /// What was read, up to `filled`, and is not in a block yet.
    raw: Vec<u8>,
    filled: usize,
    begun: bool,
    ended: bool,
    zeros: u64,
}

impl Blocks {
    /// Blocks of `source`, whose lines end with `ending` and are at most about `longest` bytes long.
    pub(super) fn new(source: Source, ending: Ending, longest: usize) -> Self {
        Self { source, ending, longest, raw: vec![0; 2 * CHUNK], filled: 0, begun: false, ended: false, zeros: 0 }
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    pub(super) fn ending(&self) -> Ending {
        self.ending
    }

    /// How many zero bytes were left out so far.
    pub(super) fn zeros(&self) -> u64 {
        self.zeros
    }

    /// Appends the next lines to `text`, and where in it repaired ones begin to `repaired`; `false` at the end.
    pub(super) fn append(&mut self, text: &mut String, repaired: &mut Vec<usize>) -> Result<bool, LineFault> {
        let mut searched = 0;
        loop {
            let fresh = &self.raw[searched..self.filled];
            if let Some(at) = self.last_end(fresh) {
                self.hand_over(searched + at + 1, text, repaired);
                return Ok(true);
            }
            if self.ended {
                let any = self.filled > 0;
                if any {
                    self.hand_over(self.filled, text, repaired);
                    text.push(self.ending.sign());
                }
                return Ok(any);
            }
            if self.filled > self.longest {
                return Err(LineFault::TooLong);
            }
            // A last CR is looked at again together with what follows it.
            searched = self.filled.saturating_sub(1);
            self.read().map_err(LineFault::Io)?;
        }
    }

    /// The last line end in what was read; a CR may be followed by the LF that belongs to it.
    fn last_end(&self, fresh: &[u8]) -> Option<usize> {
        let whole = match fresh {
            [before @ .., b'\r'] if self.ending == Ending::Any && !self.ended => before,
            _ => fresh,
        };
        match self.ending {
            Ending::Feed => memchr::memrchr(b'\n', whole),
            Ending::Return => memchr::memrchr(b'\r', whole),
            Ending::Any => memchr::memrchr2(b'\n', b'\r', whole),
        }
    }

    /// Appends the first `size` bytes of what was read.
    fn hand_over(&mut self, size: usize, text: &mut String, repaired: &mut Vec<usize>) {
        let bytes = if self.begun { &self.raw[..size] } else { without_marks(&self.raw[..size]) };
        self.begun = true;
        match simdutf8::basic::from_utf8(bytes) {
            Ok(checked) => text.push_str(checked),
            Err(_) => repair(bytes, self.ending, text, repaired),
        }
        self.raw.copy_within(size..self.filled, 0);
        self.filled -= size;
    }

    fn read(&mut self) -> io::Result<()> {
        if self.raw.len() - self.filled < CHUNK {
            self.raw.resize(2 * self.raw.len(), 0);
        }
        let fresh = &mut self.raw[self.filled..self.filled + CHUNK];
        let read = self.source.read(fresh)?;
        self.ended = read == 0;
        let kept = without_zeros(&mut fresh[..read]);
        self.zeros += (read - kept) as u64;
        self.filled += kept;
        Ok(())
    }
}

/// A text without its byte order marks, of which some programs write two.
fn without_marks(mut bytes: &[u8]) -> &[u8] {
    while let Some(behind) = bytes.strip_prefix("\u{feff}".as_bytes()) {
        bytes = behind;
    }
    bytes
}

/// Closes up over zero bytes, which no text has and no database takes; gives how many bytes remain.
fn without_zeros(fresh: &mut [u8]) -> usize {
    let Some(first) = memchr::memchr(0, fresh) else { return fresh.len() };
    let mut kept = first;
    for at in first..fresh.len() {
        fresh[kept] = fresh[at];
        kept += usize::from(fresh[at] != 0);
    }
    kept
}

/// Appends lines of which some are not UTF-8: these as Windows-1252, which gives every byte a letter.
fn repair(lines: &[u8], ending: Ending, text: &mut String, repaired: &mut Vec<usize>) {
    for line in lines.split_inclusive(|byte| ending.is(*byte)) {
        if let Ok(line) = std::str::from_utf8(line) {
            text.push_str(line);
        } else {
            repaired.push(text.len());
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0);
        }
    }
}
