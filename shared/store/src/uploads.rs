//! Files that somebody sent.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

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
    pub vendor_given: Option<String>,
    pub period_given: Option<String>,
    pub mode_given: Option<String>,
    pub format_given: Option<String>,
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
