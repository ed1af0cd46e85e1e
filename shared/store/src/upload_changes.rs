//! Taking an upload back, running it again, and answering what it asks.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_ingest::Answers;
use sellout_model::{LoadId, Mode, OrgId, Period, UploadId, UploadStatus};

use crate::figures::{Moved, moved};
use crate::load::apply;
use crate::rule::Change;
use crate::{Db, archives, corrections, organisations, product_aliases, sql, uploads};

/// Why an archive is not read again.
const UNPACKED: &str = "the archive was unpacked and its files are uploads of their own; turn to each of them";

/// Why an upload cannot be changed so.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is none with this id.
    #[error("there is no such upload")]
    Unknown,
    /// It stands where this cannot be done.
    #[error("{0}")]
    Conflict(String),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbErr),
}

/// What taking an upload back changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndoReport {
    /// Other uploads whose figures or counts change.
    pub changed: BTreeSet<UploadId>,
    /// The data version after it.
    pub version: i64,
}

/// The answer to what an upload needs.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Vendor code.
    pub vendor: Option<String>,
    /// Period of the whole file.
    pub period: Option<Period>,
    /// Part or whole.
    pub mode: Option<Mode>,
    /// TOML of the format to read it with.
    pub format_source: Option<String>,
    /// Which columns of its format changed headers are, and how dates, numbers and money are written.
    pub reading: Answers,
}

/// What follows from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// The figures were recomputed; no job follows.
    Recomputed(UndoReport),
    /// The file must be read again: submit a job.
    ReadAgain,
}

/// Takes an upload back: its figures go, and what it had replaced comes back. In the caller's transaction.
pub async fn undo(
    tx: &impl ConnectionTrait,
    org: OrgId,
    id: UploadId,
    now: DateTime<Utc>,
) -> Result<UndoReport, ChangeError> {
    let version = organisations::lock(tx, org).await?.data_version;
    let upload = uploads::get(tx, org, id).await?.ok_or(ChangeError::Unknown)?;
    if upload.status()? == UploadStatus::Undone {
        return Ok(UndoReport { changed: BTreeSet::new(), version });
    }
    if upload.packed.is_some() {
        return undo_archive(tx, org, id, now).await;
    }
    let report = undo_file(tx, org, &upload, version, now).await?;
    // It may have been the last file of its archive that was on its way.
    archives::after_end(tx, org, id, now).await?;
    Ok(report)
}

/// Takes back all files of an archive, and the archive with them.
async fn undo_archive(
    tx: &impl ConnectionTrait,
    org: OrgId,
    archive: UploadId,
    now: DateTime<Utc>,
) -> Result<UndoReport, ChangeError> {
    let files = archives::uploads_of(tx, org, &[archive]).await?;
    let mut report = UndoReport { changed: BTreeSet::new(), version: organisations::lock(tx, org).await?.data_version };
    for file in files.iter().filter(|file| file.status != UploadStatus::Undone.as_str()) {
        let of_file = undo_file(tx, org, file, report.version, now).await?;
        report.changed.extend(of_file.changed);
        report.version = of_file.version;
    }
    report.changed.retain(|other| files.iter().all(|file| file.id() != *other));
    mark_undone(tx, org, archive, now).await?;
    Ok(report)
}

async fn mark_undone(tx: &impl ConnectionTrait, org: OrgId, id: UploadId, now: DateTime<Utc>) -> Result<(), DbErr> {
    let text = "UPDATE uploads SET status = 'undone', needs = '[]', questions = NULL, \
        finished_at = COALESCE(finished_at, $3) \
        WHERE id = $1 AND org_id = $2";
    sql::execute(tx, text, [id.0.into(), org.0.into(), now.into()]).await.map(|_| ())
}

