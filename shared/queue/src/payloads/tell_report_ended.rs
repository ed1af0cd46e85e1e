//! The payload of `tell-report-ended`.

use sellout_model::ReportId;
use serde::{Deserialize, Serialize};

use crate::{Job, Queue};

/// Owes the mail about a report whose job ended without success to whoever asked for it. It is submitted in the
/// transaction that says so, by whoever ends the job: what a mail says is known to workers alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellReportEnded {
    /// Which report.
    pub report_id: ReportId,
}

impl Job for TellReportEnded {
    const KIND: &'static str = "tell-report-ended";
    const QUEUE: Queue = Queue::Email;
    /// As patient as mails are.
    const MAX_ATTEMPTS: i32 = 12;

    /// While one waits, another end of the same report is told by it too.
    fn unique_key(&self) -> Option<String> {
        Some(self.report_id.to_string())
    }
}
