//! What trouble with an upload means for its job: a stop is the job's good end, all else is tried again.

use sea_orm::DatabaseTransaction;
use sellout_model::{LoadId, OrgId, UploadId};
use sellout_queue::JobError;
use sellout_store::archives::{self, Told};
use sellout_store::{load, uploads};

use crate::engine::{Done, JobContext, Outcome};
use crate::mailing::owe_upload_mails;
use crate::normalise::{Trouble, Work};
use crate::services::Services;

impl From<Trouble> for JobError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Passing(text) => Self::retry(text),
            Trouble::GivenUp => Self::fail("the load was given up meanwhile"),
            stop => Self::fail(stop.to_string()),
        }
    }
}

/// Ends the job as the trouble asks: an upload that stops is told to its sender in the same transaction.
pub(super) async fn end(
    services: &Services,
    context: &JobContext,
    work: &Work,
    load: Option<LoadId>,
    trouble: Trouble,
) -> Outcome {
    let Some(stop) = trouble.as_stop() else {
        if let Some(load) = load {
            load::abandon(services.db.write(), load).await?;
        }
        return match trouble {
            Trouble::GivenUp => Ok(Done::Plain(None)),
            other => Err(other.into()),
        };
    };
    let (org, id) = (work.org, work.upload.id());
    let tx = services.db.begin().await?;
    if let Some(load) = load {
        match &trouble {
            Trouble::OnlyErrors { read, failed, .. } => load::keep_errors(&tx, load, *read, *failed).await?,
            _ => load::abandon(&tx, load).await?,
        }
    }
    if uploads::stop(&tx, org, id, stop, services.clock.now()).await? {
        owe_mails(services, context, &tx, org, id).await?;
    }
    context.commit_with(tx, Some(serde_json::json!({ "upload": id, "code": stop.code }))).await
}

/// Owes the mails of an upload that has ended and rings for them once the job is committed. A file of an archive is told
/// with the others, by the one that ends last.
pub(super) async fn owe_mails(
    services: &Services,
    context: &JobContext,
    tx: &DatabaseTransaction,
    org: OrgId,
    id: UploadId,
) -> Result<(), JobError> {
    let told = match archives::after_end(tx, org, id, services.clock.now()).await? {
        Told::Alone => id,
        Told::Now(archive) => archive,
        Told::Later => return Ok(()),
    };
    for submitted in owe_upload_mails(services, context.ledger_clock(), tx, org, told).await? {
        context.ring_after(submitted);
    }
    Ok(())
}

/// The upload of a job; a job without organisation, or whose upload is gone, has nothing to do.
pub(super) async fn work_of(services: &Services, context: &JobContext, id: UploadId) -> Result<Option<Work>, JobError> {
    let Some(org) = context.held().org else { return Ok(None) };
    let upload = uploads::get(services.db.read(), org, id).await?;
    let Some(upload) = upload else {
        tracing::warn!(upload.id = %id, "the upload of a job is gone");
        return Ok(None);
    };
    Ok(Some(Work::on(services, org, upload).await?))
}
