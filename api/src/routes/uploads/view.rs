//! An upload as it is shown: the row, its money as text, and how far its job is.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sellout_model::{Amount, Currency, JobId, JobState, OrgId, Quantity, UploadId, UploadStatus};
use sellout_queue::ledger::JobView;
use sellout_queue::payloads::ProcessUpload;
use sellout_queue::{Job, LedgerError};
use sellout_store::archives::{self, PackedFile};
use sellout_store::{corrections, organisations, uploads};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::packed::PackedView;
use super::questions::QuestionView;
use crate::problem::{Answer, Problem};
use crate::state::App;

/// An upload.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct UploadView {
    pub(crate) id: Uuid,
    /// As the sender called it.
    pub(crate) filename: String,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
    /// `pending`, `processing`, `needs_format`, `needs_period`, `needs_mode`, `completed`, `completed_with_errors`,
    /// `failed` or `undone`.
    pub(crate) status: String,
    /// The vendor's code.
    pub(crate) vendor: Option<String>,
    /// The format's code.
    pub(crate) format: Option<String>,
    pub(crate) format_version: Option<i32>,
    /// How sure the format is, 0 to 1.
    pub(crate) confidence: Option<f64>,
    /// `append` or `replace`.
    pub(crate) mode: Option<String>,
    pub(crate) period_from: Option<NaiveDate>,
    pub(crate) period_to: Option<NaiveDate>,
    /// 0 to 100; never falls.
    pub(crate) progress: i32,
    pub(crate) rows_read: i64,
    pub(crate) rows_loaded: i64,
    pub(crate) rows_skipped: i64,
    pub(crate) rows_failed: i64,
    pub(crate) rows_duplicate: i64,
    pub(crate) rows_restated: i64,
    /// Pieces; null where unknown.
    #[schema(value_type = Option<f64>)]
    pub(crate) units: Option<Quantity>,
    /// In `currency`; null where unknown.
    pub(crate) amount: Option<String>,
    /// The organisation's currency.
    pub(crate) currency: String,
    /// In `original_currency`; null where the file has several.
    pub(crate) original_amount: Option<String>,
    pub(crate) original_currency: Option<String>,
    /// Rows that wait for an exchange rate.
    pub(crate) unconverted_rows: i64,
    /// Why it failed or what it waits for; stable.
    pub(crate) code: Option<String>,
    /// The same in a sentence with the cure.
    pub(crate) error: Option<String>,
    pub(crate) warning_count: i32,
    /// The first hundred.
    pub(crate) warnings: Vec<WarningView>,
    /// Totals that the file states, beside what was loaded.
    pub(crate) control: Vec<ControlView>,
    /// What `POST /uploads/{id}/resolve` must answer: `format`, `vendor`, `period`, `mode`, `dates`, `decimal`,
    /// `amounts`, `vat`; and of an unknown table `currency`, or a column for the `product` or a `figure`.
    pub(crate) needs: Vec<String>,
    /// Those of `needs` that have choices, with what each would give.
    pub(crate) questions: Vec<QuestionView>,
    /// While it needs a format, or has failed by the one that was answered: the ranked candidates, the proposed mapping,
    /// and the first rows as that would load them. Not in lists.
    #[schema(value_type = Option<Object>)]
    pub(crate) detection: Option<serde_json::Value>,
    /// The upload whose file this one corrects and stands in for.
    pub(crate) corrects: Option<Uuid>,
    /// The newest upload that corrects this one and stands in for it.
    pub(crate) corrected_by: Option<Uuid>,
    /// The upload of the archive that the file came in.
    pub(crate) archive: Option<Uuid>,
    /// Of an archive: the files in it, each with its own upload, in their order.
    pub(crate) files: Vec<PackedView>,
    /// The latest job.
    pub(crate) job_id: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) started_at: Option<DateTime<Utc>>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
    /// Who sent it.
    pub(crate) uploaded_by: Option<Uuid>,
    /// What its job does just now; only in the small form.
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) phase: Option<String>,
}

/// Something the sender should know.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct WarningView {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) sheet: Option<String>,
    pub(crate) row: Option<u32>,
}

/// A total of the file, compared.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ControlView {
    /// What the file calls it.
    pub(crate) label: String,
    /// The file's figure.
    pub(crate) file: String,
    /// What its rows came to.
    pub(crate) loaded: String,
    /// The difference; `0` if they agree.
    pub(crate) gap: String,
}

/// The files of those uploads that are archives.
async fn packed_in(app: &App, org: OrgId, rows: &[uploads::Model]) -> Answer<HashMap<Uuid, Vec<PackedView>>> {
    let of: Vec<UploadId> = rows.iter().filter(|row| row.packed.is_some()).map(uploads::Model::id).collect();
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let inside = archives::uploads_of(app.db.read(), org, &of).await?;
    let mut inside: HashMap<Uuid, uploads::Model> = inside.into_iter().map(|one| (one.id, one)).collect();
    let mut packed = HashMap::with_capacity(of.len());
    for row in rows {
        let mut show = |file: PackedFile| {
            let upload = file.id.and_then(|id| inside.remove(&id));
            PackedView::of(file, upload)
        };
        if let Some(files) = archives::files(row)? {
            packed.insert(row.id, files.into_iter().map(&mut show).collect());
        }
    }
    Ok(packed)
}

