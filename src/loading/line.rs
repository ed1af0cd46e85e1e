//! The JSON line of a loaded file: the fields of `GET /uploads/{id}`, with the file's name and its first row errors.

use chrono::{DateTime, NaiveDate, Utc};
use sellout_model::{Amount, Currency, Quantity, UploadStatus};
use sellout_store::{row_errors, uploads};
use serde::Serialize;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Loaded, Outcome};
use crate::failure::Failure;

/// One file.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Line {
    file: String,
    already_loaded: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    id: Option<Uuid>,
    filename: String,
    size_bytes: Option<i64>,
    sha256: Option<String>,
    status: String,
    vendor: Option<String>,
    format: Option<String>,
    format_version: Option<i32>,
    confidence: Option<f64>,
    mode: Option<String>,
    period_from: Option<NaiveDate>,
    period_to: Option<NaiveDate>,
    progress: u8,
    rows_read: i64,
    rows_loaded: i64,
    rows_skipped: i64,
    rows_failed: i64,
    rows_duplicate: i64,
    rows_restated: i64,
    units: Option<Quantity>,
    amount: Option<String>,
    currency: Option<String>,
    original_amount: Option<String>,
    original_currency: Option<String>,
    unconverted_rows: i64,
    code: Option<String>,
    error: Option<String>,
    warning_count: i32,
    warnings: Option<Json>,
    control: Option<Json>,
    needs: Option<Json>,
    questions: Option<Json>,
    detection: Option<Json>,
    corrects: Option<Uuid>,
    corrected_by: Option<Uuid>,
    archive: Option<Uuid>,
    files: Vec<Json>,
    job_id: Option<Uuid>,
    created_at: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    uploaded_by: Option<Uuid>,
    errors: Vec<RowError>,
}

#[derive(Debug, Serialize)]
struct RowError {
    sheet: String,
    row: Option<i32>,
    column: Option<String>,
    severity: String,
    code: String,
    message: String,
    value: String,
    raw: String,
}

impl From<&row_errors::Model> for RowError {
    fn from(error: &row_errors::Model) -> Self {
        Self {
            sheet: error.sheet.clone(),
            row: error.row_no,
            column: error.column_name.clone(),
            severity: error.severity.clone(),
            code: error.code.clone(),
            message: error.message.clone(),
            value: error.value.clone(),
            raw: error.raw.clone(),
        }
    }
}

impl Line {
    /// The line of a file.
    pub(crate) fn of(loaded: &Loaded, dry_run: bool) -> Result<Self, Failure> {
        let shown = Self {
            file: loaded.file.display().to_string(),
            already_loaded: loaded.outcome == Outcome::Known,
            dry_run,
            errors: loaded.errors.iter().map(RowError::from).collect(),
            corrected_by: loaded.corrected_by.map(|id| id.0),
            ..Self::default()
        };
        match (&loaded.upload, &loaded.outcome) {
            (Some((upload, currency)), _) => of_upload(shown, upload.clone(), *currency),
            (None, Outcome::Refused { code, why }) => Ok(Self {
                filename: crate::setup::file_name(&loaded.file),
                status: UploadStatus::Failed.to_string(),
                progress: 100,
                code: Some(code.clone()),
                error: Some(why.clone()),
                warnings: Some(Json::Array(Vec::new())),
                control: Some(Json::Array(Vec::new())),
                needs: Some(Json::Array(Vec::new())),
                questions: Some(Json::Array(Vec::new())),
                ..shown
            }),
            (None, _) => Ok(shown),
        }
    }
}

