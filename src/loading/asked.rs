//! What the person who loads files says about all of them.

use sellout_ingest::Answers;
use sellout_model::{Mode, Period, UploadId};

/// What is said about the files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// The vendor's code.
    pub(crate) vendor: Option<String>,
    /// The period that they speak of.
    pub(crate) period: Option<Period>,
    /// What they do where figures already are.
    pub(crate) mode: Option<Mode>,
    /// The same bytes load again.
    pub(crate) force: bool,
    /// TOML of the format to read them with.
    pub(crate) format_source: Option<String>,
    /// How dates, numbers and money are written, where the file does not show it.
    pub(crate) reading: Answers,
    /// An unknown table is read by the proposed mapping.
    pub(crate) accept_mapping: bool,
    /// The upload that they correct.
    pub(crate) corrects: Option<UploadId>,
    /// Who gets the mails about them.
    pub(crate) notify: Vec<String>,
}

impl Asked {
    /// Whether it answers anything that an upload may ask.
    pub(crate) fn answers(&self) -> bool {
        self.vendor.is_some()
            || self.period.is_some()
            || self.mode.is_some()
            || self.format_source.is_some()
            || !self.reading.is_empty()
    }
}
