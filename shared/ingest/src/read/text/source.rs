//! A file's bytes as UTF-8: handed on as they are where the file is UTF-8, else decoded piece by piece.

use std::fs::File;
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_8};

use crate::read::text::encoding::Survey;

const RAW: usize = 64 << 10;

/// The bytes of a text file, in UTF-8 (checked later, line by line, where the file claims to be UTF-8 itself).
#[derive(Debug)]
pub(super) struct Source {
    file: File,
    decoder: Option<Decoding>,
}

struct Decoding {
    decoder: Decoder,
    raw: Vec<u8>,
    at: usize,
    filled: usize,
    ended: bool,
    malformed: bool,
}

impl std::fmt::Debug for Decoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoding").field("encoding", &self.decoder.encoding()).finish_non_exhaustive()
    }
}

impl Source {
    pub(super) fn new(mut file: File, survey: &Survey) -> io::Result<Self> {
        io::Seek::rewind(&mut file)?;
        let decoder = (survey.encoding != UTF_8).then(|| Decoding {
            decoder: survey.encoding.new_decoder_without_bom_handling(),
            raw: vec![0; RAW],
            at: 0,
            filled: 0,
            ended: false,
            malformed: false,
        });
        Ok(Self { file, decoder })
    }

    /// Whether bytes were met that mean nothing in the file's encoding; they come out as U+FFFD.
    pub(super) fn is_malformed(&self) -> bool {
        self.decoder.as_ref().is_some_and(|decoding| decoding.malformed)
    }

    /// Fills `out` (at least 16 bytes) with what comes next; 0 at the end.
    pub(super) fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match &mut self.decoder {
            None => self.file.read(out),
            Some(decoding) => decoding.read(&mut self.file, out),
        }
    }
}

impl Decoding {
    fn read(&mut self, file: &mut File, out: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            if self.at == self.filled {
                (self.at, self.filled) = (0, file.read(&mut self.raw)?);
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
