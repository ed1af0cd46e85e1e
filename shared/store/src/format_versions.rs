//! Formats that an organisation keeps of its own.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sellout_model::{OrgId, UserId};

use crate::organisations;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "format_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub source: String,
    pub active: bool,
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Saves another version of a format and makes it the active one.
pub async fn save(
    tx: &impl ConnectionTrait,
    org: OrgId,
    code: &str,
    source: &str,
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    // Two people who save at once get two versions, one after the other.
    organisations::lock(tx, org).await?;
    let newest = versions(org, code).order_by_desc(Column::Version).one(tx).await?;
    deactivate(tx, org, code).await?;
    let row = ActiveModel {
        org_id: Set(org.0),
        code: Set(code.to_owned()),
        version: Set(newest.map_or(1, |before| before.version + 1)),
        source: Set(source.to_owned()),
        active: Set(true),
        created_by: Set(by.map(|user| user.0)),
        created_at: Set(now),
    };
    Entity::insert(row).exec_with_returning(tx).await
}

/// Makes a version that was saved before the active one again; `None` if there is no such version.
pub async fn restore(tx: &impl ConnectionTrait, org: OrgId, code: &str, version: i32) -> Result<Option<Model>, DbErr> {
    organisations::lock(tx, org).await?;
    let Some(kept) = get(tx, org, code, version).await? else { return Ok(None) };
    deactivate(tx, org, code).await?;
    let activate = Entity::update_many().col_expr(Column::Active, Expr::val(true));
    let of_this = activate.filter(Column::OrgId.eq(org.0)).filter(Column::Code.eq(code));
    of_this.filter(Column::Version.eq(version)).exec(tx).await?;
    Ok(Some(Model { active: true, ..kept }))
}

/// The organisation's formats as they read files now, by code.
pub async fn active(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    let active = Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::Active.eq(true));
    active.order_by_asc(Column::Code).all(conn).await
}

/// One format as it reads files now; `None` where the built-in one does.
pub async fn active_of(conn: &impl ConnectionTrait, org: OrgId, code: &str) -> Result<Option<Model>, DbErr> {
    versions(org, code).filter(Column::Active.eq(true)).one(conn).await
}

/// One version of a format.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, code: &str, version: i32) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id((org.0, code.to_owned(), version)).one(conn).await
}

/// Every version of a format, newest first.
pub async fn history(conn: &impl ConnectionTrait, org: OrgId, code: &str) -> Result<Vec<Model>, DbErr> {
    versions(org, code).order_by_desc(Column::Version).all(conn).await
}

/// Returns a format to the built-in one; its versions are kept. `false` if it was not the organisation's own.
pub async fn deactivate(conn: &impl ConnectionTrait, org: OrgId, code: &str) -> Result<bool, DbErr> {
    let result = Entity::update_many()
        .col_expr(Column::Active, Expr::val(false))
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::Code.eq(code))
        .filter(Column::Active.eq(true))
        .exec(conn)
        .await?;
    Ok(result.rows_affected > 0)
}

fn versions(org: OrgId, code: &str) -> Select<Entity> {
    Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::Code.eq(code))
}
