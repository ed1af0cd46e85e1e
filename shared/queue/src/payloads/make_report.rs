//! The payload of `make-report`.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, DbErr, FromQueryResult};
use sellout_model::{OrgId, ReportId, ReportStatus};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::TellReportEnded;
use super::tell::tell_all;
use crate::sql::{Column, all, json_id, json_rows, rows_from, write};
use crate::{EndedJob, HookFuture, Job, Queue, RetriedJob, SubmitOptions, WhyRetried};

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
            let Some(first) = ended.first() else { return Ok(()) };
            let failed = fail_reports(tx, ended, first.at).await?;
            fail_schedules(tx, &failed, first.at).await?;
            let asked_for = failed.iter().filter(|report| report.created_by.is_some());
            let tell = asked_for.map(|report| {
                let payload = TellReportEnded { report_id: ReportId(report.id) };
                (payload, SubmitOptions::of(OrgId(report.org_id)))
            });
            tell_all(tx, first.at, tell).await
        })
    }

    fn on_retry<'a>(tx: &'a DatabaseTransaction, retried: &'a [RetriedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            let anew = |job: &&RetriedJob| matches!(job.why, WhyRetried::ByHand | WhyRetried::Again);
            let reports = retried.iter().filter(anew).filter_map(RetriedJob::parse::<Self>);
            let rows: Vec<_> = reports.map(|job| json!({"id": json_id(job.report_id.0)})).collect();
            let sql = format!(
                "UPDATE reports SET status = $2, error = NULL, finished_at = NULL WHERE id IN (SELECT given.id FROM {}) AND status = $3",
                rows_from(tx, 1, &[Column::Uuid("id")])
            );
            let values = [json_rows(rows), ReportStatus::Pending.as_str().into(), ReportStatus::Failed.as_str().into()];
            write(tx, sql, values).await.map(|_| ())
        })
    }
}

#[derive(FromQueryResult)]
struct Failed {
    id: Uuid,
    org_id: Uuid,
    schedule_id: Option<Uuid>,
    created_by: Option<Uuid>,
}

async fn fail_reports(tx: &DatabaseTransaction, ended: &[EndedJob], at: DateTime<Utc>) -> Result<Vec<Failed>, DbErr> {
    let row = |job: &EndedJob| {
        let report = job.parse::<MakeReport>()?.report_id;
        Some(json!({"id": json_id(report.0), "error": job.error}))
    };
    let sql = format!(
        "UPDATE reports SET status = $2, error = given.error, finished_at = $4 FROM {} \
         WHERE reports.id = given.id AND status <> $3 \
         RETURNING reports.id, reports.org_id, reports.schedule_id, reports.created_by",
        rows_from(tx, 1, &[Column::Uuid("id"), Column::Text("error")])
    );
    let values = [
        json_rows(ended.iter().filter_map(row).collect()),
        ReportStatus::Failed.as_str().into(),
        ReportStatus::Completed.as_str().into(),
        at.into(),
    ];
    all(tx, sql, values).await
}

/// What became of their last reports is shown with schedules.
async fn fail_schedules(tx: &DatabaseTransaction, failed: &[Failed], at: DateTime<Utc>) -> Result<(), DbErr> {
    let schedules: Vec<_> = failed.iter().filter_map(|report| report.schedule_id).collect();
    if schedules.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE schedules SET last_run_at = $2, last_status = $3 WHERE id IN (SELECT given.id FROM {})",
        rows_from(tx, 1, &[Column::Uuid("id")])
    );
    let rows = schedules.into_iter().map(|id| json!({"id": json_id(id)})).collect();
    write(tx, sql, [json_rows(rows), at.into(), ReportStatus::Failed.as_str().into()]).await.map(|_| ())
}
