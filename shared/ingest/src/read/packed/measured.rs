//! Copies what comes out of a packed file and stops where it is too much.

use std::io::{self, Read, Write};

use crate::error::ReadError;
use crate::read::{Limits, faults};

const CHUNK: usize = 128 << 10;

/// Where unpacked bytes go, counted.
pub(super) struct Measured<'a> {
    out: &'a mut dyn Write,
    /// Bytes that they are unpacked from.
    packed: u64,
    unpacked: u64,
    limits: &'a Limits,
}

impl<'a> Measured<'a> {
    pub(super) fn new(out: &'a mut dyn Write, packed: u64, limits: &'a Limits) -> Self {
        Self { out, packed: packed.max(1), unpacked: 0, limits }
    }

    /// Takes all that `from` gives.
    pub(super) fn copy(&mut self, from: &mut dyn Read) -> Result<(), ReadError> {
        let mut buffer = vec![0; CHUNK];
        loop {
            let read = match from.read(&mut buffer) {
                Ok(0) => return Ok(self.out.flush()?),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(fault(error)),
            };
            self.unpacked += read as u64;
            let dense = self.unpacked > self.limits.bomb_bytes && self.unpacked / self.packed > self.limits.bomb_ratio;
            if dense || self.unpacked > self.limits.unpacked_bytes {
                let what = format_args!("more than {} MiB", self.unpacked >> 20);
                return Err(faults::unpacks_to(what, self.unpacked, self.limits).into());
            }
            self.out.write_all(&buffer[..read])?;
        }
    }
}

/// Errors of unpacking come as errors of reading; only those of the machine are its fault.
pub(super) fn fault(error: io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => faults::damaged_archive("its end is missing").into(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
            faults::damaged_archive(error).into()
        }
        _ => error.into(),
    }
}
