//! Files that were packed: which files are in there, and unpacking one of them within the limits.
//!
//! What the file claims of its sizes refuses it early; what really comes out is measured all the same. Names of inner
//! files are only shown, never used as paths.

mod measured;
mod names;
mod stream;

use std::io::{BufReader, Read, Seek, Write};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::ReadError;
use crate::read::limits::setting;
use crate::read::packed::measured::Measured;
use crate::read::sniff::Packing;
use crate::read::workbook::guard;
use crate::read::{Limits, faults};

pub use names::within;

/// A file within a packed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inner {
    /// Its name there, with its folders.
    pub name: String,
    /// Its size once unpacked, if the packed file says.
    pub bytes: Option<u64>,
    /// Which entry of the archive it is.
    index: usize,
}

/// The files in a packed file, in its order, without folders and what systems leave there for themselves; `filename`
/// is the packed file's own name.
pub fn list<R: Read + Seek>(
    mut file: R,
    packing: Packing,
    filename: &str,
    limits: &Limits,
) -> Result<Vec<Inner>, ReadError> {
    if packing != Packing::Zip {
        return Ok(vec![Inner { name: names::without_packing(filename), bytes: None, index: 0 }]);
    }
    check(&mut file, limits)?;
    let mut zip = ZipArchive::new(file).map_err(fault)?;
    let mut found = Vec::new();
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(fault)?;
        if entry.is_file() && !names::is_left_over(entry.name()) {
            found.push(Inner { name: names::shown(entry.name()), bytes: Some(entry.size()), index });
        }
    }
    Ok(found)
}

/// Unpacks one of the files to `out`.
pub fn unpack<R: Read + Seek>(
    file: R,
    packing: Packing,
    inner: &Inner,
    out: &mut dyn Write,
    limits: &Limits,
) -> Result<(), ReadError> {
    unpack_at_most(file, packing, inner, out, limits, limits.unpacked_bytes)
}

/// The same; besides the limits, more than `most` bytes of this file are too many.
pub fn unpack_at_most<R: Read + Seek>(
    mut file: R,
    packing: Packing,
    inner: &Inner,
    out: &mut dyn Write,
    limits: &Limits,
    most: u64,
) -> Result<(), ReadError> {
    let size = check(&mut file, limits)?;
    let limits = &Limits { unpacked_bytes: limits.unpacked_bytes.min(most), ..limits.clone() };
    if packing != Packing::Zip {
        return stream::unpack(BufReader::new(file), packing, &mut Measured::new(out, size, limits));
    }
    let mut zip = ZipArchive::new(file).map_err(fault)?;
    let mut entry = zip.by_index(inner.index).map_err(fault)?;
    let packed = entry.compressed_size().min(size);
    Measured::new(out, packed, limits).copy(&mut entry)
}

/// Refuses what is too large, or says itself that it will be; gives its size and leaves it at its start.
fn check<R: Read + Seek>(file: &mut R, limits: &Limits) -> Result<u64, ReadError> {
    let size = file.seek(std::io::SeekFrom::End(0))?;
    if size > limits.workbook_bytes {
        let (limit, named) = (limits.workbook_bytes, Some(setting::WORKBOOK_BYTES));
        return Err(faults::too_large("the packed file", limit, named, "split it and send the parts").into());
    }
    let mut head = [0; 2];
    file.rewind()?;
    if file.read(&mut head)? == 2 && head == *b"PK" {
        guard::check_zip(file, size, limits)?;
    }
    file.rewind()?;
    Ok(size)
}

fn fault(error: ZipError) -> ReadError {
    match error {
        ZipError::Io(error) => measured::fault(error),
        ZipError::UnsupportedArchive(what) if what.contains("assword") => faults::password().into(),
        ZipError::UnsupportedArchive(_) => faults::archive("a zip archive packed in an unusual way").into(),
        error => faults::damaged_archive(error).into(),
    }
}
