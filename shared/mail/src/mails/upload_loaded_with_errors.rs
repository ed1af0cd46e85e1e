//! "Upload loaded with n row errors: ...": a file is in but for the rows named.

use sellout_model::EmailKind;
use serde::Serialize;

use super::{Mail, samples};
use crate::upload_facts::{AllErrors, Errors, LoadedFacts, UploadFacts};
use crate::words::Line;

/// Some rows of a file were loaded and some could not be; all errors are to be attached.
#[derive(Clone, Debug, Serialize)]
pub struct UploadLoadedWithErrors {
    /// Whose figures they are.
    pub organisation: Line,
    /// The upload.
    pub upload: UploadFacts,
    /// What was loaded.
    pub loaded: LoadedFacts,
    /// What was not.
    pub errors: Errors,
}

impl Mail for UploadLoadedWithErrors {
    const FOLDER: &'static str = "upload_loaded_with_errors";
    const KIND: EmailKind = EmailKind::UploadSuccess;

    fn sample() -> Self {
        let mut loaded = samples::loaded();
        (loaded.rows_loaded, loaded.rows_failed) = (loaded.rows_loaded - 23, 23);
        Self {
            organisation: samples::organisation(),
            upload: samples::upload(),
            loaded,
            errors: samples::errors(23, AllErrors::Workbook("errors of sales march.xlsx")),
        }
    }
}
