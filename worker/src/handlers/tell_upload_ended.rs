//! `tell-upload-ended`: owes the mails about an upload whose job ended without success.
//!
//! Safe to run twice: the mails are owed in the transaction that ends the job, and each outcome of an upload is owed
//! once to each recipient.

use sellout_model::UploadStatus;
use sellout_queue::payloads::TellUploadEnded;

use super::trouble;
use crate::engine::{Done, JobContext, Outcome};
use crate::services::Services;

/// Runs the job. An upload that was started anew meanwhile has another outcome, which is told by itself.
pub async fn run(services: Services, context: JobContext, job: TellUploadEnded) -> Outcome {
    let Some(work) = trouble::work_of(&services, &context, job.upload_id).await? else { return Ok(Done::Plain(None)) };
    if work.upload.status()? != UploadStatus::Failed {
        return Ok(Done::Plain(None));
    }
    let tx = services.db.begin().await?;
    trouble::owe_mails(&services, &context, &tx, work.org, job.upload_id).await?;
    context.commit_with(tx, None).await
}
