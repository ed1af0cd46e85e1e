//! Attempts to load an upload.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sellout_model::OrgId;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "loads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub upload_id: Uuid,
    pub state: String,
    pub format: Option<String>,
    pub format_version: Option<i32>,
    pub default_mode: Option<String>,
    pub rows_read: i64,
    pub rows_skipped: i64,
    pub rows_failed: i64,
    pub currencies: String,
    pub sheets: String,
    pub by_list_price: bool,
    pub aliases: i64,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Whether amounts of the organisation come from its list of prices.
pub async fn any_by_list_price(conn: &impl ConnectionTrait, org: OrgId) -> Result<bool, DbErr> {
    let query = Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::ByListPrice.eq(true));
    Ok(query.one(conn).await?.is_some())
}