/// Shows the uploads of one organisation.
pub(crate) struct UploadViews<'a> {
    app: &'a App,
    org: OrgId,
    currency: Currency,
    jobs: HashMap<Uuid, JobView>,
    corrected: HashMap<UploadId, UploadId>,
    packed: HashMap<Uuid, Vec<PackedView>>,
}

impl<'a> UploadViews<'a> {
    /// Ready to show these rows: reads the jobs of those that are being worked on.
    pub(crate) async fn of(app: &'a App, org: OrgId, rows: &[uploads::Model]) -> Answer<Self> {
        let organisation = organisations::get(app.db.read(), org).await?;
        let currency = organisation.ok_or_else(|| Problem::not_found("organisation"))?.currency()?;
        let ids: Vec<UploadId> = rows.iter().map(uploads::Model::id).collect();
        let corrected = corrections::newest_of(app.db.read(), org, &ids).await?;
        let packed = packed_in(app, org, rows).await?;
        let mut views = Self { app, org, currency, jobs: HashMap::new(), corrected, packed };
        for row in rows {
            if row.status()? == UploadStatus::Processing {
                views.read_job(row.job_id).await?;
            }
        }
        Ok(views)
    }

    async fn read_job(&mut self, id: Option<Uuid>) -> Answer<()> {
        let Some(id) = id else { return Ok(()) };
        match self.app.ledger.job(Some(self.org), JobId(id)).await {
            Ok(job) => {
                self.jobs.insert(id, job);
                Ok(())
            }
            // Kept no longer: then the row alone tells.
            Err(LedgerError::Unknown(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// One row as it is shown.
    pub(crate) fn show(&self, row: uploads::Model) -> Answer<UploadView> {
        let corrected_by = self.corrected.get(&row.id()).map(|id| id.0);
        let files = self.packed.get(&row.id).cloned().unwrap_or_default();
        let (progress, phase) = self.progress(&row)?;
        let original = row.original_currency.as_deref().and_then(|code| code.parse::<Currency>().ok());
        let original_amount = row.original_amount.zip(original).map(|(amount, currency)| money(amount, currency));
        Ok(UploadView {
            progress,
            phase,
            units: row.units.map(Quantity),
            amount: row.amount.map(|amount| money(amount, self.currency)),
            currency: self.currency.code().to_owned(),
            original_amount,
            warnings: kept_json("uploads.warnings", &row.warnings)?,
            control: kept_json("uploads.control", &row.control)?,
            needs: kept_json("uploads.needs", &row.needs)?,
            detection: None,
            questions: kept_json("uploads.questions", row.questions.as_deref().unwrap_or("[]"))?,
            vendor: row.vendor.or(row.vendor_given),
            mode: row.mode.or(row.mode_given),
            id: row.id,
            filename: row.filename,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            status: row.status,
            format: row.format,
            format_version: row.format_version,
            confidence: row.confidence,
            period_from: row.period_from,
            period_to: row.period_to,
            rows_read: row.rows_read,
            rows_loaded: row.rows_loaded,
            rows_skipped: row.rows_skipped,
            rows_failed: row.rows_failed,
            rows_duplicate: row.rows_duplicate,
            rows_restated: row.rows_restated,
            original_currency: row.original_currency,
            unconverted_rows: row.unconverted_rows,
            code: row.code,
            error: row.error,
            warning_count: row.warning_count,
            corrects: row.corrects,
            corrected_by,
            archive: row.archive,
            files,
            job_id: row.job_id,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            uploaded_by: row.uploaded_by,
        })
    }

    /// One row with what was found out about an unknown table.
    pub(crate) fn show_whole(&self, row: uploads::Model) -> Answer<UploadView> {
        let asked = match row.status()? {
            UploadStatus::NeedsFormat => true,
            UploadStatus::Failed => row.format_given.is_some(),
            _ => false,
        };
        let detection = row.detection.as_deref().filter(|_| asked);
        let detection = detection.map(|text| kept_json("uploads.detection", text)).transpose()?;
        Ok(UploadView { detection, ..self.show(row)? })
    }

    /// Recognising is the first tenth, loading the rest: so progress does not fall between the two jobs.
    fn progress(&self, row: &uploads::Model) -> Answer<(i32, Option<String>)> {
        Ok(match row.status()? {
            UploadStatus::Pending => (0, None),
            UploadStatus::Processing => match row.job_id.and_then(|id| self.jobs.get(&id)) {
                Some(job) => {
                    let own = if job.state == JobState::Succeeded { 100 } else { job.progress };
                    let first = job.kind == ProcessUpload::KIND;
                    (if first { own / 10 } else { 10 + own * 9 / 10 }, job.phase.clone())
                }
                None => (0, None),
            },
            _ => (100, None),
        })
    }
}

/// Money as the API writes it: exact, with the currency's own digits at least.
pub(crate) fn money(ten_thousandths: i64, currency: Currency) -> String {
    Amount(ten_thousandths).to_text(currency.digits())
}

fn kept_json<T: serde::de::DeserializeOwned>(column: &str, text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|error| Problem::internal(format!("{column}: {error}")))
}
