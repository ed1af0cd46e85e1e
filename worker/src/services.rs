//! What handlers work with, built by the binary from its settings.

use std::sync::Arc;

use sellout_files::Files;
use sellout_mail::{Templates, Transport};
use sellout_model::Clock;
use sellout_queue::Bell;
use sellout_queue::ledger::KeepFor;
use sellout_reader::Reader;
use sellout_store::Db;

use crate::normalise::KeptBooks;

/// Everything a handler may touch. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Services {
    /// The database.
    pub db: Db,
    /// Uploaded and produced files.
    pub files: Files,
    /// Opens files as books.
    pub reader: Reader,
    /// Where mails go.
    pub transport: Transport,
    /// Mail templates.
    pub templates: Templates,
    /// Time.
    pub clock: Clock,
    /// Wakes workers.
    pub bell: Bell,
    /// Who sends mails, and what they link to.
    pub mail: Arc<MailIdentity>,
    /// How long ended jobs are kept.
    pub keep: KeepFor,
    /// Books between being recognised and being loaded.
    pub books: KeptBooks,
}

/// Who sends mails, and what they link to.
#[derive(Clone, Debug)]
pub struct MailIdentity {
    /// The sender's address.
    pub from: String,
    /// Where people reach sellout; without it mails carry no links.
    pub public_url: Option<String>,
    /// Makes a link to a report's file that ends by itself; the API checks it.
    pub links: Option<LinkMaker>,
    /// A larger attachment is sent as a link, in bytes.
    pub max_attachment: u64,
}

/// Makes the token of a signed link: what it opens, and until when.
#[derive(Clone)]
pub struct LinkMaker(pub Arc<dyn Fn(sellout_model::ReportId, chrono::DateTime<chrono::Utc>) -> String + Send + Sync>);

impl std::fmt::Debug for LinkMaker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkMaker")
    }
}
