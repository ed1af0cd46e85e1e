//! "Upload failed: ...": nothing of a file was loaded.

use sellout_model::EmailKind;
use serde::Serialize;

use super::{Mail, samples};
use crate::upload_facts::{AllErrors, Errors, UploadFacts};
use crate::words::Line;

/// An upload of which nothing was loaded.
#[derive(Clone, Debug, Serialize)]
pub struct UploadFailed {
    /// Whose figures they would have been.
    pub organisation: Line,
    /// The upload.
    pub upload: UploadFacts,
    /// Stable, snake case: `password_protected`, `missing_columns`, ...
    pub code: Line,
    /// One sentence: what is wrong and what to do.
    pub reason: Line,
    /// Sheet and row, if the trouble has a place.
    pub place: Option<Line>,
    /// The row errors, where every row has one.
    pub errors: Option<Errors>,
}

impl Mail for UploadFailed {
    const FOLDER: &'static str = "upload_failed";
    const KIND: EmailKind = EmailKind::UploadFailure;

    fn sample() -> Self {
        let mut upload = samples::upload();
        upload.period = None;
        Self {
            organisation: samples::organisation(),
            upload,
            code: "no_valid_rows".into(),
            reason: "No row of the sheet “Sales” could be read: the column “Qty” holds text; write whole numbers there"
                .into(),
            place: Some("Sales, row 4".into()),
            errors: Some(samples::errors(2, AllErrors::OnThePage)),
        }
    }
}
