//! Choosing the format: the one given with the file, the one chosen before, or the one that detection finds.

use std::sync::Arc;

use sellout_ingest::{Detection, Format, Reports, detect};
use sellout_model::{Mode, OrgId, UploadStatus};
use sellout_store::format_versions;

use super::{OpenedBook, Trouble, Work};
use crate::services::Services;

/// A format with its version; 0 is the built-in one.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The description.
    pub format: Arc<Format>,
    /// Its version.
    pub version: i32,
    /// How sure the choice is.
    pub confidence: f64,
    /// How it came about, as JSON; none where the format was given.
    pub detection: Option<String>,
}

/// What a format does where figures already are, unless the upload says otherwise.
pub(super) fn default_mode(format: &Format) -> Mode {
    if format.policy.reports == Reports::Parts { Mode::Append } else { Mode::Replace }
}

/// Whether statements are orders or settlements, which have no days as places.
pub(super) fn counts_by_id(format: &Format) -> bool {
    matches!(format.policy.reports, Reports::Orders | Reports::Settlements)
}

/// All formats that apply to an organisation: its own ones, then the built-in ones that it does not override.
pub async fn formats_of(services: &Services, org: OrgId) -> Result<Vec<(Format, i32)>, Trouble> {
    let mut formats = Vec::new();
    for own in format_versions::active(services.db.read(), org).await? {
        match Format::from_toml(&own.source) {
            Ok(format) => formats.push((format, own.version)),
            Err(error) => {
                tracing::warn!(format.code = own.code, format.version = own.version, %error, "a stored format cannot be read");
            }
        }
    }
    let builtin = Format::builtin().iter().filter(|b| !formats.iter().any(|(own, _)| own.code == b.code)).cloned();
    let builtin: Vec<_> = builtin.map(|format| (format, 0)).collect();
    formats.extend(builtin);
    Ok(formats)
}

/// The format to read an upload by; an unknown table stops it as `needs_format`, with a mapping proposed.
pub async fn choose(services: &Services, work: &Work, book: &OpenedBook) -> Result<Chosen, Trouble> {
    if let Some(source) = &work.upload.format_given {
        let format = Format::from_toml(source).map_err(|e| {
            Trouble::failed("bad_format", format!("the format given with the file cannot be read: {e}"))
        })?;
        return Ok(Chosen { format: Arc::new(format), version: 0, confidence: 1.0, detection: None });
    }
    let formats = formats_of(services, work.org).await?;
    let (shared, filename) = (book.shared(), work.called.clone());
    let descriptions: Vec<Format> = formats.iter().map(|(format, _)| format.clone()).collect();
    let detected = tokio::task::spawn_blocking(move || detect(&*shared, &filename, &descriptions)).await;
    let detection = detected.map_err(|e| Trouble::Passing(format!("detection stopped: {e}")))??;
    let told = serde_json::to_string(&detection).map_err(|e| Trouble::Passing(e.to_string()))?;
    match formats.into_iter().find(|(format, _)| Some(&format.code) == detection.format.as_ref()) {
        Some((format, version)) => {
            Ok(Chosen { format: Arc::new(format), version, confidence: detection.confidence, detection: Some(told) })
        }
        None => Err(unknown(services, work, &detection, told).await?),
    }
}

/// The format that recognising chose for the upload, while it is still the one in force under its code; else the
/// file is recognised once more.
pub async fn chosen(services: &Services, work: &Work, book: &OpenedBook) -> Result<Chosen, Trouble> {
    let upload = &work.upload;
    let (Some(code), Some(version), None) = (&upload.format, upload.format_version, &upload.format_given) else {
        return choose(services, work, book).await;
    };
    let formats = formats_of(services, work.org).await?;
    match formats.into_iter().find(|(format, active)| format.code == *code && *active == version) {
        Some((format, version)) => {
            let confidence = upload.confidence.unwrap_or(1.0);
            Ok(Chosen { format: Arc::new(format), version, confidence, detection: None })
        }
        None => choose(services, work, book).await,
    }
}

async fn unknown(services: &Services, work: &Work, detection: &Detection, told: String) -> Result<Trouble, Trouble> {
    let found = sellout_store::uploads::Findings {
        detection: Some(told),
        confidence: Some(detection.confidence),
        ..Default::default()
    };
    sellout_store::uploads::note(services.db.write(), work.org, work.upload.id(), &found).await?;
    let refusal = detection.refusal();
    Ok(Trouble::needs(UploadStatus::NeedsFormat, refusal.code, refusal.message, &["format"]))
}
