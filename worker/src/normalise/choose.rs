//! Choosing the format: the one given with the file, the one chosen before, or the one that detection finds.

use std::sync::Arc;

use sellout_ingest::{Answers, Context, Detection, Drift, Format, ReadError, Reports, detect_known};
use sellout_model::{Mode, OrgId, UploadStatus};
use sellout_store::format_lessons::Lessons;
use sellout_store::formats::Unreadable;
use sellout_store::{Taught, format_versions, known, organisations, uploads};
use serde::Deserialize;

use super::{OpenedBook, Trouble, Work};
use crate::services::Services;

/// A format with its version; 0 is the built-in one.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The description, with what is known of its files over it.
    pub format: Arc<Format>,
    /// Its version; 0 too where a description was given with the file and is kept nowhere.
    pub version: i32,
    /// How sure the choice is.
    pub confidence: f64,
    /// How it came about, as JSON; none where the format was given.
    pub detection: Option<String>,
    /// What has changed in the file against its format.
    pub drift: Option<Drift>,
    /// What the file teaches about its format once it is loaded; none where the format is this file's alone.
    pub teaches: Option<Lessons>,
}

/// What a format does where figures already are, unless the upload says otherwise.
pub(super) fn default_mode(format: &Format) -> Mode {
    if format.policy.reports == Reports::Parts { Mode::Append } else { Mode::Replace }
}

/// Whether statements are orders or settlements, which have no days as places.
pub(super) fn counts_by_id(format: &Format) -> bool {
    format.policy.reports.is_by_id()
}

/// All formats that apply to an organisation, with what earlier files taught about them: its own ones, then the
/// built-in ones that it does not override.
pub async fn formats_of(services: &Services, org: OrgId) -> Result<Vec<(Format, i32)>, Trouble> {
    Ok(taught(services, org).await?.in_force)
}

async fn taught(services: &Services, org: OrgId) -> Result<Taught, Trouble> {
    let taught = Taught::load(services.db.read(), org).await?;
    for Unreadable { kept, error } in &taught.unreadable {
        tracing::warn!(format.code = kept.code, format.version = kept.version, %error, "a stored format cannot be read");
    }
    Ok(taught)
}

/// The format to read an upload by; an unknown table stops it as `needs_format`, with a mapping proposed.
pub async fn choose(services: &Services, work: &Work, book: &OpenedBook) -> Result<Chosen, Trouble> {
    let answers = work.upload.answers()?;
    if let Some(source) = &work.upload.format_given {
        let format = Format::from_toml(source).map_err(|e| {
            Trouble::failed("bad_format", format!("the format given with the file cannot be read: {e}"))
        })?;
        let version = kept_as(services, work.org, &format).await?;
        let format = Arc::new(answers.over(&format));
        return Ok(Chosen { format, version, confidence: 1.0, detection: None, drift: None, teaches: None });
    }
    let taught = taught(services, work.org).await?;
    let headers = taught.last_headers();
    let mut formats: Vec<(Format, i32)> =
        taught.in_force.into_iter().map(|(format, version)| (answers.over(&format), version)).collect();
    if let Some(answered) = answered(&formats, &answers, &work.upload) {
        return Ok(answered);
    }
    formats.retain(|(format, version)| *version == 0 || may_be_of(format, work.upload.vendor_given.as_deref()));
    let (shared, filename) = (book.shared(), work.called.clone());
    let descriptions: Vec<Format> = formats.iter().map(|(format, _)| format.clone()).collect();
    let detection =
        off_the_loop(move || detect_known(&*shared, &filename, &descriptions, &|code| headers.get(code).cloned()))
            .await?;
    match formats.into_iter().find(|(format, _)| Some(&format.code) == detection.format.as_ref()) {
        Some((format, version)) => {
            let told = kept(&detection)?;
            let seen = Seen { drift: detection.drift, header: detection.header };
            Ok(Chosen { detection: Some(told), ..seen.with(&format, version, detection.confidence, &answers) })
        }
        None => Err(unknown(services, work, book, detection).await?),
    }
}

/// The version under which a given description is kept and in force, word for word; 0 where it is not.
async fn kept_as(services: &Services, org: OrgId, format: &Format) -> Result<i32, Trouble> {
    let kept = format_versions::active_of(services.db.read(), org, &format.code).await?;
    Ok(kept.filter(|row| row.source == format.source()).map_or(0, |row| row.version))
}

/// What recognising saw, as it is kept.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Seen {
    drift: Option<Drift>,
    header: Vec<String>,
}

