//! "Report failed: {title}: {range}": a report that somebody waits for was not made.

use sellout_model::{EmailKind, Period};
use serde::Serialize;

use super::{Mail, samples};
use crate::words::{Line, Moment};

/// A report that was not made.
#[derive(Clone, Debug, Serialize)]
pub struct ReportFailed {
    /// Whose figures they would have been.
    pub organisation: Line,
    /// What the report is called; a schedule's has its name.
    #[serde(serialize_with = "crate::upload_facts::as_name")]
    pub title: Line,
    /// The days it was to be about.
    pub period: Period,
    /// Why it was not made.
    pub reason: Line,
    /// When it was asked for.
    pub asked: Moment,
    /// Whether a schedule asked for it.
    pub scheduled: bool,
    /// The page from which it is asked for again.
    pub link: Option<String>,
}

impl Mail for ReportFailed {
    const FOLDER: &'static str = "report_failed";
    const KIND: EmailKind = EmailKind::ReportFailure;

    fn sample() -> Self {
        let report = samples::report();
        Self {
            organisation: samples::organisation(),
            title: report.title,
            period: report.period,
            reason: "it took longer than 1800 seconds".into(),
            asked: samples::moment(),
            scheduled: true,
            link: Some("https://sellout.example.com/reports".to_owned()),
        }
    }
}
