//! The payload of `normalise-upload`.

use std::time::Duration;

use sea_orm::DatabaseTransaction;
use sellout_model::UploadId;
use serde::{Deserialize, Serialize};

use super::upload_end::{fail_uploads, reopen_uploads};
use crate::{EndedJob, HookFuture, Job, Queue, RetriedJob};

/// Reads a recognised file and loads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormaliseUpload {
    /// Which upload.
    pub upload_id: UploadId,
}

impl Job for NormaliseUpload {
    const KIND: &'static str = "normalise-upload";
    const QUEUE: Queue = Queue::VendorNormalisation;
    const TIMEOUT: Duration = Duration::from_hours(2);

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
