//! The mails, one file each: what it says is its context; how it says it is in `templates/mails/<mail>/`.

mod archive_unpacked;
mod report;
mod report_failed;
mod samples;
mod scheduled_report;
mod upload_failed;
mod upload_loaded;
mod upload_loaded_with_errors;
mod upload_needs_answer;

pub use archive_unpacked::{ArchiveFile, ArchiveUnpacked};
pub use report::ReportReady;
pub use report_failed::ReportFailed;
pub use scheduled_report::ScheduledReport;
pub use upload_failed::UploadFailed;
pub use upload_loaded::UploadLoaded;
pub use upload_loaded_with_errors::UploadLoadedWithErrors;
pub use upload_needs_answer::UploadNeedsAnswer;

use sellout_model::EmailKind;
use serde::Serialize;

use crate::error::MailError;
use crate::templates::{Rendered, Templates};

/// A mail: the values of its templates.
pub trait Mail: Serialize {
    /// Its folder under `templates/mails`.
    const FOLDER: &'static str;
    /// What the mail log calls it.
    const KIND: EmailKind;

    /// One with every value set, for tests and previews.
    fn sample() -> Self;
}

/// Every mail, rendered from its sample, by folder.
pub fn rendered_samples(templates: &Templates) -> Vec<(&'static str, Result<Rendered, MailError>)> {
    fn sample<M: Mail>(templates: &Templates) -> (&'static str, Result<Rendered, MailError>) {
        (M::FOLDER, templates.render(&M::sample()))
    }
    vec![
        sample::<UploadLoaded>(templates),
        sample::<UploadLoadedWithErrors>(templates),
        sample::<UploadNeedsAnswer>(templates),
        sample::<UploadFailed>(templates),
        sample::<ArchiveUnpacked>(templates),
        sample::<ReportReady>(templates),
        sample::<ScheduledReport>(templates),
        sample::<ReportFailed>(templates),
    ]
}
