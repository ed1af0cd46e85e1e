//! Schedules that people made.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use sellout_model::{OrgId, ReportFormat, ReportKind, ReportStatus, ScheduleId, UserId};

use crate::page::{Listed, Page, listed};
use crate::stored::{from_json, new_id, to_json, word};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "schedules")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub name: String,
    pub kind: String,
    pub format: String,
    pub cron: Option<String>,
    pub frequency: Option<String>,
    pub at: Option<String>,
    pub weekday: Option<i32>,
    pub day: Option<String>,
    pub timezone: String,
    pub range: String,
    pub filters: String,
    pub recipients: String,
    pub active: bool,
    pub next_run_at: Option<DateTime<Utc>>,
    pub last_run_at: Option<DateTime<Utc>>,
    pub last_status: Option<String>,
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What people say of a schedule; its times are checked by whoever reads the timetable.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What it is called; the subject of its mails begins with it.
    pub name: String,
    /// Which report.
    pub kind: ReportKind,
    /// Which file.
    pub format: ReportFormat,
    /// When, as a cron line; else `frequency` and what belongs to it.
    pub cron: Option<String>,
    /// `daily`, `weekly` or `monthly`.
    pub frequency: Option<String>,
    /// `HH:MM`.
    pub at: Option<String>,
    /// 1 (Monday) to 7.
    pub weekday: Option<i32>,
    /// 1 to 31, `last` or `last_working`.
    pub day: Option<String>,
    /// The time zone, by IANA name.
    pub timezone: String,
    /// `last_7_days`, `previous_month`, ...
    pub range: String,
    /// The report's filters, as JSON.
    pub filters: serde_json::Value,
    /// Whom the report is mailed to.
    pub recipients: Vec<String>,
    /// Whether it fires.
    pub active: bool,
    /// When it fires next; `None` while it is not active.
    pub next_run_at: Option<DateTime<Utc>>,
}

impl Model {
    /// Its id.
    pub fn schedule(&self) -> ScheduleId {
        ScheduleId(self.id)
    }

    /// Whose it is.
    pub fn org(&self) -> OrgId {
        OrgId(self.org_id)
    }

    /// Which report.
    pub fn kind(&self) -> Result<ReportKind, DbErr> {
        word("schedules.kind", &self.kind)
    }

    /// Which file.
    pub fn format(&self) -> Result<ReportFormat, DbErr> {
        word("schedules.format", &self.format)
    }

    /// The report's filters, as JSON.
    pub fn filters(&self) -> Result<serde_json::Value, DbErr> {
        from_json("schedules.filters", &self.filters)
    }

    /// Whom the report is mailed to.
    pub fn recipients(&self) -> Result<Vec<String>, DbErr> {
        from_json("schedules.recipients", &self.recipients)
    }
}

impl Plan {
    /// The columns that people set.
    fn columns(&self) -> Result<ActiveModel, DbErr> {
        Ok(ActiveModel {
            name: Set(self.name.clone()),
            kind: Set(self.kind.as_str().to_owned()),
            format: Set(self.format.as_str().to_owned()),
            cron: Set(self.cron.clone()),
            frequency: Set(self.frequency.clone()),
            at: Set(self.at.clone()),
            weekday: Set(self.weekday),
            day: Set(self.day.clone()),
            timezone: Set(self.timezone.clone()),
            range: Set(self.range.clone()),
            filters: Set(self.filters.to_string()),
            recipients: Set(to_json("schedules.recipients", &self.recipients)?),
            active: Set(self.active),
            next_run_at: Set(self.next_run_at.filter(|_| self.active)),
            ..<ActiveModel as Default>::default()
        })
    }
}

/// Makes a schedule.
pub async fn create(
    conn: &impl ConnectionTrait,
    org: OrgId,
    plan: &Plan,
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new_id(now)),
        org_id: Set(org.0),
        last_run_at: Set(None),
        last_status: Set(None),
        created_by: Set(by.map(|user| user.0)),
        created_at: Set(now),
        ..plan.columns()?
    };
    Entity::insert(row).exec_with_returning(conn).await
}

/// Changes a schedule; `None` if there is no such schedule.
pub async fn update(
    conn: &impl ConnectionTrait,
    org: OrgId,
    schedule: ScheduleId,
    plan: &Plan,
) -> Result<Option<Model>, DbErr> {
    let rows = Entity::update_many()
        .set(plan.columns()?)
        .filter(Column::Id.eq(schedule.0))
        .filter(Column::OrgId.eq(org.0))
        .exec_with_returning(conn)
        .await?;
    Ok(rows.into_iter().next())
}

/// Deletes a schedule; its reports and mails stay. `false` if there is no such schedule.
pub async fn delete(conn: &impl ConnectionTrait, org: OrgId, schedule: ScheduleId) -> Result<bool, DbErr> {
    let which = Entity::delete_many().filter(Column::Id.eq(schedule.0)).filter(Column::OrgId.eq(org.0));
    Ok(which.exec(conn).await?.rows_affected > 0)
}

/// One schedule.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, schedule: ScheduleId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(schedule.0).filter(Column::OrgId.eq(org.0)).one(conn).await
}

/// The schedules by name.
pub async fn list(conn: &impl ConnectionTrait, org: OrgId, page: Page) -> Result<Listed<Model>, DbErr> {
    let query = Entity::find().filter(Column::OrgId.eq(org.0));
    listed(conn, query.order_by_asc(Column::Name).order_by_asc(Column::Id), page).await
}

/// The schedules of every organisation that are due, longest overdue first: for the timetable.
pub async fn due(conn: &impl ConnectionTrait, now: DateTime<Utc>, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Active.eq(true))
        .filter(Column::NextRunAt.lte(now))
        .order_by_asc(Column::NextRunAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(conn)
        .await
}

/// Moves a schedule from the firing it was read with to the next; `false` if another process, or a person, has
/// moved it meanwhile. In one transaction with the firing's effects it makes each firing happen once.
pub async fn set_next(
    tx: &impl ConnectionTrait,
    org: OrgId,
    read: &Model,
    next: Option<DateTime<Utc>>,
) -> Result<bool, DbErr> {
    let result = Entity::update_many()
        .col_expr(Column::NextRunAt, Expr::val(next))
        .filter(Column::Id.eq(read.id))
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::NextRunAt.eq(read.next_run_at))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Notes when a schedule last ran and what became of its report.
pub async fn set_last(
    tx: &impl ConnectionTrait,
    org: OrgId,
    schedule: ScheduleId,
    ran_at: DateTime<Utc>,
    status: ReportStatus,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::LastRunAt, Expr::val(ran_at))
        .col_expr(Column::LastStatus, Expr::val(status.as_str()))
        .filter(Column::Id.eq(schedule.0))
        .filter(Column::OrgId.eq(org.0))
        .exec(tx)
        .await
        .map(|_| ())
}
