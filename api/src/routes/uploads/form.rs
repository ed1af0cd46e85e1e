//! The multipart form: files are stored while they arrive, hashed on the way; fields may stand before or after them.

use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use futures::{StreamExt, stream};
use sellout_files::{FileKey, Files, Stored, safe_filename};
use sellout_model::{Mode, OrgId, Period, UploadId};
use sellout_store::new_id;

use super::head::{HEAD, obviously_not_sales};
use crate::extract::parse_or;
use crate::problem::{Answer, Kind, Problem};
use crate::state::App;

/// The most files of one request.
const MOST_FILES: usize = 100;
/// The longest text field.
const LONGEST_FIELD: usize = 1000;

/// What came in.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// The files in their order.
    pub(super) files: Vec<(String, Answer<Waiting>)>,
    /// What the sender said of all of them.
    pub(super) said: Said,
}

/// What the sender said of the files.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) vendor: Option<String>,
    pub(super) period: Option<Period>,
    pub(super) mode: Option<Mode>,
    pub(super) force: bool,
    pub(super) corrects: Option<UploadId>,
}

/// A stored file that has no row yet. Dropped before it gets one, it is deleted again.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) id: UploadId,
    pub(super) key: FileKey,
    pub(super) stored: Stored,
    files: Option<Files>,
}

impl Waiting {
    /// It has its row: the file stays.
    pub(super) fn keep(mut self) {
        self.files = None;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let (Some(files), Ok(runtime)) = (self.files.take(), tokio::runtime::Handle::try_current()) else { return };
        let key = self.key;
        runtime.spawn(async move {
            if let Err(error) = files.delete(key).await {
                tracing::warn!(file.key = %key, %error, "a file that was not accepted could not be deleted");
            }
        });
    }
}

/// Reads the whole form.
pub(super) async fn read_form(app: &App, org: OrgId, mut multipart: Multipart) -> Answer<Form> {
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            let text = short_text(&name, field).await?;
            form.said.set(&name, text.trim())?;
            continue;
        }
        let given = field.file_name().unwrap_or_default().to_owned();
        if given.is_empty() && form.files.is_empty() && is_unfilled(&field) {
            continue;
        }
        if form.files.len() == MOST_FILES {
            return Err(Problem::invalid("file", format!("at most {MOST_FILES} files at once; send the rest after")));
        }
        let stored = store(app, org, field).await;
        if let Err(problem) = &stored
            && matches!(problem.kind, Kind::BadRequest)
        {
            // The connection or the form itself broke: nothing more can be read from it.
            return Err(problem.clone());
        }
        form.files.push((safe_filename(&given), stored));
    }
    if form.files.is_empty() {
        return Err(Problem::invalid("file", "no file was sent; send one or more as the field `file`"));
    }
    Ok(form)
}

/// Browsers send an empty part with no name where nobody chose a file.
fn is_unfilled(field: &Field<'_>) -> bool {
    field.content_type() == Some("application/octet-stream")
}

impl Said {
    fn set(&mut self, name: &str, text: &str) -> Answer<()> {
        if text.is_empty() {
            return Ok(());
        }
        match name {
            "vendor" => self.vendor = Some(vendor_code(text)?),
            "period" => self.period = parse_or("period", Some(text))?,
            "mode" => self.mode = parse_or("mode", Some(text))?,
            "force" => self.force = parse_or("force", Some(text))?.unwrap_or_default(),
            "corrects" => self.corrects = parse_or("corrects", Some(text))?,
            _ => {
                return Err(Problem::invalid(
                    name,
                    "is no field of this form; it has file, vendor, period, mode, force, corrects",
                ));
            }
        }
        Ok(())
    }
}

/// A vendor's code as people type it, as files of that vendor are given it.
pub(super) fn vendor_code(text: &str) -> Answer<String> {
    let code = sellout_ingest::vendor_code(text);
    if code.chars().count() <= 64 && code.chars().any(char::is_alphanumeric) && !code.chars().any(char::is_control) {
        return Ok(code);
    }
    Err(Problem::invalid("vendor", "write the vendor's code or name: up to 64 letters and digits"))
}

async fn short_text(name: &str, mut field: Field<'_>) -> Answer<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        if bytes.len() + chunk.len() > LONGEST_FIELD {
            return Err(Problem::invalid(name, format!("is longer than {LONGEST_FIELD} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Problem::invalid(name, "is not UTF-8 text"))
}

async fn store(app: &App, org: OrgId, mut field: Field<'_>) -> Answer<Waiting> {
    let mut head = Vec::new();
    let mut first: Vec<Bytes> = Vec::new();
    while head.len() < HEAD
        && let Some(chunk) = field.chunk().await?
    {
        head.extend_from_slice(&chunk[..chunk.len().min(HEAD)]);
        first.push(chunk);
    }
    if let Some(what) = obviously_not_sales(&head) {
        let detail = format!("the file is {what}, not a sales file; send a spreadsheet or a CSV file");
        return Err(Problem::new(Kind::NotASalesFile, detail));
    }
    let id = UploadId(new_id(app.clock.now()));
    let key = FileKey::upload(org, id);
    let body = stream::iter(first.into_iter().map(Ok::<Bytes, MultipartError>)).chain(field);
    let stored = app.files.put_stream(key, Box::pin(body), app.settings.max_upload_bytes).await?;
    Ok(Waiting { id, key, stored, files: Some(app.files.clone()) })
}
