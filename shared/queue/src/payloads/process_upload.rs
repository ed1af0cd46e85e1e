//! The payload of `process-upload`.

use std::time::Duration;

use sea_orm::DatabaseTransaction;
use sellout_model::UploadId;
use serde::{Deserialize, Serialize};

use super::upload_end::{fail_uploads, reopen_uploads};
use crate::{EndedJob, HookFuture, Job, Queue, RetriedJob};

/// Recognises an uploaded file and hands it on, or stops it with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessUpload {
    /// Which upload.
    pub upload_id: UploadId,
}

impl Job for ProcessUpload {
    const KIND: &'static str = "process-upload";
    const QUEUE: Queue = Queue::UploadProcessing;
    const TIMEOUT: Duration = Duration::from_mins(10);

    fn unique_key(&self) -> Option<String> {
        Some(self.upload_id.to_string())
    }

    fn on_end<'a>(tx: &'a DatabaseTransaction, ended: &'a [EndedJob]) -> HookFuture<'a> {
        Box::pin(fail_uploads(tx, ended, |job| job.parse::<Self>().map(|job| job.upload_id)))
    }

    fn on_retry<'a>(tx: &'a DatabaseTransaction, retried: &'a [RetriedJob]) -> HookFuture<'a> {
        Box::pin(reopen_uploads(tx, retried, |job| job.parse::<Self>().map(|job| job.upload_id)))
    }
}
