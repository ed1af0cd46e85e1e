//! Mail: typed contexts and templates, the message as bytes that never change, and how it leaves. When a mail is sent,
//! to whom, and what became of it is the business of the queue and the store.

mod address;
mod error;
mod folder;
pub mod mails;
mod message;
mod report_facts;
mod smtp;
mod templates;
mod transport;
mod upload_facts;
mod words;

pub use address::{check_address, message_id};
pub use error::MailError;
pub use mails::Mail;
pub use message::{Attachment, Draft, Unsubscribe};
pub use report_facts::{Change, ReportFacts, ReportFile, Share};
pub use templates::{Rendered, Templates};
pub use transport::{Outgoing, SendError, SendOutcome, Transport};
pub use upload_facts::{AllErrors, Control, ErrorLine, Errors, LoadedFacts, Need, UploadFacts};
pub use words::{Line, Moment, Money, Units};
