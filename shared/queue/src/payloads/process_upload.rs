//! The payload of `process-upload`.

use std::time::Duration;

use sea_orm::DatabaseTransaction;
use sellout_model::UploadId;
use serde::{Deserialize, Serialize};

use super::upload_end::{fail_upload, reopen_upload};
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

    fn on_end<'a>(tx: &'a DatabaseTransaction, ended: &'a EndedJob) -> HookFuture<'a> {
        let upload = ended.parse::<Self>().map(|job| job.upload_id).or(ended.upload);
        Box::pin(fail_upload(tx, upload, ended))
    }

    fn on_retry<'a>(tx: &'a DatabaseTransaction, retried: &'a RetriedJob) -> HookFuture<'a> {
        let upload = retried.parse::<Self>().map(|job| job.upload_id).or(retried.upload);
        Box::pin(reopen_upload(tx, upload, retried))
    }
}
