//! What became of a file, as data: the row of its upload, its row errors, and what the exit code says of it.

use std::path::{Path, PathBuf};

use sellout_model::{UploadId, UploadStatus};
use sellout_store::upload_lists::shown_load;
use sellout_store::{corrections, organisations, row_errors, uploads};
use serde::Deserialize;

use crate::failure::{Exit, Failure};
use crate::setup::House;

/// How many row errors of a file are shown.
const SHOWN: u64 = 100;

/// How many warnings of a file are told.
const WARNED: usize = 3;

/// How it came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was loaded, or stopped, just now.
    Ran,
    /// The same bytes were there already; nothing was done.
    Known,
    /// It could not be taken in.
    Refused {
        /// Stable, snake case.
        code: String,
        /// One sentence with the cure.
        why: String,
    },
}

/// What became of one file.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// As it was named.
    pub(crate) file: PathBuf,
    /// How it came to be.
    pub(crate) outcome: Outcome,
    /// Its upload and the currency of the organisation; none of a refused file.
    pub(crate) upload: Option<(uploads::Model, sellout_model::Currency)>,
    /// The first row errors.
    pub(crate) errors: Vec<row_errors::Model>,
    /// The upload that stands in for it, corrected.
    pub(crate) corrected_by: Option<UploadId>,
    /// What to know beside it.
    pub(crate) notes: Vec<String>,
}

impl Loaded {
    pub(super) fn refused(file: &Path, code: &str, why: String) -> Self {
        let outcome = Outcome::Refused { code: code.to_owned(), why };
        let (errors, notes) = (Vec::new(), Vec::new());
        Self { file: file.to_owned(), outcome, upload: None, errors, corrected_by: None, notes }
    }

    /// Where its upload stands; a refused file failed.
    pub(crate) fn status(&self) -> UploadStatus {
        let status = self.upload.as_ref().and_then(|(upload, _)| upload.status().ok());
        status.unwrap_or(UploadStatus::Failed)
    }

    /// The first things that its sender should know.
    pub(crate) fn warnings(&self) -> Vec<String> {
        #[derive(Deserialize)]
        struct Warning {
            message: String,
        }
        let kept = self.upload.as_ref().map_or("[]", |(upload, _)| &upload.warnings);
        // What cannot be read here is still in the JSON line and on the upload's page.
        let warnings: Vec<Warning> = serde_json::from_str(kept).unwrap_or_default();
        warnings.into_iter().take(WARNED).map(|warning| warning.message).collect()
    }

    /// Why it did not load, or what it asks.
    pub(crate) fn trouble(&self) -> Option<&str> {
        match (&self.outcome, &self.upload) {
            (Outcome::Refused { why, .. }, _) => Some(why),
            (_, Some((upload, _))) => upload.error.as_deref(),
            (_, None) => None,
        }
    }
}

/// What a file means for the exit code: fine also where it was there already.
pub(crate) fn exit_of(loaded: &Loaded) -> Exit {
    match (loaded.status(), &loaded.outcome) {
        (UploadStatus::Completed, _) | (UploadStatus::CompletedWithErrors, Outcome::Known) => Exit::Fine,
        (UploadStatus::CompletedWithErrors, _) => Exit::SomeRows,
        _ => Exit::Nothing,
    }
}

/// Reads what became of an upload.
pub(super) async fn loaded(
    house: &House,
    organisation: &organisations::Model,
    id: UploadId,
    file: &Path,
    outcome: Outcome,
    notes: Vec<String>,
) -> Result<Loaded, Failure> {
    let org = organisation.org();
    let upload = uploads::get(house.db.read(), org, id).await?;
    let upload =
        upload.ok_or_else(|| Failure::new(format!("the upload {id} is gone; somebody deleted it meanwhile")))?;
    let errors = match shown_load(house.db.read(), org, id).await? {
        Some(load) => row_errors::after(house.db.read(), org, load, None, SHOWN).await?,
        None => Vec::new(),
    };
    let corrected_by = corrections::newest_of(house.db.read(), org, &[id]).await?.remove(&id);
    let upload = Some((upload, organisation.currency()?));
    Ok(Loaded { file: file.to_owned(), outcome, upload, errors, corrected_by, notes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_not_taken_in_failed_and_says_why() {
        let loaded = Loaded::refused(Path::new("x.csv"), "unreadable", "x.csv cannot be read".to_owned());
        assert_eq!(loaded.status(), UploadStatus::Failed);
        assert_eq!(exit_of(&loaded), Exit::Nothing);
        assert_eq!(loaded.trouble(), Some("x.csv cannot be read"));
    }
}
