//! Files that somebody sent: accepting them and keeping what became of them.
//!
//! Taking back, retrying and answering live in `upload_changes`, the counts in `upload_counts`.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::Value;
use sea_orm::entity::prelude::*;
use sellout_ingest::{Answers, Drift};
use sellout_model::{JobId, Mode, OrgId, Period, UploadId, UploadStatus, UserId};
use serde::Deserialize;

use crate::sql;
pub use crate::upload_changes::{
    Answer, ChangeError, Resolved, UndoPreview, UndoReport, prepare_retry, preview_undo, resolve, undo,
};
pub use crate::upload_counts::recount;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "uploads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub number: i64,
    pub filename: String,
    pub size_bytes: i64,
    pub sha256: String,
    pub storage_key: String,
    pub status: String,
    pub forced: bool,
    pub corrects: Option<Uuid>,
    pub archive: Option<Uuid>,
    pub packed: Option<String>,
    pub vendor_given: Option<String>,
    pub period_given: Option<String>,
    pub mode_given: Option<String>,
    pub format_given: Option<String>,
    pub answers: Option<String>,
    pub questions: Option<String>,
    pub vendor: Option<String>,
    pub format: Option<String>,
    pub format_version: Option<i32>,
    pub confidence: Option<f64>,
    pub mode: Option<String>,
    pub mode_asked: bool,
    pub period_from: Option<NaiveDate>,
    pub period_to: Option<NaiveDate>,
    pub rows_read: i64,
    pub rows_loaded: i64,
    pub rows_skipped: i64,
    pub rows_failed: i64,
    pub rows_duplicate: i64,
    pub rows_restated: i64,
    pub units: Option<i64>,
    pub amount: Option<i64>,
    pub original_amount: Option<i64>,
    pub original_currency: Option<String>,
    pub unconverted_rows: i64,
    pub code: Option<String>,
    pub error: Option<String>,
    pub needs: String,
    pub warning_count: i32,
    pub warnings: String,
    pub control: String,
    pub detection: Option<String>,
    pub notify: Option<String>,
    pub job_id: Option<Uuid>,
    pub uploaded_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A file that was received and stored.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// Its id, made by the caller.
    pub id: UploadId,
    /// As the sender called it.
    pub filename: String,
    /// Bytes.
    pub size_bytes: i64,
    /// Of the bytes, in hex.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
    /// Vendor, if the sender said so.
    pub vendor: Option<String>,
    /// Period, if the sender said so.
    pub period: Option<Period>,
    /// Mode, if the sender said so.
    pub mode: Option<Mode>,
    /// TOML of a format given with the file.
    pub format_source: Option<String>,
    /// Whether the same bytes load again.
    pub forced: bool,
    /// The upload whose error workbook this is, corrected.
    pub corrects: Option<UploadId>,
    /// Who is told; nobody if none.
    pub notify: Vec<String>,
    /// Who sent it.
    pub uploaded_by: Option<UserId>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Why an upload was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// The same bytes are there already.
    #[error("the same file was uploaded before; undo that upload first, or send it with force")]
    Duplicate {
        /// The upload that has them.
        upload: UploadId,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbErr),
}

/// Writes an upload's row in the caller's transaction and gives it its number.
pub async fn accept(tx: &impl ConnectionTrait, org: OrgId, new: &NewUpload) -> Result<i64, AcceptError> {
    let number = crate::organisations::next_upload_number(tx, org).await?;
    if !new.forced
        && let Some(there) = same_bytes(tx, org, &new.sha256).await?
    {
        return Err(AcceptError::Duplicate { upload: there });
    }
    let corrects = match new.corrects {
        Some(id) => root_of(tx, org, id).await?,
        None => None,
    };
    let notify = serde_json::to_string(&new.notify).map_err(|e| DbErr::Custom(e.to_string()))?;
    let text = "INSERT INTO uploads (id, org_id, number, filename, size_bytes, sha256, storage_key, status, forced, \
        corrects, vendor_given, period_given, mode_given, format_given, notify, uploaded_by, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let bound: [Value; 16] = [
        new.id.0.into(),
        org.0.into(),
        number.into(),
        new.filename.as_str().into(),
        new.size_bytes.into(),
        new.sha256.as_str().into(),
        new.storage_key.as_str().into(),
        new.forced.into(),
        corrects.map(|id| id.0).into(),
        new.vendor.clone().into(),
        new.period.map(|p| p.to_string()).into(),
        new.mode.map(|m| m.as_str().to_owned()).into(),
        new.format_source.clone().into(),
        notify.into(),
        new.uploaded_by.map(|id| id.0).into(),
        new.now.into(),
    ];
    sql::execute(tx, text, bound).await?;
    Ok(number)
}

/// The upload that holds these bytes, if it still counts.
pub async fn same_bytes(conn: &impl ConnectionTrait, org: OrgId, sha256: &str) -> Result<Option<UploadId>, DbErr> {
    let text = "SELECT id FROM uploads WHERE org_id = $1 AND sha256 = $2 AND status NOT IN ('failed', 'undone') \
        AND NOT forced LIMIT 1";
    let row = sql::row(conn, text, [org.0.into(), sha256.into()]).await?;
    row.map(|row| row.try_get("", "id").map(UploadId)).transpose()
}

