//! Produced reports.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, UpdateMany};
use sellout_model::{JobId, OrgId, Period, ReportFormat, ReportId, ReportKind, ReportStatus, ScheduleId, UserId};

use crate::page::{Listed, Page, listed};
use crate::stored::{from_json, new_id, to_json, word};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub kind: String,
    pub format: String,
    pub period_from: NaiveDate,
    pub period_to: NaiveDate,
    pub filters: String,
    pub recipients: String,
    pub status: String,
    pub schedule_id: Option<Uuid>,
    pub title: Option<String>,
    pub data_version: Option<i64>,
    pub storage_key: Option<String>,
    pub sha256: Option<String>,
    pub size_bytes: Option<i64>,
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

/// What a report is asked for with.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// Which kind.
    pub kind: ReportKind,
    /// Which file.
    pub format: ReportFormat,
    /// The days it speaks of.
    pub period: Period,
    /// The filters, as JSON.
    pub filters: serde_json::Value,
    /// Whom it is mailed to.
    pub recipients: Vec<String>,
    /// The schedule that asked.
    pub schedule: Option<ScheduleId>,
    /// What it is called in its mail.
    pub title: Option<String>,
    /// Who asked.
    pub created_by: Option<UserId>,
    /// The job that writes it.
    pub job: Option<JobId>,
}

/// The file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Produced {
    /// The data version that its figures were read at.
    pub data_version: i64,
    /// Where the file lies.
    pub storage_key: String,
    /// Its SHA-256, in hex.
    pub sha256: String,
    /// Its length.
    pub size_bytes: i64,
}

/// Which reports to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those that stand so.
    pub status: Option<ReportStatus>,
    /// Those of one kind.
    pub kind: Option<ReportKind>,
    /// Those of one schedule.
    pub schedule: Option<ScheduleId>,
}

impl Model {
    /// Its id.
    pub fn report(&self) -> ReportId {
        ReportId(self.id)
    }

    /// Which kind.
    pub fn kind(&self) -> Result<ReportKind, DbErr> {
        word("reports.kind", &self.kind)
    }

    /// Which file.
    pub fn format(&self) -> Result<ReportFormat, DbErr> {
        word("reports.format", &self.format)
    }

    /// Where it stands.
    pub fn status(&self) -> Result<ReportStatus, DbErr> {
        word("reports.status", &self.status)
    }

    /// The days it speaks of.
    pub fn period(&self) -> Result<Period, DbErr> {
        Period::between(self.period_from, self.period_to).map_err(|error| DbErr::Type(error.to_string()))
    }

    /// The filters, as JSON.
    pub fn filters(&self) -> Result<serde_json::Value, DbErr> {
        from_json("reports.filters", &self.filters)
    }

    /// Whom it is mailed to.
    pub fn recipients(&self) -> Result<Vec<String>, DbErr> {
        from_json("reports.recipients", &self.recipients)
    }
}

/// Writes down that a report is wanted.
pub async fn create(
    tx: &impl ConnectionTrait,
    org: OrgId,
    new: &NewReport,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new_id(now)),
        org_id: Set(org.0),
        kind: Set(new.kind.as_str().to_owned()),
        format: Set(new.format.as_str().to_owned()),
        period_from: Set(new.period.from),
        period_to: Set(new.period.to),
        filters: Set(new.filters.to_string()),
        recipients: Set(to_json("reports.recipients", &new.recipients)?),
        status: Set(ReportStatus::Pending.as_str().to_owned()),
        schedule_id: Set(new.schedule.map(|id| id.0)),
        title: Set(new.title.clone()),
        data_version: Set(None),
        storage_key: Set(None),
        sha256: Set(None),
        size_bytes: Set(None),
        error: Set(None),
        job_id: Set(new.job.map(|id| id.0)),
        created_by: Set(new.created_by.map(|id| id.0)),
        created_at: Set(now),
        finished_at: Set(None),
    };
    Entity::insert(row).exec_with_returning(tx).await
}

/// One report.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, report: ReportId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(report.0).filter(Column::OrgId.eq(org.0)).one(conn).await
}

/// The report that a signed link opens, whose signature the caller has checked: it stands for the organisation.
pub async fn by_signed_link(conn: &impl ConnectionTrait, report: ReportId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(report.0).one(conn).await
}

/// The reports, newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    filter: &Filter,
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let which = Condition::all()
        .add(Column::OrgId.eq(org.0))
        .add_option(filter.status.map(|status| Column::Status.eq(status.as_str())))
        .add_option(filter.kind.map(|kind| Column::Kind.eq(kind.as_str())))
        .add_option(filter.schedule.map(|id| Column::ScheduleId.eq(id.0)));
    let query = Entity::find().filter(which).order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    listed(conn, query, page).await
}

/// Names the job that writes the report; `false` if there is no such report.
pub async fn set_job(conn: &impl ConnectionTrait, org: OrgId, report: ReportId, job: JobId) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::JobId, Expr::val(job.0));
    changed(conn, org, report, update).await
}

/// Notes that the report is waiting (again) or being written.
pub async fn set_status(
    conn: &impl ConnectionTrait,
    org: OrgId,
    report: ReportId,
    status: ReportStatus,
) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::Status, Expr::val(status.as_str()));
    changed(conn, org, report, update).await
}

/// Notes the file that was written.
pub async fn completed(
    tx: &impl ConnectionTrait,
    org: OrgId,
    report: ReportId,
    file: &Produced,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::val(ReportStatus::Completed.as_str()))
        .col_expr(Column::DataVersion, Expr::val(file.data_version))
        .col_expr(Column::StorageKey, Expr::val(file.storage_key.as_str()))
        .col_expr(Column::Sha256, Expr::val(file.sha256.as_str()))
        .col_expr(Column::SizeBytes, Expr::val(file.size_bytes))
        .col_expr(Column::Error, Expr::val(None::<String>))
        .col_expr(Column::FinishedAt, Expr::val(now));
    changed(tx, org, report, update).await
}

/// Notes that the report could not be written, and why.
pub async fn failed(
    tx: &impl ConnectionTrait,
    org: OrgId,
    report: ReportId,
    error: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::val(ReportStatus::Failed.as_str()))
        .col_expr(Column::Error, Expr::val(error))
        .col_expr(Column::FinishedAt, Expr::val(now));
    changed(tx, org, report, update).await
}

async fn changed(
    conn: &impl ConnectionTrait,
    org: OrgId,
    report: ReportId,
    update: UpdateMany<Entity>,
) -> Result<bool, DbErr> {
    let result = update.filter(Column::Id.eq(report.0)).filter(Column::OrgId.eq(org.0)).exec(conn).await?;
    Ok(result.rows_affected > 0)
}
