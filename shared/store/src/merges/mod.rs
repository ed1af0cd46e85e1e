//! Vendors and stores that files spell in several ways: which spelling means which other one.
//!
//! `spellings` follows them, `moving` brings statements to where they say, `change` makes and takes back merges.

mod change;
mod moving;
mod spellings;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sellout_model::OrgId;

use crate::page::{Listed, Page, listed};

pub use change::{MergeError, NewMerge, create, preview, preview_undo, take_back};
pub(crate) use moving::place_load;
pub use moving::{Moves, settle};
pub use spellings::{Seat, Spellings};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "merges")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub vendor: String,
    pub store: String,
    pub channel: String,
    pub into_vendor: String,
    pub into_store: String,
    pub into_channel: String,
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether it merges whole vendors.
    pub fn of_vendors(&self) -> bool {
        self.store.is_empty()
    }
}

/// The merges of the organisation, newest first; those taken back too.
pub async fn list(conn: &impl ConnectionTrait, org: OrgId, page: Page) -> Result<Listed<Model>, DbErr> {
    let query = Entity::find().filter(Column::OrgId.eq(org.0));
    listed(conn, query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id), page).await
}

/// The merges that stand.
pub(crate) async fn standing(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::UndoneAt.is_null()).all(conn).await
}

/// What spellings mean now.
pub async fn spellings(conn: &impl ConnectionTrait, org: OrgId) -> Result<Spellings, DbErr> {
    Ok(Spellings::of(&standing(conn, org).await?))
}

/// The vendors that are merged into others, with the code of those.
pub async fn merged_vendors(conn: &impl ConnectionTrait, org: OrgId) -> Result<HashMap<String, String>, DbErr> {
    let standing = standing(conn, org).await?;
    Ok(standing.into_iter().filter(Model::of_vendors).map(|row| (row.vendor, row.into_vendor)).collect())
}
