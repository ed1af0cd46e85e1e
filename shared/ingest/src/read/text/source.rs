//! A file's bytes as UTF-8: handed on as they are where the file is UTF-8, else decoded piece by piece.

use std::fs::File;
use std::io::{self, Read};

use encoding_rs::UTF_8;

use crate::read::text::decode::Decoding;
use crate::read::text::encoding::Survey;

/// The bytes of a text file, in UTF-8 (checked later, a block at a time, where the file claims to be UTF-8 itself).
#[derive(Debug)]
pub(super) struct Source {
    file: File,
    decoder: Option<Decoding>,
}

impl Source {
    pub(super) fn new(mut file: File, survey: &Survey) -> io::Result<Self> {
        io::Seek::rewind(&mut file)?;
        let decoder = (survey.encoding != UTF_8).then(|| Decoding::new(survey.encoding));
        Ok(Self { file, decoder })
    }

    /// Whether bytes were met that mean nothing in the file's encoding; they come out as U+FFFD.
    pub(super) fn is_malformed(&self) -> bool {
        self.decoder.as_ref().is_some_and(Decoding::is_malformed)
    }

    /// Fills `out` (at least 16 bytes) with what comes next; 0 at the end.
    pub(super) fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match &mut self.decoder {
            None => self.file.read(out),
            Some(decoding) => decoding.read(&mut self.file, out),
        }
    }
}
