//! Archives of several files: each file in one becomes an upload of its own, under the archive's name and its own.
//!
//! The files are unpacked and stored one by one, within the limits of the whole archive; then their uploads and jobs are
//! written in the transaction that ends the archive's job. A file that cannot be unpacked, or whose bytes are known
//! already, stops none of the others.

use std::path::Path;

use sellout_files::{FileKey, Stored};
use sellout_ingest::ReadError;
use sellout_ingest::read::packed::within;
use sellout_ingest::read::{Inner, faults};
use sellout_model::UploadId;
use sellout_queue::payloads::ProcessUpload;
use sellout_queue::{JobError, SubmitOptions};
use sellout_store::archives::{self, PackedFile, Told};
use sellout_store::uploads::{self, AcceptError, NewUpload};
use sha2::{Digest, Sha256};
use tokio_util::io::ReaderStream;
use uuid::Uuid;

use crate::engine::{Done, JobContext};
use crate::mailing::owe_upload_mails;
use crate::normalise::{Trouble, Work};
use crate::services::Services;

/// What an archive held.
#[derive(Debug)]
pub struct Unpacked(Vec<Part>);

/// One file of it.
#[derive(Debug)]
struct Part {
    filename: String,
    /// Its upload's id, and what was stored; or why there is none, by code and sentence.
    stored: Result<(UploadId, Stored), (String, String)>,
}

/// Unpacks an upload that is an archive of several files; `None` if it is none.
pub async fn unpack(services: &Services, work: &Work) -> Result<Option<Unpacked>, Trouble> {
    let copy = services.files.local_copy(FileKey::upload(work.org, work.upload.id())).await?;
    let inner = services.reader.contents(copy.path(), &work.upload.filename).await?;
    let most = services.reader.limits().book.archive_files;
    match inner.len() {
        0 | 1 => return Ok(None),
        _ if work.upload.archive.is_some() => return Err(faults::nested_archive().into()),
        count if count > most => return Err(faults::too_many_files(count, most).into()),
        _ => {}
    }
    let mut left = services.reader.limits().book.unpacked_bytes;
    let mut parts = Vec::with_capacity(inner.len());
    for (number, inner) in (0_u32..).zip(inner) {
        let filename = format!("{}/{}", work.upload.filename, within(&inner.name));
        let id = id_of(work.upload.id(), number);
        let stored = match store(services, work, copy.path(), inner, id, left).await? {
            Ok(stored) => {
                left = left.saturating_sub(stored.size_bytes);
                Ok((id, stored))
            }
            Err(why) => Err(why),
        };
        parts.push(Part { filename, stored });
    }
    Ok(Some(Unpacked(parts)))
}

/// Unpacks and keeps one file; the inner error is the file's own.
async fn store(
    services: &Services,
    work: &Work,
    archive: &Path,
    inner: Inner,
    id: UploadId,
    most: u64,
) -> Result<Result<Stored, (String, String)>, Trouble> {
    let file = match services.reader.unpack_inner(archive, inner, most).await {
        Ok(file) => file,
        Err(ReadError::File(error)) => return Ok(Err((error.code.to_owned(), error.message))),
        Err(error) => return Err(error.into()),
    };
    let opened = tokio::fs::File::open(file.path()).await.map_err(ReadError::from)?;
    let body = ReaderStream::with_capacity(opened, 256 << 10);
    Ok(Ok(services.files.put_stream(FileKey::upload(work.org, id), body, most).await?))
}

/// The id of a file in an archive: the archive's moment, and digits that follow from the archive and the file's number in
/// it, so that unpacking twice makes no second file.
fn id_of(archive: UploadId, number: u32) -> UploadId {
    let digits = Sha256::new().chain_update(archive.0.as_bytes()).chain_update(number.to_be_bytes()).finalize();
    let mut bytes = *archive.0.as_bytes();
    bytes[6..].copy_from_slice(&digits[..10]);
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    UploadId(Uuid::from_bytes(bytes))
}

