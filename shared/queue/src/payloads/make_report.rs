//! The payload of `make-report`.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sellout_model::{ReportId, ReportStatus};
use serde::{Deserialize, Serialize};

use crate::sql::statement;
use crate::{EndedJob, HookFuture, Job, Queue, RetriedJob, WhyRetried};

/// Writes a report's file and mails it to its recipients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeReport {
    /// Which report.
    pub report_id: ReportId,
}

impl Job for MakeReport {
    const KIND: &'static str = "make-report";
    const QUEUE: Queue = Queue::ScheduledReport;
    const TIMEOUT: Duration = Duration::from_mins(30);

    fn unique_key(&self) -> Option<String> {
        Some(self.report_id.to_string())
    }

    fn on_end<'a>(tx: &'a DatabaseTransaction, ended: &'a EndedJob) -> HookFuture<'a> {
        Box::pin(async move {
            let Some(job) = ended.parse::<Self>() else { return Ok(()) };
            let sql = "UPDATE reports SET status = $1, error = $2 WHERE id = $3 AND status <> $4";
            let values = [
                ReportStatus::Failed.as_str().into(),
                ended.error.as_str().into(),
                job.report_id.0.into(),
                ReportStatus::Completed.as_str().into(),
            ];
            tx.execute_raw(statement(tx, sql, values)).await.map(|_| ())
        })
    }

    fn on_retry<'a>(tx: &'a DatabaseTransaction, retried: &'a RetriedJob) -> HookFuture<'a> {
        Box::pin(async move {
            let (Some(job), WhyRetried::ByHand | WhyRetried::Again) = (retried.parse::<Self>(), &retried.why) else {
                return Ok(());
            };
            let sql = "UPDATE reports SET status = $1, error = NULL WHERE id = $2 AND status = $3";
            let values =
                [ReportStatus::Pending.as_str().into(), job.report_id.0.into(), ReportStatus::Failed.as_str().into()];
            tx.execute_raw(statement(tx, sql, values)).await.map(|_| ())
        })
    }
}
