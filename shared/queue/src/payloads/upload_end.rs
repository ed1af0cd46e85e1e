//! What becomes of an upload whose job ends without success: it never hangs in `processing`.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use sellout_model::{JobState, UploadId, UploadStatus};

use crate::sql::statement;
use crate::{EndedJob, RetriedJob, WhyRetried};

/// Sets the upload `failed`, with the job's error as its own.
pub(super) async fn fail_upload(
    tx: &DatabaseTransaction,
    upload: Option<UploadId>,
    ended: &EndedJob,
) -> Result<(), DbErr> {
    let Some(upload) = upload else { return Ok(()) };
    let code = if ended.state == JobState::Cancelled { "cancelled" } else { "job_failed" };
    let sql = "UPDATE uploads SET status = $1, code = $2, error = $3, finished_at = $4 \
               WHERE id = $5 AND status IN ($6, $7)";
    let values = [
        UploadStatus::Failed.as_str().into(),
        code.into(),
        ended.error.as_str().into(),
        ended.at.into(),
        upload.0.into(),
        UploadStatus::Pending.as_str().into(),
        UploadStatus::Processing.as_str().into(),
    ];
    tx.execute_raw(statement(tx, sql, values)).await.map(|_| ())
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
