//! What becomes of an upload whose job ends without success: it never hangs in `processing`, and who waits for it is
//! told.

use std::collections::HashMap;

use sea_orm::{DatabaseTransaction, DbErr, FromQueryResult};
use sellout_model::{JobState, OrgId, UploadId, UploadStatus};
use serde_json::json;
use uuid::Uuid;

use super::TellUploadEnded;
use super::tell::tell_all;
use crate::sql::{Column, all, json_id, json_rows, rows_from, write};
use crate::{EndedJob, RetriedJob, SubmitOptions, WhyRetried};

#[derive(FromQueryResult)]
struct Failed {
    id: Uuid,
    notify: Option<String>,
    archive: Option<Uuid>,
}

/// Sets the uploads of ended jobs `failed`, with the job's error as its own, and has those told who are to hear of it.
pub(super) async fn fail_uploads(
    tx: &DatabaseTransaction,
    ended: &[EndedJob],
    upload_of: fn(&EndedJob) -> Option<UploadId>,
) -> Result<(), DbErr> {
    let Some(first) = ended.first() else { return Ok(()) };
    let of = |job: &EndedJob| upload_of(job).or(job.upload);
    let row = |job: &EndedJob| {
        let upload = of(job)?;
        let code = if job.state == JobState::Cancelled { "cancelled" } else { "job_failed" };
        Some(json!({"id": json_id(upload.0), "code": code, "error": job.error}))
    };
    let sql = format!(
        "UPDATE uploads SET status = $2, code = given.code, error = given.error, finished_at = $3 FROM {} \
         WHERE uploads.id = given.id AND status IN ($4, $5) RETURNING uploads.id, uploads.notify, uploads.archive",
        rows_from(tx, 1, &[Column::Uuid("id"), Column::Text("code"), Column::Text("error")])
    );
    let values = [
        json_rows(ended.iter().filter_map(row).collect()),
        UploadStatus::Failed.as_str().into(),
        first.at.into(),
        UploadStatus::Pending.as_str().into(),
        UploadStatus::Processing.as_str().into(),
    ];
    let owners: HashMap<UploadId, OrgId> = ended.iter().filter_map(|job| of(job).zip(job.org)).collect();
    let failed: Vec<Failed> = all(tx, sql, values).await?;
    // An archive waits for all of its files.
    let waited_for =
        failed.iter().filter(|row| row.archive.is_some() || row.notify.as_deref().is_some_and(|notify| notify != "[]"));
    let tell = waited_for.filter_map(|row| {
        let upload_id = UploadId(row.id);
        let org = owners.get(&upload_id)?;
        Some((TellUploadEnded { upload_id }, SubmitOptions::of(*org)))
    });
    tell_all(tx, first.at, tell).await
}

/// Sets failed uploads back to `pending` when their ended jobs are started anew.
pub(super) async fn reopen_uploads(
    tx: &DatabaseTransaction,
    retried: &[RetriedJob],
    upload_of: fn(&RetriedJob) -> Option<UploadId>,
) -> Result<(), DbErr> {
    let anew = |job: &&RetriedJob| matches!(job.why, WhyRetried::ByHand | WhyRetried::Again);
    let uploads = retried.iter().filter(anew).filter_map(|job| upload_of(job).or(job.upload));
    let rows: Vec<_> = uploads.map(|upload| json!({"id": json_id(upload.0)})).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE uploads SET status = $2, code = NULL, error = NULL, finished_at = NULL \
         WHERE id IN (SELECT given.id FROM {}) AND status = $3",
        rows_from(tx, 1, &[Column::Uuid("id")])
    );
    let values = [json_rows(rows), UploadStatus::Pending.as_str().into(), UploadStatus::Failed.as_str().into()];
    write(tx, sql, values).await.map(|_| ())
}