async fn undo_file(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: &uploads::Model,
    version: i64,
    now: DateTime<Utc>,
) -> Result<UndoReport, ChangeError> {
    let id = upload.id();
    mark_undone(tx, org, id, now).await?;
    let text = "UPDATE loads SET state = 'dead' WHERE upload_id = $1 AND state = 'writing'";
    sql::execute(tx, text, [id.0.into()]).await?;
    let mut change = Change { aside: vec![id], ..Change::default() };
    if let Some(corrected) = upload.corrects.map(UploadId) {
        change.reactivate.extend(standing_load(tx, org, corrected, id).await?);
    }
    product_aliases::delete_of_upload(tx, org, id).await?;
    let (effect, version) = apply(tx, org, version, &change, "undo", id, now).await?;
    let changed = effect.uploads.into_iter().filter(|other| *other != id).collect();
    Ok(UndoReport { changed, version })
}

/// The load of a corrected upload that counts again once its correction is gone.
async fn standing_load(
    tx: &impl ConnectionTrait,
    org: OrgId,
    corrected: UploadId,
    without: UploadId,
) -> Result<Option<LoadId>, DbErr> {
    let text = "SELECT l.id FROM loads l JOIN uploads u ON u.id = l.upload_id WHERE l.state = 'finished' \
        AND u.org_id = $2 AND (u.id = $1 OR u.corrects = $1) AND u.id <> $3 \
        AND u.status IN ('completed', 'completed_with_errors') ORDER BY u.number DESC, l.finished_at DESC, l.id DESC LIMIT 1";
    let row = sql::row(tx, text, [corrected.0.into(), org.0.into(), without.0.into()]).await?;
    row.map(|row| row.try_get("", "id").map(LoadId)).transpose()
}

/// What taking an upload back would change.
#[derive(Clone, Debug)]
pub struct UndoPreview {
    /// The uploads concerned.
    pub report: UndoReport,
    /// The figures before and after, of at most so many places and products as were asked for; `None` if none moves.
    pub moved: Option<Moved>,
}

/// What [`undo`] would change. Tries it and takes it back.
pub async fn preview_undo(
    db: &Db,
    org: OrgId,
    id: UploadId,
    limit: u64,
    now: DateTime<Utc>,
) -> Result<UndoPreview, ChangeError> {
    let tx = db.begin().await?;
    let preview = try_undo(&tx, org, id, limit, now).await;
    tx.rollback().await?;
    preview
}

async fn try_undo(
    tx: &impl ConnectionTrait,
    org: OrgId,
    id: UploadId,
    limit: u64,
    now: DateTime<Utc>,
) -> Result<UndoPreview, ChangeError> {
    let before = organisations::lock(tx, org).await?.data_version;
    let report = undo(tx, org, id, now).await?;
    let moved = if report.version > before { Some(moved(tx, org, report.version, limit).await?) } else { None };
    Ok(UndoPreview { report, moved })
}

/// Makes an upload wait for a new load. The caller submits the job in the same transaction.
pub async fn prepare_retry(tx: &impl ConnectionTrait, org: OrgId, id: UploadId) -> Result<(), ChangeError> {
    let upload = uploads::get(tx, org, id).await?.ok_or(ChangeError::Unknown)?;
    refuse_unpacked(&upload)?;
    match upload.status()? {
        UploadStatus::Undone => {
            return Err(ChangeError::Conflict("the upload was undone; send the file again to load it".to_owned()));
        }
        UploadStatus::Pending | UploadStatus::Processing => {
            return Err(ChangeError::Conflict("the upload is being processed already".to_owned()));
        }
        _ => refuse_if_sent_again(tx, org, &upload).await?,
    }
    refuse_corrected(tx, org, id).await?;
    set_pending(tx, org, id).await?;
    Ok(())
}

/// A failed upload whose bytes came in again stays as it is: the newer one stands for them.
async fn refuse_if_sent_again(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: &uploads::Model,
) -> Result<(), ChangeError> {
    if upload.status()? != UploadStatus::Failed || upload.forced {
        return Ok(());
    }
    match uploads::same_bytes(tx, org, &upload.sha256).await? {
        Some(other) => {
            Err(ChangeError::Conflict(format!("the same file came in again as upload {other}; go on with that one")))
        }
        None => Ok(()),
    }
}

/// An upload that was corrected stays aside as it is: two readings of one file would count beside each other.
async fn refuse_corrected(tx: &impl ConnectionTrait, org: OrgId, id: UploadId) -> Result<(), ChangeError> {
    match corrections::standing_in_for(tx, org, id).await? {
        Some(other) => Err(ChangeError::Conflict(format!(
            "the upload was corrected, and upload {other} stands in for it; go on with that one, or undo it first"
        ))),
        None => Ok(()),
    }
}

