//! A table written as text: CSV and its relatives, whatever the encoding, delimiter and line ends.
//!
//! The encoding is told first (`encoding`), then the dialect ([`dialect`]) from the first lines; rows are then
//! read in constant memory (`rows`), as often as wanted. What a cell means is not decided here.

mod aligned;
mod blocks;
pub(crate) mod decode;
pub mod dialect;
pub(crate) mod encoding;
mod letters;
mod lines;
mod notes;
mod plausible;
mod quoted;
mod rows;
mod sample;
mod source;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::book::{Book, Rows, SheetInfo};
use crate::error::ReadError;
use crate::read::text::dialect::Dialect;
use crate::read::text::encoding::Survey;
use crate::read::text::notes::Notes;
use crate::read::text::rows::TextRows;
use crate::read::text::source::Source;
use crate::read::{Limits, faults};
use crate::record::RowWarning;

/// A text table on disk. Each opening reads the file again; it must not change meanwhile.
#[derive(Debug)]
pub struct TextBook {
    path: PathBuf,
    survey: Survey,
    dialect: Dialect,
    limits: Limits,
    sheets: [SheetInfo; 1],
    warning: Option<RowWarning>,
    notes: Mutex<Notes>,
}

impl TextBook {
    /// Opens the file at `path` and tells its encoding and dialect; `warning` is one that [`crate::read::sniff()`] gave.
    pub fn open(path: &Path, warning: Option<RowWarning>, limits: Limits) -> Result<Self, ReadError> {
        let mut file = File::open(path)?;
        if file.metadata()?.len() > limits.text_bytes {
            return Err(faults::too_large("the file", limits.text_bytes, None, "split it and send the parts").into());
        }
        let survey = encoding::survey(&mut file)?;
        if survey.blank {
            return Err(faults::empty_file().into());
        }
        let dialect = dialect::detect(|| Source::new(File::open(path)?, &survey), &limits)?;
        let sheets = [SheetInfo { name: String::new(), hidden: false }];
        Ok(Self { path: path.to_owned(), survey, dialect, limits, sheets, warning, notes: Mutex::default() })
    }

    /// How the text is laid out.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// The encoding's name, as the WHATWG encoding standard spells it.
    pub fn encoding(&self) -> &'static str {
        self.survey.encoding.name()
    }
}

impl Book for TextBook {
    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn open(&self, _sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        let source = Source::new(File::open(&self.path)?, &self.survey)?;
        Ok(Box::new(TextRows::new(source, &self.dialect, &self.limits, &self.notes)))
    }

    fn warnings(&self) -> Vec<RowWarning> {
        let mut warnings: Vec<RowWarning> = self.warning.iter().cloned().collect();
        warnings.extend(notes::lock(&self.notes).warnings(self.encoding()));
        warnings
    }
}
