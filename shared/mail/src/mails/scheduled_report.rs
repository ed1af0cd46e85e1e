//! "{schedule name}: {range}": a report that leaves by itself.

use sellout_model::EmailKind;
use serde::Serialize;

use super::{Mail, samples};
use crate::report_facts::ReportFacts;
use crate::words::{Line, Moment};

/// A report of a schedule.
#[derive(Clone, Debug, Serialize)]
pub struct ScheduledReport {
    /// Whose figures they are.
    pub organisation: Line,
    /// The schedule's name.
    #[serde(serialize_with = "crate::upload_facts::as_name")]
    pub schedule: Line,
    /// When it runs next, if it is active.
    pub next: Option<Moment>,
    /// Where a person leaves the list; a page that asks, not a link that acts.
    pub unsubscribe: Option<String>,
    /// The report.
    pub report: ReportFacts,
}

impl Mail for ScheduledReport {
    const FOLDER: &'static str = "scheduled_report";
    const KIND: EmailKind = EmailKind::ScheduledReport;

    fn sample() -> Self {
        Self {
            organisation: samples::organisation(),
            schedule: "Monthly sales for the board".into(),
            next: Some(samples::moment()),
            unsubscribe: Some("https://sellout.example.com/unsubscribe?token=s1gn3d".to_owned()),
            report: samples::report(),
        }
    }
}
