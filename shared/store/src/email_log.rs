//! One row for each mail and recipient.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "email_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub kind: String,
    pub once: String,
    pub upload_id: Option<Uuid>,
    pub report_id: Option<Uuid>,
    pub schedule_id: Option<Uuid>,
    pub resent_from: Option<Uuid>,
    pub recipient: String,
    pub subject: String,
    pub status: String,
    pub attempts: i32,
    pub error: Option<String>,
    pub response: Option<String>,
    pub message_id: String,
    pub storage_key: Option<String>,
    pub attachment_count: i32,
    pub attachment_bytes: i64,
    pub job_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
