//! Whole-file failures: one code, one sentence with the cure.

use thiserror::Error;

/// Why a whole file cannot be used. Nothing of it is loaded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct FileError {
    /// Stable, snake case: `empty_file`, `password_protected`, `unknown_format`, `missing_columns`, ...
    pub code: &'static str,
    /// One sentence: what is wrong, where, and what to do.
    pub message: String,
    /// The sheet, if one is meant.
    pub sheet: Option<String>,
    /// The row, 1-based, if one is meant.
    pub row: Option<u32>,
}

impl FileError {
    /// An error about the file as a whole.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), sheet: None, row: None }
    }

    /// The same, naming its place.
    #[must_use]
    pub fn at(mut self, sheet: Option<&str>, row: Option<u32>) -> Self {
        self.sheet = sheet.filter(|s| !s.is_empty()).map(str::to_owned);
        self.row = row;
        self
    }
}

/// Why reading stopped.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The file itself is at fault; trying again changes nothing.
    #[error(transparent)]
    File(#[from] FileError),
    /// The machine is at fault; trying again may help.
    #[error("cannot read the file: {0}")]
    Io(#[from] std::io::Error),
}
