//! "{title}: {range}": a report that a person asked for.

use sellout_model::EmailKind;
use serde::Serialize;

use super::{Mail, samples};
use crate::report_facts::{ReportFacts, ReportFile};
use crate::words::Line;

/// A report that a person asked to be sent.
#[derive(Clone, Debug, Serialize)]
pub struct ReportReady {
    /// Whose figures they are.
    pub organisation: Line,
    /// Who asked for it, if a person did.
    pub asked_by: Option<Line>,
    /// The report.
    pub report: ReportFacts,
}

impl Mail for ReportReady {
    const FOLDER: &'static str = "report";
    const KIND: EmailKind = EmailKind::Report;

    fn sample() -> Self {
        let mut report = samples::report();
        report.file = ReportFile::Link {
            url: "https://sellout.example.com/api/v1/reports/0195e7c0/file?token=s1gn3d".to_owned(),
            size: "14 MB".into(),
            until: samples::moment(),
        };
        Self { organisation: samples::organisation(), asked_by: Some("ana@example.com".into()), report }
    }
}
