//! Descriptions of formats that are tried on earlier files before they are saved, with what was found.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sellout_ingest::Comparison;
use sellout_model::{FormatTestId, JobId, OrgId, UploadId, UserId};
use serde::{Deserialize, Serialize};

use crate::stored::{from_json, new_id, to_json};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "format_tests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub code: String,
    pub source: String,
    pub result: Option<String>,
    pub error: Option<String>,
    pub job_id: Option<Uuid>,
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a description makes of earlier files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Files that would be read the same.
    pub same: usize,
    /// Files that would be read otherwise.
    pub different: usize,
    /// Files that nothing reads now.
    pub newly_read: usize,
    /// Files that could not be tried.
    pub not_tried: usize,
    /// Each of them, newest first.
    pub files: Vec<TriedFile>,
}

/// What a description makes of one earlier file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TriedFile {
    /// The upload.
    pub upload_id: UploadId,
    /// As its sender called it.
    pub filename: String,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
    /// The two readings; absent where it was not tried.
    pub comparison: Option<Comparison>,
    /// Why it was not tried.
    pub not_tried: Option<String>,
}

impl Found {
    /// Counted from its files.
    pub fn of(files: Vec<TriedFile>) -> Self {
        let compared = || files.iter().filter_map(|file| file.comparison.as_ref());
        let same = compared().filter(|found| found.same).count();
        let newly_read = compared().filter(|found| found.before.is_none()).count();
        let different = compared().count() - same - newly_read;
        let not_tried = files.len() - compared().count();
        Self { same, different, newly_read, not_tried, files }
    }
}

impl Model {
    /// Its id.
    pub fn test(&self) -> FormatTestId {
        FormatTestId(self.id)
    }

    /// What was found, once it is.
    pub fn found(&self) -> Result<Option<Found>, DbErr> {
        self.result.as_deref().map(|text| from_json("format_tests.result", text)).transpose()
    }
}

/// Writes down that a description is to be tried.
pub async fn create(
    tx: &impl ConnectionTrait,
    org: OrgId,
    (code, source): (&str, &str),
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new_id(now)),
        org_id: Set(org.0),
        code: Set(code.to_owned()),
        source: Set(source.to_owned()),
        result: Set(None),
        error: Set(None),
        job_id: Set(None),
        created_by: Set(by.map(|user| user.0)),
        created_at: Set(now),
        finished_at: Set(None),
    };
    Entity::insert(row).exec_with_returning(tx).await
}

/// One of them.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, test: FormatTestId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(test.0).filter(Column::OrgId.eq(org.0)).one(conn).await
}

/// Names the job that tries it.
pub async fn set_job(conn: &impl ConnectionTrait, org: OrgId, test: FormatTestId, job: JobId) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::JobId, Expr::val(job.0));
    update.filter(Column::Id.eq(test.0)).filter(Column::OrgId.eq(org.0)).exec(conn).await.map(|_| ())
}

/// Keeps what was found.
pub async fn finish(
    conn: &impl ConnectionTrait,
    org: OrgId,
    test: FormatTestId,
    found: &Found,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Result, Expr::val(to_json("format_tests.result", found)?))
        .col_expr(Column::Error, Expr::val(None::<String>))
        .col_expr(Column::FinishedAt, Expr::val(now));
    update.filter(Column::Id.eq(test.0)).filter(Column::OrgId.eq(org.0)).exec(conn).await.map(|_| ())
}

/// Deletes those of every organisation that were made before a moment; returns how many.
pub async fn delete_older(conn: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let old = Entity::delete_many().filter(Column::CreatedAt.lt(before));
    old.exec(conn).await.map(|result| result.rows_affected)
}
