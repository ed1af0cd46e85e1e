//! How much of a file is read before it is refused: every bound of the readers, in one place.

use serde::{Deserialize, Serialize};

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
            unpacked_bytes: 4 << 30,
            bomb_bytes: 64 * MIB,
            bomb_ratio: 200,
        }
    }
}