impl Seen {
    fn of(upload: &uploads::Model) -> Self {
        // A detection of an older release has none of it.
        upload.detection.as_deref().and_then(|told| serde_json::from_str(told).ok()).unwrap_or_default()
    }

    /// The format as the file is read by it: with the answers, and the healed headers.
    fn with(self, format: &Format, version: i32, confidence: f64, answers: &Answers) -> Chosen {
        let mut healed = self.drift.as_ref().map(Drift::answers).unwrap_or_default();
        healed.take(answers.clone());
        let format = healed.over(format);
        let header = Some(self.header).filter(|header| !header.is_empty());
        let mut teaches = Lessons { answers: healed, header };
        if format.vendor.is_none() {
            // How one sender writes its files says nothing of the others of a format for everybody.
            let answers = Answers { headers: teaches.answers.headers, ..Answers::default() };
            teaches = Lessons { answers, header: None };
        }
        let format = Arc::new(format);
        Chosen { format, version, confidence, detection: None, drift: self.drift, teaches: Some(teaches) }
    }
}

/// The format that an answer about its columns names.
fn answered(formats: &[(Format, i32)], answers: &Answers, upload: &uploads::Model) -> Option<Chosen> {
    let code = answers.format.as_ref()?;
    let (format, version) = formats.iter().find(|(format, _)| format.code == *code)?;
    let drift = Seen::of(upload).drift;
    // What was healed beside the question stands in the answer too.
    let header = drift.map(|drift| drift.header).unwrap_or_default();
    Some(Seen { drift: None, header }.with(format, *version, 1.0, answers))
}

/// The format that recognising chose for the upload, while it is still the one in force under its code; else the
/// file is recognised once more.
pub async fn chosen(services: &Services, work: &Work, book: &OpenedBook) -> Result<Chosen, Trouble> {
    let upload = &work.upload;
    let (Some(code), Some(version), None) = (&upload.format, upload.format_version, &upload.format_given) else {
        return choose(services, work, book).await;
    };
    let answers = upload.answers()?;
    let formats = formats_of(services, work.org).await?;
    let found = formats.iter().find(|(format, active)| format.code == *code && *active == version);
    match found {
        Some(_) if answers.format.as_ref() == Some(code) => match answered(&formats, &answers, upload) {
            Some(chosen) => Ok(chosen),
            None => choose(services, work, book).await,
        },
        Some((format, version)) => {
            let confidence = upload.confidence.unwrap_or(1.0);
            Ok(Seen::of(upload).with(format, *version, confidence, &answers))
        }
        None => choose(services, work, book).await,
    }
}

/// Whether a kept format may be of the vendor that the sender named. Two senders' tables may look alike, and a mapping
/// that was kept for one of them is not the other's.
pub(crate) fn may_be_of(format: &Format, given: Option<&str>) -> bool {
    let plain = |text: &str| text.replace(['-', '_', ' '], "").to_lowercase();
    match (&format.vendor, given) {
        (Some(own), Some(given)) => plain(own) == plain(given),
        _ => true,
    }
}

/// A mapping is proposed with what the organisation knows, and the upload waits for somebody to confirm it.
async fn unknown(
    services: &Services,
    work: &Work,
    book: &OpenedBook,
    mut detection: Detection,
) -> Result<Trouble, Trouble> {
    let known = known::of(services.db.read(), work.org).await?;
    let organisation = organisations::get(services.db.read(), work.org).await?;
    let currency = organisation.map(|organisation| organisation.currency()).transpose()?;
    let ctx = Context {
        filename: work.upload.filename.clone(),
        period: work.upload.period_given(),
        vendor: work.upload.vendor_given.clone(),
    };
    let shared = book.shared();
    let detection = off_the_loop(move || {
        detection.propose(&*shared, &ctx, &known, currency)?;
        Ok(detection)
    })
    .await?;
    let found = uploads::Findings {
        detection: Some(kept(&detection)?),
        confidence: Some(detection.confidence),
        ..uploads::Findings::default()
    };
    uploads::note(services.db.write(), work.org, work.upload.id(), &found).await?;
    let refusal = detection.refusal();
    Ok(Trouble::needs(UploadStatus::NeedsFormat, refusal.code, refusal.message, &detection.needs))
}

fn kept(detection: &Detection) -> Result<String, Trouble> {
    serde_json::to_string(detection).map_err(|e| Trouble::Passing(e.to_string()))
}

async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
) -> Result<T, Trouble> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|e| Trouble::Passing(format!("detection stopped: {e}")))??)
}
