//! What of a file is too much to read.

use std::time::Duration;

use crate::catalogue::{self as c, Setting};
use crate::error::ConfigError;
use crate::size::ByteSize;
use crate::values::Values;

/// The bounds of reading one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadingSettings {
    /// Bytes of an xlsx, xlsm or xlsb file, or of a packed file.
    pub workbook_bytes: u64,
    /// Bytes of an xls or ods file.
    pub whole_workbook_bytes: u64,
    /// Sheets of a workbook.
    pub sheets: u32,
    /// Rows of a workbook's sheet.
    pub rows: u32,
    /// Columns of a sheet or of a line of text.
    pub columns: u32,
    /// Cells with a value in a workbook.
    pub cells: u32,
    /// Bytes of one cell.
    pub cell_bytes: u64,
    /// Files in an archive.
    pub archive_files: u32,
    /// Bytes that a packed file may unpack to.
    pub unpacked_bytes: u64,
    /// Unpacked bytes for each packed one.
    pub unpack_ratio: u32,
    /// Bytes of memory of the child that reads a workbook.
    pub memory_bytes: u64,
    /// Seconds of its processor time.
    pub cpu_seconds: u32,
    /// Its time by the clock.
    pub time: Duration,
}

pub(crate) fn reading(values: &Values) -> Result<ReadingSettings, ConfigError> {
    let bytes = |setting: &Setting| values.required::<ByteSize>(setting).map(|size| size.0);
    let number =
        |setting: &Setting, most: u32| crate::load::from_one_to(setting, most, values.required(setting)?, values);
    Ok(ReadingSettings {
        workbook_bytes: bytes(&c::MAX_WORKBOOK_BYTES)?,
        whole_workbook_bytes: bytes(&c::MAX_WHOLE_WORKBOOK_BYTES)?,
        sheets: number(&c::MAX_SHEETS, 30_000)?,
        rows: number(&c::MAX_ROWS, 100_000_000)?,
        columns: number(&c::MAX_COLUMNS, 16_384)?,
        cells: number(&c::MAX_CELLS, 4_000_000_000)?,
        cell_bytes: bytes(&c::MAX_CELL_BYTES)?,
        archive_files: number(&c::MAX_ARCHIVE_FILES, 10_000)?,
        unpacked_bytes: bytes(&c::MAX_UNPACKED_BYTES)?,
        unpack_ratio: number(&c::MAX_UNPACK_RATIO, 100_000)?,
        memory_bytes: bytes(&c::READER_MEMORY_BYTES)?,
        cpu_seconds: number(&c::READER_CPU_SECONDS, 3_600)?,
        time: values.required(&c::READER_SECONDS)?,
    })
}
