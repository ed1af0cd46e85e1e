//! "Upload needs an answer: ...": a file waits for what only a person knows.

use sellout_model::EmailKind;
use serde::Serialize;

use super::{Mail, samples};
use crate::upload_facts::{Need, UploadFacts};
use crate::words::Line;

/// An upload that waits for one or more answers.
#[derive(Clone, Debug, Serialize)]
pub struct UploadNeedsAnswer {
    /// Whose figures they would be.
    pub organisation: Line,
    /// The upload.
    pub upload: UploadFacts,
    /// The questions; at least one.
    pub needs: Vec<Need>,
}

impl Mail for UploadNeedsAnswer {
    const FOLDER: &'static str = "upload_needs_answer";
    const KIND: EmailKind = EmailKind::UploadQuestion;

    fn sample() -> Self {
        let mut upload = samples::upload();
        (upload.period, upload.format, upload.vendor) = (None, None, None);
        let columns =
            ["“Artikel” is the product (87 %)", "“Stück” is the quantity (95 %)", "“Umsatz” is the amount (91 %)"];
        let months = ["2025-03", "2025-04"];
        Self {
            organisation: samples::organisation(),
            upload,
            needs: vec![Need::format(columns.map(Line::new).to_vec()), Need::period(months.map(Line::new).to_vec())],
        }
    }
}
