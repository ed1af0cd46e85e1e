//! "Upload loaded: ..." of an archive: what became of each file in it.

use sellout_model::EmailKind;
use serde::Serialize;

use super::{Mail, samples};
use crate::upload_facts::UploadFacts;
use crate::words::Line;

/// An archive of several files, all of which have ended.
#[derive(Clone, Debug, Serialize)]
pub struct ArchiveUnpacked {
    /// Whose figures they are.
    pub organisation: Line,
    /// The archive.
    pub upload: UploadFacts,
    /// How many files loaded.
    pub loaded: u64,
    /// How many wait for an answer.
    pub asking: u64,
    /// What became of each file, in the order of the archive.
    pub files: Vec<ArchiveFile>,
}

/// One file of an archive.
#[derive(Clone, Debug, Serialize)]
pub struct ArchiveFile {
    /// Its name there.
    pub name: Line,
    /// What became of it, in a sentence.
    pub outcome: Line,
}

impl Mail for ArchiveUnpacked {
    const FOLDER: &'static str = "archive_unpacked";
    const KIND: EmailKind = EmailKind::UploadSuccess;

    fn sample() -> Self {
        let file = |name: &str, outcome: &str| ArchiveFile { name: name.into(), outcome: outcome.into() };
        let mut upload = samples::upload();
        (upload.filename, upload.vendor, upload.period, upload.format) = (Line::name("spring.zip"), None, None, None);
        Self {
            organisation: samples::organisation(),
            upload,
            loaded: 2,
            asking: 0,
            files: vec![
                file("harbour/march.csv", "1,240 rows loaded"),
                file("meridian.xlsx", "96 rows loaded, 4 could not be read"),
                file("notes.pdf", "the file is a PDF; copy its table into a spreadsheet and send it as .xlsx or .csv"),
            ],
        }
    }
}
