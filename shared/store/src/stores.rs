//! Stores, made on first sight.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sellout_model::{Channel, OrgId, StoreKey};

use crate::merges::Seat;
use crate::page::{Listed, Page, listed};
use crate::sql::IDS_A_STATEMENT;
use crate::stored::word;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "stores")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub vendor: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub name: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: String,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A store as a file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStore {
    /// Its vendor's code.
    pub vendor: String,
    /// Its key, which statements carry.
    pub key: StoreKey,
    /// Online or offline: the same name may be both.
    pub channel: Channel,
    /// Its name as the file writes it.
    pub name: String,
}

/// What a store is known by: vendor, key and channel.
pub type StoreId = (String, String, String);

impl Model {
    /// Its key.
    pub fn key(&self) -> StoreKey {
        StoreKey::from_stored(self.key.as_str())
    }

    /// Online or offline.
    pub fn channel(&self) -> Result<Channel, DbErr> {
        word("stores.channel", &self.channel)
    }
}

/// Makes the stores that are not there yet; the others keep the name they were first seen with.
pub async fn ensure(
    conn: &impl ConnectionTrait,
    org: OrgId,
    stores: &[NewStore],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut by_id = BTreeMap::new();
    for store in stores {
        by_id.entry((&store.vendor, &store.key, store.channel)).or_insert(&store.name);
    }
    let rows: Vec<ActiveModel> = by_id
        .into_iter()
        .map(|((vendor, key, channel), name)| ActiveModel {
            org_id: Set(org.0),
            vendor: Set(vendor.clone()),
            key: Set(key.as_str().to_owned()),
            name: Set(name.clone()),
            channel: Set(channel.as_str().to_owned()),
            created_at: Set(now),
        })
        .collect();
    for rows in rows.chunks(IDS_A_STATEMENT) {
        let id = [Column::OrgId, Column::Vendor, Column::Key, Column::Channel];
        Entity::insert_many(rows.to_vec()).on_conflict_do_nothing_on(id).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// The stores of the organisation, or of one vendor, by vendor and name.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    vendor: Option<&str>,
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::OrgId.eq(org.0));
    if let Some(vendor) = vendor {
        query = query.filter(Column::Vendor.eq(vendor));
    }
    let order = [Column::Vendor, Column::Name, Column::Key, Column::Channel];
    listed(conn, order.into_iter().fold(query, QueryOrder::order_by_asc), page).await
}

/// All stores of the organisation, eldest first.
pub(crate) async fn all(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    let order = [Column::CreatedAt, Column::Vendor, Column::Key, Column::Channel];
    let query = Entity::find().filter(Column::OrgId.eq(org.0));
    order.into_iter().fold(query, QueryOrder::order_by_asc).all(conn).await
}

/// One store.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, seat: &Seat) -> Result<Option<Model>, DbErr> {
    let Seat { vendor, store, channel } = seat.clone();
    Entity::find_by_id((org.0, vendor, store, channel)).one(conn).await
}

/// The names of the stores with these keys, whatever their vendors.
pub async fn names<'a>(
    conn: &impl ConnectionTrait,
    org: OrgId,
    keys: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<StoreId, String>, DbErr> {
    let rows = Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::Key.is_in(keys)).all(conn).await?;
    Ok(rows.into_iter().map(|row| ((row.vendor, row.key, row.channel), row.name)).collect())
}
