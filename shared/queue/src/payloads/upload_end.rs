//! What becomes of an upload whose job ends without success: it never hangs in `processing`, and who waits for it is
//! told.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use sellout_model::{JobState, OrgId, UploadId, UploadStatus};

use super::TellUploadEnded;
use crate::sql::{first, statement};
use crate::submit::submit_at;
use crate::{EndedJob, LedgerError, RetriedJob, SubmitOptions, WhyRetried};

/// Sets the upload `failed`, with the job's error as its own, and has those told who are to hear of it.
pub(super) async fn fail_upload(
    tx: &DatabaseTransaction,
    upload: Option<UploadId>,
    ended: &EndedJob,
) -> Result<(), DbErr> {
    let Some(upload) = upload else { return Ok(()) };
    let code = if ended.state == JobState::Cancelled { "cancelled" } else { "job_failed" };
    let sql = "UPDATE uploads SET status = $1, code = $2, error = $3, finished_at = $4 \
               WHERE id = $5 AND status IN ($6, $7) RETURNING notify";
    let values = [
        UploadStatus::Failed.as_str().into(),
        code.into(),
        ended.error.as_str().into(),
        ended.at.into(),
        upload.0.into(),
        UploadStatus::Pending.as_str().into(),
        UploadStatus::Processing.as_str().into(),
    ];
    let Some(row) = first(tx, sql, values).await? else { return Ok(()) };
    let notify: Option<String> = row.try_get("", "notify")?;
    match (notify.as_deref(), ended.org) {
        (None | Some("[]"), _) | (_, None) => Ok(()),
        (Some(_), Some(org)) => tell(tx, org, upload, ended).await,
    }
}

/// Nobody rings for it: a worker looks once a second.
async fn tell(tx: &DatabaseTransaction, org: OrgId, upload_id: UploadId, ended: &EndedJob) -> Result<(), DbErr> {
    match submit_at(tx, ended.at, &TellUploadEnded { upload_id }, SubmitOptions::of(org)).await {
        Ok(_) => Ok(()),
        Err(LedgerError::Database(error)) => Err(error),
        Err(error) => Err(DbErr::Custom(error.to_string())),
    }
}

/// Sets a failed upload back to `pending` when its ended job is started anew.
pub(super) async fn reopen_upload(
    tx: &DatabaseTransaction,
    upload: Option<UploadId>,
    retried: &RetriedJob,
) -> Result<(), DbErr> {
    let (Some(upload), WhyRetried::ByHand | WhyRetried::Again) = (upload, &retried.why) else { return Ok(()) };
    let sql = "UPDATE uploads SET status = $1, code = NULL, error = NULL, finished_at = NULL \
               WHERE id = $2 AND status = $3";
    let values = [UploadStatus::Pending.as_str().into(), upload.0.into(), UploadStatus::Failed.as_str().into()];
    tx.execute_raw(statement(tx, sql, values)).await.map(|_| ())
}
