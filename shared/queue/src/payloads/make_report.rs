//! The payload of `make-report`.

use std::time::Duration;

use sea_orm::DatabaseTransaction;
use sellout_model::{ReportId, ReportStatus};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::sql::{Column, json_id, json_rows, rows_from, write};
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

    fn on_end<'a>(tx: &'a DatabaseTransaction, ended: &'a [EndedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            let row = |job: &EndedJob| {
                let report = job.parse::<Self>()?.report_id;
                Some(json!({"id": json_id(report.0), "error": job.error}))
            };
            let sql = format!(
                "UPDATE reports SET status = $2, error = given.error FROM {} WHERE reports.id = given.id AND status <> $3",
                rows_from(tx, 1, &[Column::Uuid("id"), Column::Text("error")])
            );
            let values = [
                json_rows(ended.iter().filter_map(row).collect()),
                ReportStatus::Failed.as_str().into(),
                ReportStatus::Completed.as_str().into(),
            ];
            write(tx, sql, values).await.map(|_| ())
        })
    }

    fn on_retry<'a>(tx: &'a DatabaseTransaction, retried: &'a [RetriedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            let anew = |job: &&RetriedJob| matches!(job.why, WhyRetried::ByHand | WhyRetried::Again);
            let reports = retried.iter().filter(anew).filter_map(RetriedJob::parse::<Self>);
            let rows: Vec<_> = reports.map(|job| json!({"id": json_id(job.report_id.0)})).collect();
            let sql = format!(
                "UPDATE reports SET status = $2, error = NULL WHERE id IN (SELECT given.id FROM {}) AND status = $3",
                rows_from(tx, 1, &[Column::Uuid("id")])
            );
            let values = [json_rows(rows), ReportStatus::Pending.as_str().into(), ReportStatus::Failed.as_str().into()];
            write(tx, sql, values).await.map(|_| ())
        })
    }
}
