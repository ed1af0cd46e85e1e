//! What becomes of an upload whose job ends without success: it never hangs in `processing`, and who waits for it is
//! told.

use std::collections::HashMap;

use sea_orm::{DatabaseTransaction, DbErr};
use sellout_model::{JobState, OrgId, UploadId, UploadStatus};
use serde_json::json;
use uuid::Uuid;

use super::TellUploadEnded;
use crate::sql::{Column, json_id, json_rows, rows_from, statement, write};
use crate::submit::submit_at;
use crate::{EndedJob, LedgerError, RetriedJob, SubmitOptions, WhyRetried};

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
         WHERE uploads.id = given.id AND status IN ($4, $5) RETURNING uploads.id, uploads.notify",
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
    for row in sea_orm::ConnectionTrait::query_all_raw(tx, statement(tx, sql, values)).await? {
        let upload = UploadId(row.try_get::<Uuid>("", "id")?);
        let notify: Option<String> = row.try_get("", "notify")?;
        match (notify.as_deref(), owners.get(&upload)) {
            (None | Some("[]"), _) | (_, None) => {}
            (Some(_), Some(org)) => tell(tx, *org, upload, first).await?,
        }
    }
    Ok(())
}

/// Nobody rings for it: a worker looks once a second.
async fn tell(tx: &DatabaseTransaction, org: OrgId, upload_id: UploadId, ended: &EndedJob) -> Result<(), DbErr> {
    match submit_at(tx, ended.at, &TellUploadEnded { upload_id }, SubmitOptions::of(org)).await {
        Ok(_) => Ok(()),
        Err(LedgerError::Database(error)) => Err(error),
        Err(error) => Err(DbErr::Custom(error.to_string())),
    }
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
