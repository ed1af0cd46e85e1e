//! Files packed one by one: gzip, bzip2 and zstd, also where several packed parts follow each other.

use std::io::{self, BufRead};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use crate::error::ReadError;
use crate::read::packed::measured::{self, Measured};
use crate::read::sniff::Packing;

/// Unpacks the whole of `file`.
pub(super) fn unpack(mut file: impl BufRead, packing: Packing, out: &mut Measured<'_>) -> Result<(), ReadError> {
    match packing {
        Packing::Gzip => out.copy(&mut MultiGzDecoder::new(file)),
        Packing::Bzip2 => out.copy(&mut MultiBzDecoder::new(file)),
        Packing::Zstd => {
            while !file.fill_buf()?.is_empty() {
                let frame = StreamingDecoder::new(&mut file).map_err(|error| measured::fault(io::Error::other(error)));
                out.copy(&mut frame?)?;
            }
            Ok(())
        }
        Packing::Zip => Err(io::Error::other("a zip is no stream").into()),
    }
}
