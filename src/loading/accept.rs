//! Taking a file in: stored while it is hashed, then its row and its job, already claimed by this process.

use std::path::Path;

use sellout_files::{FileKey, FilesError, Stored, safe_filename};
use sellout_model::{OrgId, UploadId};
use sellout_queue::payloads::ProcessUpload;
use sellout_queue::{Held, SubmitOptions};
use sellout_store::new_id;
use sellout_store::uploads::{self, AcceptError, NewUpload};
use sellout_worker::engine::OwnJobs;
use tokio_util::io::ReaderStream;

use super::Asked;
use crate::failure::Failure;
use crate::setup::{House, file_name};

/// What became of a file at the door.
#[derive(Debug)]
pub(super) enum Accepted {
    /// It is ours, and so is its job.
    New(UploadId, Box<Held>),
    /// The same bytes are there already.
    Known(UploadId),
    /// It cannot be taken: why, and a stable code.
    Refused(&'static str, String),
}

/// Takes one file in.
pub(super) async fn accept(
    house: &House,
    own: &OwnJobs,
    org: OrgId,
    file: &Path,
    asked: &Asked,
) -> Result<Accepted, Failure> {
    let id = UploadId(new_id(house.clock.now()));
    let key = FileKey::upload(org, id);
    let stored = match store(house, key, file).await {
        Ok(stored) => stored,
        Err(Unstored::File(code, why)) => return Ok(Accepted::Refused(code, why)),
        Err(Unstored::Place(failure)) => return Err(failure),
    };
    let outcome = write_row(house, own, org, id, file, &stored, asked).await;
    if !matches!(outcome, Ok(Accepted::New(..))) {
        house.files.delete(key).await?;
    }
    outcome
}

/// Why a file could not be stored: for itself, or for the place where it was to go.
enum Unstored {
    File(&'static str, String),
    Place(Failure),
}

async fn store(house: &House, key: FileKey, file: &Path) -> Result<Stored, Unstored> {
    let unreadable = |e: std::io::Error| {
        let why = format!("{} cannot be read: {e}; check its name and whether you may read it", file.display());
        Unstored::File("unreadable", why)
    };
    let opened = tokio::fs::File::open(file).await.map_err(unreadable)?;
    let body = ReaderStream::with_capacity(opened, 256 << 10);
    match house.files.put_stream(key, body, house.settings.limits.max_upload_bytes).await {
        Ok(stored) => Ok(stored),
        Err(error @ FilesError::TooLarge { .. }) => {
            Err(Unstored::File("file_too_large", format!("{}: {error}", file.display())))
        }
        Err(FilesError::BrokenOff(error)) => {
            Err(Unstored::File("unreadable", format!("{} cannot be read to its end: {error}", file.display())))
        }
        Err(error) => Err(Unstored::Place(error.into())),
    }
}

async fn write_row(
    house: &House,
    own: &OwnJobs,
    org: OrgId,
    id: UploadId,
    file: &Path,
    stored: &Stored,
    asked: &Asked,
) -> Result<Accepted, Failure> {
    let new = NewUpload {
        id,
        filename: safe_filename(&file_name(file)),
        size_bytes: i64::try_from(stored.size_bytes).unwrap_or(i64::MAX),
        sha256: stored.sha256.clone(),
        storage_key: FileKey::upload(org, id).to_string(),
        vendor: asked.vendor.clone(),
        period: asked.period,
        mode: asked.mode,
        format_source: asked.format_source.clone(),
        forced: asked.force,
        corrects: asked.corrects,
        notify: asked.notify.clone(),
        uploaded_by: None,
        now: house.clock.now(),
    };
    let tx = house.db.begin().await?;
    if let Some(corrected) = asked.corrects
        && uploads::get(&tx, org, corrected).await?.is_none()
    {
        return Err(Failure::new(format!("there is no upload {corrected}; `--corrects` takes the id of one")));
    }
    match uploads::accept(&tx, org, &new).await {
        Ok(_) => {}
        Err(AcceptError::Duplicate { upload }) => return Ok(Accepted::Known(upload)),
        Err(AcceptError::Db(error)) => return Err(error.into()),
    }
    let held = own.claim(&tx, &ProcessUpload { upload_id: id }, SubmitOptions::upload(org, id)).await?;
    uploads::set_job(&tx, org, id, held.id).await?;
    tx.commit().await?;
    Ok(Accepted::New(id, Box::new(held)))
}
