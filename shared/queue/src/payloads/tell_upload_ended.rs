//! The payload of `tell-upload-ended`.

use sellout_model::UploadId;
use serde::{Deserialize, Serialize};

use crate::{Job, Queue};

/// Owes the mails about an upload that failed because its job ended without success. It is submitted in the
/// transaction that says so, by whoever ends the job: what a mail says is known to workers alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellUploadEnded {
    /// Which upload.
    pub upload_id: UploadId,
}

impl Job for TellUploadEnded {
    const KIND: &'static str = "tell-upload-ended";
    const QUEUE: Queue = Queue::Email;
    /// As patient as mails are.
    const MAX_ATTEMPTS: i32 = 12;

    /// While one waits, another end of the same upload is told by it too.
    fn unique_key(&self) -> Option<String> {
        Some(self.upload_id.to_string())
    }
}
