//! How much of a file is read before it is refused: every bound of the readers, in one place.

use serde::{Deserialize, Serialize};

/// The settings that change a limit, as refusals name them. A test of the whole holds them to the catalogue of settings.
pub mod setting {
    /// Bytes of a workbook or a packed file.
    pub const WORKBOOK_BYTES: &str = "SELLOUT_MAX_WORKBOOK_BYTES";
    /// Bytes of an xls or ods file.
    pub const WHOLE_BYTES: &str = "SELLOUT_MAX_WHOLE_WORKBOOK_BYTES";
    /// Sheets in a workbook.
    pub const SHEETS: &str = "SELLOUT_MAX_SHEETS";
    /// Rows of a sheet.
    pub const ROWS: &str = "SELLOUT_MAX_ROWS";
    /// Columns of a sheet or of a line of text.
    pub const COLUMNS: &str = "SELLOUT_MAX_COLUMNS";
    /// Cells of a workbook.
    pub const CELLS: &str = "SELLOUT_MAX_CELLS";
    /// Bytes of a cell.
    pub const CELL_BYTES: &str = "SELLOUT_MAX_CELL_BYTES";
    /// Files in an archive.
    pub const ARCHIVE_FILES: &str = "SELLOUT_MAX_ARCHIVE_FILES";
    /// Bytes once unpacked.
    pub const UNPACKED_BYTES: &str = "SELLOUT_MAX_UNPACKED_BYTES";
    /// Unpacked bytes for each packed one.
    pub const UNPACK_RATIO: &str = "SELLOUT_MAX_UNPACK_RATIO";
    /// Memory of the child that reads a workbook.
    pub const MEMORY: &str = "SELLOUT_READER_MEMORY_BYTES";
    /// Processor time of the child that reads a workbook.
    pub const CPU_SECONDS: &str = "SELLOUT_READER_CPU_SECONDS";
    /// Time on the clock of the child that reads a workbook.
    pub const SECONDS: &str = "SELLOUT_READER_SECONDS";

    /// All of them.
    pub const ALL: [&str; 13] = [
        WORKBOOK_BYTES,
        WHOLE_BYTES,
        SHEETS,
        ROWS,
        COLUMNS,
        CELLS,
        CELL_BYTES,
        ARCHIVE_FILES,
        UNPACKED_BYTES,
        UNPACK_RATIO,
        MEMORY,
        CPU_SECONDS,
        SECONDS,
    ];
}

/// The bounds of reading one file. The defaults fit every spreadsheet that people make by hand or by export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of a text file; text streams, so this only bounds time (64 GiB).
    pub text_bytes: u64,
    /// Bytes of an xlsx, xlsm or xlsb file, of a page or XML under such a name, or of a packed file (512 MiB).
    pub workbook_bytes: u64,
    /// Bytes of an xls or ods file, which is held in memory whole (32 MiB).
    pub whole_bytes: u64,
    /// Sheets in a workbook (1,000).
    pub sheets: usize,
    /// Rows of a sheet (1,048,576, what a spreadsheet can hold).
    pub rows: u32,
    /// Columns of a sheet or of a line of text (16,384, what a spreadsheet can hold).
    pub columns: u32,
    /// Cells with a value in a whole workbook (50 million).
    pub cells: u64,
    /// Bytes of one cell (131,068: a spreadsheet cell's 32,767 characters in UTF-8).
    pub cell_bytes: usize,
    /// Bytes of one line of text (8 MiB).
    pub line_bytes: usize,
    /// Lines that one quoted cell may run over before its quote counts as broken (500).
    pub quote_lines: usize,
    /// Bytes that one quoted cell may run over before its quote counts as broken (64 KiB).
    pub quote_bytes: usize,
    /// Empty rows above a cell before the cell counts as a stray far from its table (100,000).
    pub row_gap: u32,
    /// Empty columns left of a cell before the cell counts as a stray far from its table (4,096).
    pub column_gap: u32,
    /// Cells that a sheet may claim to span while it holds less than a hundredth of them (100 million).
    pub claimed_cells: u64,
    /// Parts in a zipped workbook, or files in an archive (10,000).
    pub zip_entries: u64,
    /// Files in an archive that are read (100).
    pub archive_files: usize,
    /// Bytes of a zipped workbook or of a packed file once unpacked (4 GiB).
    pub unpacked_bytes: u64,
    /// Unpacked bytes from which the ratio below is looked at (64 MiB).
    pub bomb_bytes: u64,
    /// Unpacked bytes for each packed byte that make a zip bomb (200; tables of figures have 5 to 30).
    pub bomb_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        Self {
            text_bytes: 64 << 30,
            workbook_bytes: 512 * MIB,
            whole_bytes: 32 * MIB,
            sheets: 1_000,
            rows: 1_048_576,
            columns: 16_384,
            cells: 50_000_000,
            cell_bytes: 32_767 * 4,
            line_bytes: 8 << 20,
            quote_lines: 500,
            quote_bytes: 64 << 10,
            row_gap: 100_000,
            column_gap: 4_096,
            claimed_cells: 100_000_000,
            zip_entries: 10_000,
            archive_files: 100,
            unpacked_bytes: 4 << 30,
            bomb_bytes: 64 * MIB,
            bomb_ratio: 200,
        }
    }
}
