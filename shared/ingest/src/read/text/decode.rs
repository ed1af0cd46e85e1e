//! Decodes bytes of any encoding to UTF-8, piece by piece.

use std::fmt;
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding};

const RAW: usize = 64 << 10;
/// The smallest piece that a decoder surely writes a character to.
const SMALLEST: usize = 16;

/// A decoder with the bytes that wait for it. The bytes come from the same place each time.
pub(crate) struct Decoding {
    decoder: Decoder,
    raw: Vec<u8>,
    at: usize,
    filled: usize,
    ended: bool,
    malformed: bool,
}

impl fmt::Debug for Decoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoding").field("encoding", &self.decoder.encoding()).finish_non_exhaustive()
    }
}

impl Decoding {
    pub(crate) fn new(encoding: &'static Encoding) -> Self {
        Self {
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; RAW],
            at: 0,
            filled: 0,
            ended: false,
            malformed: false,
        }
    }

    /// Whether bytes were met that mean nothing in the encoding; they come out as U+FFFD.
    pub(crate) fn is_malformed(&self) -> bool {
        self.malformed
    }

    /// Fills `out` (at least 16 bytes) with what comes next; 0 at the end.
    pub(crate) fn read(&mut self, from: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            if self.at == self.filled {
                (self.at, self.filled) = (0, from.read(&mut self.raw)?);
            }
            let last = self.filled == 0;
            let (result, read, written, malformed) =
                self.decoder.decode_to_utf8(&self.raw[self.at..self.filled], out, last);
            self.at += read;
            self.malformed |= malformed;
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

/// A reader whose bytes come out as UTF-8.
#[derive(Debug)]
pub(crate) struct Utf8<R> {
    inner: R,
    decoding: Decoding,
    /// What was decoded for a reader that asked for less than a character may need.
    spare: [u8; SMALLEST],
    at: usize,
    filled: usize,
}

impl<R: Read> Utf8<R> {
    pub(crate) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self { inner, decoding: Decoding::new(encoding), spare: [0; SMALLEST], at: 0, filled: 0 }
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.filled {
            if out.len() >= SMALLEST {
                return self.decoding.read(&mut self.inner, out);
            }
            (self.at, self.filled) = (0, self.decoding.read(&mut self.inner, &mut self.spare)?);
        }
        let size = out.len().min(self.filled - self.at);
        out[..size].copy_from_slice(&self.spare[self.at..self.at + size]);
        self.at += size;
        Ok(size)
    }
}
