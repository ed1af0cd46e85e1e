//! Answering what an upload asks, with what its loader said: vendor, period, mode, or the mapping that was proposed.

use std::path::Path;

use sellout_ingest::suggest::propose;
use sellout_model::{OrgId, UploadId, UploadStatus};
use sellout_queue::payloads::ProcessUpload;
use sellout_queue::{Held, SubmitOptions};
use sellout_store::organisations;
use sellout_store::uploads::{self, Answer, ChangeError, Resolved};
use sellout_worker::engine::OwnJobs;
use tokio::task::spawn_blocking;

use super::Asked;
use crate::failure::Failure;
use crate::setup::{House, open_book};

/// What followed from an answer.
pub(super) enum Answered {
    /// The file is to be read again, by this job.
    Read(Box<Held>),
    /// The figures are there already.
    Done,
}

/// The answer to what an upload asks, if what was said answers it.
pub(super) async fn answer_to(
    upload: &uploads::Model,
    organisation: &organisations::Model,
    file: &Path,
    asked: &Asked,
    notes: &mut Vec<String>,
) -> Result<Option<Answer>, Failure> {
    let status = upload.status()?;
    let said = Answer {
        vendor: asked.vendor.clone(),
        period: asked.period,
        mode: asked.mode,
        format_source: asked.format_source.clone(),
    };
    Ok(match status {
        UploadStatus::NeedsFormat if said.format_source.is_some() => Some(said),
        UploadStatus::NeedsFormat if asked.accept_mapping => {
            let source = accepted_mapping(upload, organisation, file, asked, notes).await?;
            Some(Answer { format_source: Some(source), ..said })
        }
        UploadStatus::NeedsPeriod if said.period.is_some() => Some(said),
        UploadStatus::NeedsPeriod | UploadStatus::NeedsFormat if said.vendor.is_some() => Some(said),
        UploadStatus::NeedsMode if said.mode.is_some() => Some(Answer { mode: said.mode, ..Answer::default() }),
        _ => None,
    })
}

/// The proposed mapping of an upload as a format of its own.
async fn accepted_mapping(
    upload: &uploads::Model,
    organisation: &organisations::Model,
    file: &Path,
    asked: &Asked,
    notes: &mut Vec<String>,
) -> Result<String, Failure> {
    let name = &upload.filename;
    let book = open_book(file).await?;
    let proposal = spawn_blocking(move || propose(&*book)).await??;
    let proposal = proposal.ok_or_else(|| {
        Failure::new(format!(
            "{name}: no mapping can be proposed; describe the file in a format and give it with --format"
        ))
    })?;
    let needs = proposal.needs(name);
    let vendor = if let Some(vendor) = &asked.vendor {
        vendor.clone()
    } else {
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        if needs.contains(&"vendor") {
            notes.push(format!("{name}: nothing names the vendor, so it is called after the file; --vendor names it"));
        }
        stem.to_owned()
    };
    let currency = needs.contains(&"currency").then(|| organisation.currency()).transpose()?;
    if let Some(currency) = currency {
        notes.push(format!("{name}: nothing names the currency, so it is read as {currency}"));
    }
    proposal.to_toml(&vendor, currency).ok_or_else(|| {
        let cure = "describe the file in a format and give it with --format";
        Failure::new(format!("{name}: the proposed mapping has no product or no figure; {cure}"))
    })
}

/// Gives the answer, and claims the job that follows from it.
pub(super) async fn give(
    house: &House,
    own: &OwnJobs,
    org: OrgId,
    id: UploadId,
    answer: &Answer,
) -> Result<Answered, Failure> {
    let tx = house.db.begin().await?;
    let resolved = uploads::resolve(&tx, org, id, answer, house.clock.now()).await;
    let resolved = resolved.map_err(|error| match error {
        ChangeError::Db(error) => error.into(),
        other => Failure::new(other),
    })?;
    let answered = match resolved {
        Resolved::Recomputed(_) => Answered::Done,
        Resolved::ReadAgain => {
            let held = own.claim(&tx, &ProcessUpload { upload_id: id }, SubmitOptions::upload(org, id)).await?;
            uploads::set_job(&tx, org, id, held.id).await?;
            Answered::Read(Box::new(held))
        }
    };
    tx.commit().await?;
    Ok(answered)
}
