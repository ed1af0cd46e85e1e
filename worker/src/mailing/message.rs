//! The bytes of an owed mail: built once, kept, and sent as they are however often it is tried.

use sellout_files::FileKey;
use sellout_mail::Draft;
use sellout_model::{EmailKind, OrgId, UploadStatus};
use sellout_store::email_log::{self, Built as Kept};
use sellout_store::{reports, uploads};

use super::{report_words, row_errors, upload_words};
use crate::normalise::Trouble;
use crate::services::Services;

/// A mail's bytes.
#[derive(Clone, Debug)]
pub struct Built(pub Vec<u8>);

/// The bytes of a mail, from storage, or built now and stored first.
pub async fn build(services: &Services, org: OrgId, email: &email_log::Model) -> Result<Built, Trouble> {
    let key = FileKey::mail(org, email.resent_from.map_or_else(|| email.email(), Into::into));
    if email.storage_key.is_some() {
        return Ok(Built(services.files.get_bytes(key).await?.to_vec()));
    }
    let composed = compose(services, org, email).await?;
    let gone = || Trouble::failed("gone", "what the mail tells about is gone, or has another outcome since");
    let composed = composed.ok_or_else(gone)?;
    let count = composed.attachments.len() as i32;
    let size: usize = composed.attachments.iter().map(|a| a.bytes.len()).sum();
    let (id, from, to, date) =
        (email.message_id.clone(), services.mail.from.clone(), email.recipient.clone(), email.created_at);
    let built = tokio::task::spawn_blocking(move || {
        let draft = Draft {
            message_id: &id,
            date,
            from: &from,
            to: &to,
            words: &composed.words,
            attachments: composed.attachments,
            unsubscribe: composed.unsubscribe,
        };
        draft.build()
    });
    let bytes = built.await.map_err(|e| Trouble::Passing(format!("building the mail stopped: {e}")))?;
    let bytes = bytes.map_err(|e| Trouble::failed("bad_mail", e.to_string()))?;
    services.files.put_bytes(key, bytes.clone().into()).await?;
    let kept = Kept { storage_key: key.to_string(), attachment_count: count, attachment_bytes: size as i64 };
    let tx = services.db.begin().await?;
    email_log::set_built(&tx, org, email.email(), &kept).await?;
    tx.commit().await?;
    Ok(Built(bytes))
}

async fn compose(
    services: &Services,
    org: OrgId,
    email: &email_log::Model,
) -> Result<Option<super::Composed>, Trouble> {
    let read = services.db.read();
    if let Some(upload) = email.upload_id {
        let upload = uploads::get(read, org, upload.into()).await?;
        let failure = email.kind()? == EmailKind::UploadFailure;
        return match upload {
            // Started anew meanwhile: its new outcome is told by a mail of its own.
            Some(upload) if failure && upload.status()? != UploadStatus::Failed => Ok(None),
            Some(upload) => {
                let wrong = row_errors::attached(services, org, &upload).await?;
                upload_words::compose(services, read, org, &upload, wrong).await
            }
            None => Ok(None),
        };
    }
    let Some(report) = email.report_id else { return Ok(None) };
    match reports::get(read, org, report.into()).await? {
        Some(report) if email.kind()? == EmailKind::ReportFailure => {
            report_words::compose_failure(services, read, org, &report).await
        }
        Some(report) => report_words::compose(services, org, &report).await.map(Some),
        None => Ok(None),
    }
}