fn of_upload(shown: Line, upload: uploads::Model, currency: Currency) -> Result<Line, Failure> {
    let original = upload.original_currency.as_deref().and_then(|code| code.parse().ok());
    let ended = !matches!(upload.status()?, UploadStatus::Pending | UploadStatus::Processing);
    let asked = match upload.status()? {
        UploadStatus::NeedsFormat => true,
        UploadStatus::Failed => upload.format_given.is_some(),
        _ => false,
    };
    let detection = upload.detection.as_deref().filter(|_| asked).map(kept).transpose()?;
    Ok(Line {
        id: Some(upload.id),
        filename: upload.filename,
        size_bytes: Some(upload.size_bytes),
        sha256: Some(upload.sha256),
        status: upload.status,
        vendor: upload.vendor.or(upload.vendor_given),
        format: upload.format,
        format_version: upload.format_version,
        confidence: upload.confidence,
        mode: upload.mode.or(upload.mode_given),
        period_from: upload.period_from,
        period_to: upload.period_to,
        progress: if ended { 100 } else { 0 },
        rows_read: upload.rows_read,
        rows_loaded: upload.rows_loaded,
        rows_skipped: upload.rows_skipped,
        rows_failed: upload.rows_failed,
        rows_duplicate: upload.rows_duplicate,
        rows_restated: upload.rows_restated,
        units: upload.units.map(Quantity),
        amount: upload.amount.map(|amount| money(amount, currency)),
        currency: Some(currency.code().to_owned()),
        original_amount: upload.original_amount.zip(original).map(|(amount, currency)| money(amount, currency)),
        original_currency: upload.original_currency,
        unconverted_rows: upload.unconverted_rows,
        code: upload.code,
        error: upload.error,
        warning_count: upload.warning_count,
        warnings: Some(kept(&upload.warnings)?),
        control: Some(kept(&upload.control)?),
        needs: Some(kept(&upload.needs)?),
        questions: Some(kept(upload.questions.as_deref().unwrap_or("[]"))?),
        detection,
        corrects: upload.corrects,
        archive: upload.archive,
        job_id: upload.job_id,
        created_at: Some(upload.created_at),
        started_at: upload.started_at,
        finished_at: upload.finished_at,
        uploaded_by: upload.uploaded_by,
        ..shown
    })
}

/// Money as the API writes it: exact, with the currency's own digits at least.
fn money(ten_thousandths: i64, currency: Currency) -> String {
    Amount(ten_thousandths).to_text(currency.digits())
}

fn kept(json: &str) -> Result<Json, Failure> {
    serde_json::from_str(json).map_err(|e| Failure::new(format!("a list kept with the upload is not JSON: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The properties of a schema in the API's description.
    fn properties(schema: &str) -> Vec<String> {
        let document = serde_json::to_value(sellout_api::openapi()).unwrap();
        let properties = document["components"]["schemas"][schema]["properties"].as_object().cloned();
        properties.unwrap_or_default().keys().cloned().collect()
    }

    #[test]
    fn a_line_has_every_field_of_an_upload_in_the_api() {
        let loaded = Loaded::refused(std::path::Path::new("a/x.csv"), "unreadable", "why".to_owned());
        let line = serde_json::to_value(Line::of(&loaded, false).unwrap()).unwrap();
        let wanted = properties("UploadView");
        assert!(wanted.len() > 30, "{wanted:?}");
        for field in wanted {
            assert!(line.get(&field).is_some(), "{field} is missing from {line}");
        }
        assert_eq!((&line["file"], &line["filename"]), (&"a/x.csv".into(), &"x.csv".into()));
        assert_eq!(line["errors"], serde_json::json!([]));
    }

    #[test]
    fn a_row_error_has_every_field_of_the_api() {
        let error = RowError {
            sheet: String::new(),
            row: Some(7),
            column: None,
            severity: "error".to_owned(),
            code: "bad_amount".to_owned(),
            message: "m".to_owned(),
            value: "v".to_owned(),
            raw: "r".to_owned(),
        };
        let line = serde_json::to_value(error).unwrap();
        let wanted = properties("RowErrorView");
        assert!(!wanted.is_empty() && wanted.iter().all(|field| line.get(field).is_some()), "{wanted:?}");
    }
}
