//! Answering what an upload asks, with what its loader said: vendor, period, mode, or the mapping that was proposed.

use std::collections::BTreeMap;
use std::path::Path;

use sellout_ingest::suggest::{Terms, propose};
use sellout_ingest::{Answers, Drift, detect};
use sellout_model::{OrgId, UploadId, UploadStatus};
use sellout_queue::payloads::ProcessUpload;
use sellout_queue::{Held, SubmitOptions};
use sellout_store::uploads::{self, Answer, ChangeError, Resolved};
use sellout_store::{Taught, known, organisations};
use sellout_worker::engine::OwnJobs;
use tokio::task::spawn_blocking;

use super::Asked;
use crate::failure::Failure;
use crate::setup::{House, open_book};

const DESCRIBE: &str = "describe the file in a format and give it with --format";

/// What followed from an answer.
pub(super) enum Answered {
    /// The file is to be read again, by this job.
    Read(Box<Held>),
    /// The figures are there already.
    Done,
}

/// The answer to what an upload asks, if what was said answers it.
pub(super) async fn answer_to(
    house: &House,
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
        reading: asked.reading.clone(),
    };
    Ok(match status {
        UploadStatus::NeedsFormat if upload.questions.is_some() => Some(said).filter(|said| !said.reading.is_empty()),
        UploadStatus::NeedsFormat if said.format_source.is_some() => Some(said),
        UploadStatus::NeedsFormat if asked.accept_mapping => {
            let taken = match upload.changed() {
                Some((code, drift)) => {
                    accepted_columns(house, upload, organisation, file, (&code, &drift), notes).await?
                }
                None => accepted_mapping(house, upload, organisation, file, asked, notes).await?,
            };
            taken.map(|taken| match taken {
                Accepted::Format(source) => Answer { format_source: Some(source), ..said },
                Accepted::Columns(columns) => {
                    let mut reading = said.reading.clone();
                    reading.take(columns);
                    Answer { reading, ..said }
                }
            })
        }
        UploadStatus::NeedsPeriod if said.period.is_some() => Some(said),
        UploadStatus::NeedsPeriod | UploadStatus::NeedsFormat if said.vendor.is_some() => Some(said),
        UploadStatus::NeedsMode if said.mode.is_some() => Some(Answer { mode: said.mode, ..Answer::default() }),
        _ => None,
    })
}

/// What a proposed mapping comes to.
enum Accepted {
    /// A format of its own, as TOML.
    Format(String),
    /// The columns of a known format, found again.
    Columns(Answers),
}

/// The columns of a known format that has changed, as its mapping has them; none, and a note why, where one that it needs
/// is still missing then.
async fn accepted_columns(
    house: &House,
    upload: &uploads::Model,
    organisation: &organisations::Model,
    file: &Path,
    (code, drift): (&str, &Drift),
    notes: &mut Vec<String>,
) -> Result<Option<Accepted>, Failure> {
    let name = upload.filename.clone();
    let taught = Taught::load(house.db.read(), organisation.org()).await?;
    let Some((format, _)) = taught.get(code) else {
        notes.push(format!("{name}: the format {code} is gone; {DESCRIBE}"));
        return Ok(None);
    };
    let columns = drift.answered(format, &BTreeMap::new());
    let columns = columns.map_err(|no| Failure::new(format!("{name}: {code} has no column for {}", no.field)))?;
    let (told, book) = (columns.over(format), open_book(&house.settings, file).await?);
    let seen = spawn_blocking(move || detect(&*book, &name, [&told])).await??;
    let lacks = seen.candidates.first().map_or_else(Vec::new, |candidate| candidate.lacks.clone());
    if !lacks.is_empty() {
        let lacks = lacks.join("; ");
        notes.push(format!("{}: no column seems to be {lacks}, which {code} needs; {DESCRIBE}", upload.filename));
        return Ok(None);
    }
    Ok(Some(Accepted::Columns(columns)))
}

/// The proposed mapping of an upload as a format of its own; none, and a note why, where it cannot be taken as it is.
async fn accepted_mapping(
    house: &House,
    upload: &uploads::Model,
    organisation: &organisations::Model,
    file: &Path,
    asked: &Asked,
    notes: &mut Vec<String>,
) -> Result<Option<Accepted>, Failure> {
    let name = &upload.filename;
    let book = open_book(&house.settings, file).await?;
    let known = known::of(house.db.read(), organisation.org()).await?;
    let proposal = spawn_blocking(move || propose(&*book, &known)).await??;
    let Some(proposal) = proposal else {
        notes.push(format!("{name}: no mapping can be proposed; {DESCRIBE}"));
        return Ok(None);
    };
    let needs = proposal.needs(name);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let vendor = sellout_ingest::vendor_code(asked.vendor.as_deref().unwrap_or(stem));
    let currency = organisation.currency()?;
    let terms = Terms { vendor: Some(&vendor), currency: Some(currency), ..Terms::default() };
    let Some(source) = proposal.to_toml(terms) else {
        notes.push(format!("{name}: the proposed mapping has no product or no figure; {DESCRIBE}"));
        return Ok(None);
    };
    if asked.vendor.is_none() && needs.contains(&"vendor") {
        notes.push(format!("{name}: nothing names the vendor, so it is called after the file; --vendor names it"));
    }
    if needs.contains(&"currency") {
        notes.push(format!("{name}: nothing names the currency, so it is read as {currency}"));
    }
    Ok(Some(Accepted::Format(source)))
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
