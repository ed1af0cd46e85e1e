//! "Upload loaded: ...": all of a file is in.

use sellout_model::EmailKind;
use serde::Serialize;

use super::{Mail, samples};
use crate::upload_facts::{LoadedFacts, UploadFacts};
use crate::words::Line;

/// All rows of a file were loaded (or were known already).
#[derive(Clone, Debug, Serialize)]
pub struct UploadLoaded {
    /// Whose figures they are.
    pub organisation: Line,
    /// The upload.
    pub upload: UploadFacts,
    /// What was loaded.
    pub loaded: LoadedFacts,
}

impl Mail for UploadLoaded {
    const FOLDER: &'static str = "upload_loaded";
    const KIND: EmailKind = EmailKind::UploadSuccess;

    fn sample() -> Self {
        Self { organisation: samples::organisation(), upload: samples::upload(), loaded: samples::loaded() }
    }
}
