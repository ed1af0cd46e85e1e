//! States of the figures: when each came to be, and why.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sellout_model::{OrgId, UploadId};

use crate::page::{Listed, Page, listed};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "data_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub at: DateTime<Utc>,
    pub upload_id: Option<Uuid>,
    pub cause: String,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Writes down that a state of the figures began; `organisations::raise_data_version` calls it.
pub(crate) async fn note(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    cause: &str,
    upload: Option<UploadId>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        org_id: Set(org.0),
        version: Set(version),
        at: Set(now),
        upload_id: Set(upload.map(|u| u.0)),
        cause: Set(cause.to_owned()),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}

/// The states of the figures, newest first; those that one upload brought about, if it is named.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    upload: Option<UploadId>,
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::OrgId.eq(org.0));
    if let Some(upload) = upload {
        query = query.filter(Column::UploadId.eq(upload.0));
    }
    listed(conn, query.order_by_desc(Column::Version), page).await
}

/// One state of the figures; version 0, before the first, has no row.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, version: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id((org.0, version)).one(conn).await
}

/// The version that the figures were at then; 0 if there were none yet.
pub async fn as_of(conn: &impl ConnectionTrait, org: OrgId, at: DateTime<Utc>) -> Result<i64, DbErr> {
    let newest = Entity::find()
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::At.lte(at))
        .order_by_desc(Column::Version)
        .one(conn)
        .await?;
    Ok(newest.map_or(0, |row| row.version))
}