/// Writes the uploads of what was unpacked and their jobs, and ends the archive's job.
pub async fn hand_out(
    services: &Services,
    context: &JobContext,
    work: &Work,
    unpacked: Unpacked,
) -> Result<Done, JobError> {
    let (org, archive) = (work.org, work.upload.id());
    let (mut files, mut not_kept) = (Vec::new(), Vec::new());
    let tx = services.db.begin().await?;
    for part in unpacked.0 {
        let (id, stored) = match part.stored {
            Ok(stored) => stored,
            Err((code, error)) => {
                let (code, error) = (Some(code), Some(error));
                files.push(PackedFile { filename: part.filename, code, error, ..PackedFile::default() });
                continue;
            }
        };
        match uploads::accept(&tx, org, &new_upload(services, work, id, &part.filename, &stored)?).await {
            Ok(_) => {
                archives::hang_on(&tx, org, id, archive).await?;
                let options = SubmitOptions { fair_key: context.fair_key(), ..SubmitOptions::upload(org, id) };
                let job = context.submit(&tx, &ProcessUpload { upload_id: id }, options).await?;
                uploads::set_job(&tx, org, id, job.id).await?;
                files.push(PackedFile { filename: part.filename, id: Some(id.0), ..PackedFile::default() });
            }
            Err(error @ AcceptError::Duplicate { upload }) => {
                not_kept.push(id);
                files.push(PackedFile {
                    filename: part.filename,
                    code: Some("duplicate_file".to_owned()),
                    error: Some(error.to_string()),
                    upload_id: Some(upload.0),
                    ..PackedFile::default()
                });
            }
            Err(AcceptError::Db(error)) => return Err(error.into()),
        }
    }
    archives::keep(&tx, org, archive, &files).await?;
    if let Told::Now(archive) = archives::end_if_done(&tx, org, archive, services.clock.now()).await? {
        for submitted in owe_upload_mails(services, context.ledger_clock(), &tx, org, archive).await? {
            context.ring_after(submitted);
        }
    }
    let done = context.commit_with(tx, Some(serde_json::json!({ "upload": archive, "files": files.len() }))).await?;
    for id in not_kept {
        services.files.delete(FileKey::upload(org, id)).await.map_err(Trouble::from)?;
    }
    Ok(done)
}

/// The upload of a file in an archive; what was said of the archive is said of it.
fn new_upload(
    services: &Services,
    work: &Work,
    id: UploadId,
    filename: &str,
    stored: &Stored,
) -> Result<NewUpload, Trouble> {
    let upload = &work.upload;
    let unread = |error: String| Trouble::Passing(format!("cannot read what was said of the archive: {error}"));
    let notify: Option<Vec<String>> =
        upload.notify.as_deref().map(serde_json::from_str).transpose().map_err(|error| unread(error.to_string()))?;
    Ok(NewUpload {
        id,
        filename: filename.to_owned(),
        size_bytes: i64::try_from(stored.size_bytes).unwrap_or(i64::MAX),
        sha256: stored.sha256.clone(),
        storage_key: FileKey::upload(work.org, id).to_string(),
        vendor: upload.vendor_given.clone(),
        period: upload.period_given(),
        mode: upload.mode_given.as_deref().map(str::parse).transpose().map_err(unread)?,
        format_source: upload.format_given.clone(),
        forced: upload.forced,
        corrects: None,
        notify: notify.unwrap_or_default(),
        uploaded_by: upload.uploaded_by.map(Into::into),
        now: services.clock.now(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_an_archive_has_the_same_id_whenever_it_is_unpacked() {
        let archive = UploadId(Uuid::now_v7());
        let (first, second) = (id_of(archive, 0), id_of(archive, 1));
        assert_eq!(first, id_of(archive, 0));
        assert!(first != second && first.0.get_version_num() == 7);
        assert_eq!(first.0.get_timestamp(), archive.0.get_timestamp());
    }
}