fn refuse_unpacked(upload: &uploads::Model) -> Result<(), ChangeError> {
    match &upload.packed {
        Some(_) => Err(ChangeError::Conflict(UNPACKED.to_owned())),
        None => Ok(()),
    }
}

async fn set_pending(tx: &impl ConnectionTrait, org: OrgId, id: UploadId) -> Result<(), DbErr> {
    let text = "UPDATE uploads SET status = 'pending', code = NULL, error = NULL, needs = '[]', questions = NULL, \
        started_at = NULL, finished_at = NULL WHERE id = $1 AND org_id = $2";
    sql::execute(tx, text, [id.0.into(), org.0.into()]).await.map(|_| ())
}

/// Answers what an upload needs. A mode alone only recomputes; all else reads the file again.
pub async fn resolve(
    tx: &impl ConnectionTrait,
    org: OrgId,
    id: UploadId,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<Resolved, ChangeError> {
    let version = organisations::lock(tx, org).await?.data_version;
    let upload = uploads::get(tx, org, id).await?.ok_or(ChangeError::Unknown)?;
    refuse_unpacked(&upload)?;
    let status = upload.status()?;
    if matches!(status, UploadStatus::Undone | UploadStatus::Pending | UploadStatus::Processing) {
        return Err(ChangeError::Conflict(format!("the upload is {status} and asks nothing")));
    }
    refuse_if_sent_again(tx, org, &upload).await?;
    refuse_corrected(tx, org, id).await?;
    let text = "UPDATE uploads SET vendor_given = COALESCE($3, vendor_given), \
        period_given = COALESCE($4, period_given), mode_given = COALESCE($5, mode_given), \
        format_given = COALESCE($6, format_given), answers = $7 WHERE id = $1 AND org_id = $2";
    let mut reading = upload.answers()?;
    reading.take(answer.reading.clone());
    let reading = if reading.is_empty() { None } else { Some(json(&reading)?) };
    let bound: [Value; 7] = [
        id.0.into(),
        org.0.into(),
        answer.vendor.clone().into(),
        answer.period.map(|p| p.to_string()).into(),
        answer.mode.map(|m| m.as_str().to_owned()).into(),
        answer.format_source.clone().into(),
        reading.into(),
    ];
    sql::execute(tx, text, bound).await?;
    let mode_alone = answer.vendor.is_none()
        && answer.period.is_none()
        && answer.format_source.is_none()
        && answer.reading.is_empty();
    let load = standing_load_of(tx, id).await?;
    match (answer.mode, load) {
        (Some(mode), Some(load)) if mode_alone && status != UploadStatus::Failed => {
            let change = Change { aside: vec![id], reactivate: vec![load], ..Change::default() };
            let text = "UPDATE uploads SET mode = $3, needs = '[]', code = NULL, error = NULL, status = 'completed' \
                WHERE id = $1 AND org_id = $2";
            sql::execute(tx, text, [id.0.into(), org.0.into(), mode.as_str().into()]).await?;
            let (effect, version) = apply(tx, org, version, &change, "answer", id, now).await?;
            uploads::recount(tx, org, id).await?;
            let changed = effect.uploads.into_iter().filter(|other| *other != id).collect();
            Ok(Resolved::Recomputed(UndoReport { changed, version }))
        }
        _ => {
            set_pending(tx, org, id).await?;
            Ok(Resolved::ReadAgain)
        }
    }
}

fn json(reading: &Answers) -> Result<String, DbErr> {
    serde_json::to_string(reading).map_err(|e| DbErr::Custom(e.to_string()))
}

async fn standing_load_of(tx: &impl ConnectionTrait, id: UploadId) -> Result<Option<LoadId>, DbErr> {
    let text = "SELECT id FROM loads WHERE upload_id = $1 AND state = 'finished' \
        ORDER BY finished_at DESC, id DESC LIMIT 1";
    let row = sql::row(tx, text, [id.0.into()]).await?;
    row.map(|row| row.try_get("", "id").map(LoadId)).transpose()
}