/// The first of a chain of corrections; `None` if that upload is not the organisation's.
async fn root_of(tx: &impl ConnectionTrait, org: OrgId, id: UploadId) -> Result<Option<UploadId>, DbErr> {
    let text = "SELECT COALESCE(corrects, id) AS root FROM uploads WHERE org_id = $1 AND id = $2";
    let row = sql::row(tx, text, [org.0.into(), id.0.into()]).await?;
    row.map(|row| row.try_get("", "root").map(UploadId)).transpose()
}

/// One upload of the organisation.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, id: UploadId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id.0).filter(Column::OrgId.eq(org.0)).one(conn).await
}

impl Model {
    /// Where it stands.
    pub fn status(&self) -> Result<UploadStatus, DbErr> {
        self.status.parse().map_err(DbErr::Type)
    }

    /// Its id.
    pub fn id(&self) -> UploadId {
        UploadId(self.id)
    }

    /// What was answered about how it is read.
    pub fn answers(&self) -> Result<Answers, DbErr> {
        let kept = self.answers.as_deref().map(serde_json::from_str::<Answers>).transpose();
        kept.map(Option::unwrap_or_default).map_err(|e| DbErr::Custom(format!("uploads.answers: {e}")))
    }

    /// The known format that the file seems to be of, and what has changed in it against that format.
    pub fn changed(&self) -> Option<(String, Drift)> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Kept {
            seems: Option<String>,
            drift: Option<Drift>,
        }
        // A detection of an older release has none of it.
        let kept: Kept = self.detection.as_deref().and_then(|told| serde_json::from_str(told).ok())?;
        Some((kept.seems?, kept.drift?))
    }

    /// The period its sender gave.
    pub fn period_given(&self) -> Option<Period> {
        self.period_given.as_deref().and_then(|p| p.parse().ok())
    }
}

/// Begins processing: only an upload that waits is begun. Returns whether it was.
pub async fn begin(conn: &impl ConnectionTrait, org: OrgId, id: UploadId, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let text = "UPDATE uploads SET status = 'processing', started_at = COALESCE(started_at, $3), finished_at = NULL \
        WHERE id = $1 AND org_id = $2 AND status IN ('pending', 'processing')";
    Ok(sql::execute(conn, text, [id.0.into(), org.0.into(), now.into()]).await?.rows_affected() == 1)
}

/// What reading found out about a file, kept on the upload.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The format's code and version.
    pub format: Option<(String, i32)>,
    /// How sure the choice was, 0 to 1.
    pub confidence: Option<f64>,
    /// The vendor's code.
    pub vendor: Option<String>,
    /// The score with its parts, as JSON.
    pub detection: Option<String>,
    /// Warnings: how many, and the first hundred as JSON.
    pub warnings: Option<(i32, String)>,
    /// Control totals as JSON.
    pub control: Option<String>,
}

/// Keeps findings; what is `None` stays as it is.
pub async fn note(conn: &impl ConnectionTrait, org: OrgId, id: UploadId, found: &Findings) -> Result<(), DbErr> {
    let text = "UPDATE uploads SET format = COALESCE($3, format), format_version = COALESCE($4, format_version), \
        confidence = COALESCE($5, confidence), vendor = COALESCE($6, vendor), detection = COALESCE($7, detection), \
        warning_count = COALESCE($8, warning_count), warnings = COALESCE($9, warnings), \
        control = COALESCE($10, control) WHERE id = $1 AND org_id = $2";
    let (code, version) = found.format.clone().unzip();
    let (count, warnings) = found.warnings.clone().unzip();
    let bound: [Value; 10] = [
        id.0.into(),
        org.0.into(),
        code.into(),
        version.into(),
        found.confidence.into(),
        found.vendor.clone().into(),
        found.detection.clone().into(),
        count.into(),
        warnings.into(),
        found.control.clone().into(),
    ];
    sql::execute(conn, text, bound).await.map(|_| ())
}

/// Ends an upload without a load: it failed, or it needs an answer.
pub async fn stop(
    tx: &impl ConnectionTrait,
    org: OrgId,
    id: UploadId,
    stop: &Stop,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let needs = serde_json::to_string(&stop.needs).map_err(|e| DbErr::Custom(e.to_string()))?;
    let text = "UPDATE uploads SET status = $3, code = $4, error = $5, needs = $6, finished_at = $7, \
        questions = $8 WHERE id = $1 AND org_id = $2 AND status IN ('pending', 'processing')";
    let bound: [Value; 8] = [
        id.0.into(),
        org.0.into(),
        stop.status.as_str().into(),
        stop.code.as_str().into(),
        stop.message.as_str().into(),
        needs.into(),
        now.into(),
        stop.questions.clone().into(),
    ];
    Ok(sql::execute(tx, text, bound).await?.rows_affected() == 1)
}

/// Why an upload stopped.
#[derive(Clone, Debug)]
pub struct Stop {
    /// `Failed` or one of the `Needs...`.
    pub status: UploadStatus,
    /// Stable, snake case.
    pub code: String,
    /// One sentence with the cure.
    pub message: String,
    /// What is asked for: `format`, `vendor`, `period`, `mode`, `dates`, `decimal`, `amounts`, `vat`.
    pub needs: Vec<String>,
    /// The questions about how the file is read, as JSON.
    pub questions: Option<String>,
}

/// Ties the upload to its newest job.
pub async fn set_job(tx: &impl ConnectionTrait, org: OrgId, id: UploadId, job: JobId) -> Result<(), DbErr> {
    let text = "UPDATE uploads SET job_id = $3 WHERE id = $1 AND org_id = $2";
    sql::execute(tx, text, [id.0.into(), org.0.into(), job.0.into()]).await.map(|_| ())
}
