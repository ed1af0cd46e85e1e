//! What a mail says of an archive: what became of each file in it.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use sellout_mail::mails::{ArchiveFile, ArchiveUnpacked};
use sellout_mail::{Line, Rendered, UploadFacts};
use sellout_model::{OrgId, UploadStatus};
use sellout_store::archives::{self, PackedFile};
use sellout_store::uploads;
use uuid::Uuid;

use crate::normalise::Trouble;
use crate::services::Services;

/// The words of the mail about an archive whose files these are.
pub(super) async fn words(
    services: &Services,
    conn: &impl ConnectionTrait,
    org: OrgId,
    archive: &uploads::Model,
    (organisation, facts): (Line, UploadFacts),
    files: &[PackedFile],
) -> Result<Rendered, Trouble> {
    let of_archive = archives::uploads_of(conn, org, &[archive.id()]).await?;
    let of_archive: HashMap<Uuid, uploads::Model> = of_archive.into_iter().map(|one| (one.id, one)).collect();
    let mut mail =
        ArchiveUnpacked { organisation, upload: facts, loaded: 0, asking: 0, files: Vec::with_capacity(files.len()) };
    for file in files {
        let upload = file.id.and_then(|id| of_archive.get(&id));
        let (is_loaded, outcome) = match upload {
            Some(upload) => {
                mail.asking += u64::from(asks(upload)?);
                outcome(upload)?
            }
            None => (file.upload_id.is_some(), file.error.clone().unwrap_or_default()),
        };
        mail.loaded += u64::from(is_loaded);
        let name = file.filename.split_once('/').map_or(file.filename.as_str(), |(_, inner)| inner);
        mail.files.push(ArchiveFile { name: Line::name(name), outcome: Line::new(&outcome) });
    }
    services.templates.render(&mail).map_err(|e| Trouble::Passing(format!("cannot write the mail: {e}")))
}

/// Whether a file waits for an answer.
fn asks(upload: &uploads::Model) -> Result<bool, Trouble> {
    let status = upload.status()?;
    Ok(matches!(status, UploadStatus::NeedsFormat | UploadStatus::NeedsPeriod | UploadStatus::NeedsMode))
}

/// Whether a file loaded, and what became of it.
fn outcome(upload: &uploads::Model) -> Result<(bool, String), Trouble> {
    let why = || upload.error.clone().unwrap_or_else(|| "it could not be processed".to_owned());
    Ok(match upload.status()? {
        UploadStatus::Completed => (true, rows(upload.rows_loaded, "loaded")),
        UploadStatus::CompletedWithErrors => {
            let failed = upload.rows_failed;
            (true, format!("{}, {failed} could not be read; see its row errors", rows(upload.rows_loaded, "loaded")))
        }
        UploadStatus::NeedsFormat | UploadStatus::NeedsPeriod | UploadStatus::NeedsMode => {
            (false, format!("it needs an answer: {}", why()))
        }
        UploadStatus::Failed => (false, why()),
        UploadStatus::Undone => (false, "it was taken back".to_owned()),
        UploadStatus::Pending | UploadStatus::Processing => (false, "it is being processed again".to_owned()),
    })
}

fn rows(count: i64, what: &str) -> String {
    if count == 1 { format!("1 row {what}") } else { format!("{count} rows {what}") }
}
