//! The row errors that go with a mail about an upload: the sender's own table with them, else the list.

use std::io::Read;

use sellout_files::{FileKey, FilesError};
use sellout_mail::{AllErrors, Attachment};
use sellout_model::error_workbook::workbook_name;
use sellout_model::{OrgId, ReportFormat, UploadStatus};
use sellout_reader::{ErrorWorkbook, Layout, Wrong};
use sellout_report::{ErrorLine, content_type, write_errors_csv};
use sellout_store::{row_errors, uploads};

use crate::normalise::Trouble;
use crate::services::Services;

/// The name of the list.
const LIST: &str = "row-errors.csv";

/// Row errors with the file that has all of them.
#[derive(Debug, Default)]
pub(super) struct Attached {
    /// The errors, in the order of the file.
    pub(super) lines: Vec<ErrorLine>,
    /// The file, unless it is too large for a mail.
    pub(super) attachment: Option<Attachment>,
    is_list: bool,
}

impl Attached {
    /// Where all of them are.
    pub(super) fn all(&self) -> AllErrors<'_> {
        match &self.attachment {
            Some(file) if self.is_list => AllErrors::List(&file.name),
            Some(file) => AllErrors::Workbook(&file.name),
            None => AllErrors::OnThePage,
        }
    }
}

/// The row errors of an upload as it stands now, written for its mail.
pub(super) async fn attached(services: &Services, org: OrgId, upload: &uploads::Model) -> Result<Attached, Trouble> {
    if !matches!(upload.status()?, UploadStatus::CompletedWithErrors | UploadStatus::Failed) {
        return Ok(Attached::default());
    }
    let kept = row_errors::kept(services.db.read(), org, upload.id()).await?;
    if kept.lines.is_empty() {
        return Ok(Attached::default());
    }
    let lines = kept.lines.clone();
    let wrong = Wrong { upload: upload.id.to_string(), lines: kept.lines, unmarked: kept.unmarked };
    if let Some(attachment) = workbook(services, org, upload, wrong).await? {
        return Ok(Attached { lines, attachment: Some(attachment), is_list: false });
    }
    let attachment = Some(list(&lines)?).filter(|file| file.bytes.len() as u64 <= services.mail.max_attachment);
    Ok(Attached { lines, attachment, is_list: true })
}

/// The sender's own table; `None` where a workbook cannot hold it, or where it is too large for a mail.
async fn workbook(
    services: &Services,
    org: OrgId,
    upload: &uploads::Model,
    wrong: Wrong,
) -> Result<Option<Attachment>, Trouble> {
    let copy = match services.files.local_copy(FileKey::upload(org, upload.id())).await {
        Ok(copy) => copy,
        Err(FilesError::Missing(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let unwritten = |error: &dyn std::fmt::Display| Trouble::Passing(format!("cannot write the errors: {error}"));
    let written = services.reader.error_workbook(copy.path(), &upload.filename, wrong).await;
    let ErrorWorkbook { mut file, size_bytes, layout } = written.map_err(|error| unwritten(&error))?;
    if layout != Layout::Whole || size_bytes > services.mail.max_attachment {
        return Ok(None);
    }
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map(|_| bytes)
    });
    let bytes = read.await.map_err(|error| unwritten(&error))?.map_err(|error| unwritten(&error))?;
    let media_type = content_type(ReportFormat::Xlsx).to_owned();
    Ok(Some(Attachment { name: workbook_name(&upload.filename), media_type, bytes }))
}

fn list(lines: &[ErrorLine]) -> Result<Attachment, Trouble> {
    let mut bytes = Vec::new();
    write_errors_csv(&mut lines.iter().cloned().map(Ok), &mut bytes)
        .map_err(|e| Trouble::Passing(format!("cannot write the errors: {e}")))?;
    Ok(Attachment { name: LIST.to_owned(), media_type: content_type(ReportFormat::Csv).to_owned(), bytes })
}
