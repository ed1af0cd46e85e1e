//! The row of a stored file and its job, in one transaction; the bell after the commit.

use sellout_model::{JobId, UploadId};
use sellout_queue::payloads::ProcessUpload;
use sellout_queue::{SubmitOptions, Submitted, submit};
use sellout_store::uploads::{self, AcceptError, NewUpload};

use super::form::{Said, Waiting};
use crate::extract::Caller;
use crate::problem::{Answer, Kind, Problem};
use crate::state::App;

/// A file that is ours now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Accepted {
    pub(super) id: UploadId,
    pub(super) job: JobId,
}

/// Accepts one stored file.
pub(super) async fn accept(
    app: &App,
    caller: &Caller,
    filename: &str,
    said: &Said,
    waiting: Waiting,
) -> Answer<Accepted> {
    let new = NewUpload {
        id: waiting.id,
        filename: filename.to_owned(),
        size_bytes: i64::try_from(waiting.stored.size_bytes).unwrap_or(i64::MAX),
        sha256: waiting.stored.sha256.clone(),
        storage_key: waiting.key.to_string(),
        vendor: said.vendor.clone(),
        period: said.period,
        mode: said.mode,
        format_source: None,
        forced: said.force,
        corrects: said.corrects,
        notify: vec![caller.email.clone()],
        uploaded_by: Some(caller.user),
        now: app.clock.now(),
    };
    let tx = app.db.begin().await?;
    if let Some(corrected) = said.corrects
        && uploads::get(&tx, caller.org, corrected).await?.is_none()
    {
        return Err(Problem::invalid(
            "corrects",
            "is no upload of yours; write the id of the upload that the file corrects",
        ));
    }
    uploads::accept(&tx, caller.org, &new).await?;
    let submitted = submit_reading(app, &tx, caller, waiting.id).await?;
    tx.commit().await?;
    let id = waiting.id;
    waiting.keep();
    app.ledger.ring(&[submitted]).await;
    Ok(Accepted { id, job: submitted.id })
}

/// Writes the job that reads an upload. Ring after the commit.
pub(super) async fn submit_reading(
    app: &App,
    tx: &sea_orm::DatabaseTransaction,
    caller: &Caller,
    upload: UploadId,
) -> Answer<Submitted> {
    let options =
        SubmitOptions { fair_key: Some(caller.user.to_string()), ..SubmitOptions::upload(caller.org, upload) };
    let submitted = submit(tx, app.ledger.clock(), &ProcessUpload { upload_id: upload }, options).await?;
    uploads::set_job(tx, caller.org, upload, submitted.id).await?;
    Ok(submitted)
}

impl From<AcceptError> for Problem {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Duplicate { upload } => {
                let mut problem = Self::new(Kind::DuplicateFile, error.to_string());
                problem.upload_id = Some(upload.0);
                problem
            }
            AcceptError::Db(error) => error.into(),
        }
    }
}
