//! Mails about uploads and reports: what they say, who gets them, and the bytes that are kept.

mod archive_words;
mod message;
mod owe;
mod report_words;
mod row_errors;
mod upload_words;

pub use message::{Built, build};
pub use owe::{owe_report_failure, owe_report_mails, owe_upload_mails};

use sellout_mail::{Attachment, Rendered, Unsubscribe};

/// A mail's words and files before it is addressed.
#[derive(Debug)]
pub struct Composed {
    /// Subject and bodies.
    pub words: Rendered,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
    /// How its reader leaves the list.
    pub unsubscribe: Option<Unsubscribe>,
}
