//! What is refused before a workbook is opened: its size, and what its zip directory claims.

use std::io::{Read, Seek, SeekFrom};

use crate::error::ReadError;
use crate::read::limits::setting;
use crate::read::sniff::{Kind, zip_directory};
use crate::read::{Limits, faults};

/// What to do with an old workbook that is too large.
const AS_XLSX: &str = "save it as .xlsx, which may be larger, and send that";

/// Refuses a workbook that is too large or unpacks to too much. Leaves the file at its start.
pub(super) fn check<R: Read + Seek>(kind: Kind, file: &mut R, limits: &Limits) -> Result<(), ReadError> {
    let size = file.seek(SeekFrom::End(0))?;
    let whole = (limits.whole_bytes, setting::WHOLE_BYTES);
    let streamed = (limits.workbook_bytes, setting::WORKBOOK_BYTES);
    let (what, (limit, named), cure) = match kind {
        Kind::Xls => ("the .xls workbook", whole, AS_XLSX),
        Kind::Ods => ("the .ods workbook", whole, AS_XLSX),
        _ => ("the workbook", streamed, "split it, or save its table as CSV, and send that"),
    };
    if size > limit {
        return Err(faults::too_large(what, limit, Some(named), cure).into());
    }
    if kind.is_zipped() {
        check_zip(file, size, limits)?;
    }
    file.rewind()?;
    Ok(())
}

/// Refuses a zip of too many parts, or that unpacks to too much by its own word.
pub(in crate::read) fn check_zip<R: Read + Seek>(file: &mut R, size: u64, limits: &Limits) -> Result<(), ReadError> {
    let entries = zip_directory::read(file, size)?.ok_or_else(faults::truncated)?;
    if entries.len() as u64 > limits.zip_entries {
        return Err(faults::zip_bomb(format_args!("{} parts", entries.len())).into());
    }
    if entries.iter().any(|entry| entry.packed > size) {
        return Err(faults::truncated().into());
    }
    let unpacked = entries.iter().fold(0u64, |sum, entry| sum.saturating_add(entry.unpacked));
    // Parts may overlap and so claim more packed bytes than there are.
    let packed = entries.iter().fold(0u64, |sum, entry| sum.saturating_add(entry.packed)).clamp(1, size.max(1));
    if unpacked > limits.unpacked_bytes || (unpacked > limits.bomb_bytes && unpacked / packed > limits.bomb_ratio) {
        return Err(faults::unpacks_to(format_args!("{} MiB", unpacked >> 20), unpacked, limits).into());
    }
    Ok(())
}
