//! What one load says of one place.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sellout_model::{Channel, LoadId, OrgId, StoreKey};

use crate::sql;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "statements")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub org_id: Uuid,
    pub load_id: Uuid,
    pub upload_id: Uuid,
    pub number: i32,
    pub edition: i32,
    pub part: i32,
    pub sent_vendor: Option<String>,
    pub sent_store: Option<String>,
    pub sent_channel: Option<String>,
    pub vendor: String,
    pub store: String,
    pub channel: String,
    pub kind: String,
    pub place: String,
    pub place_from: NaiveDate,
    pub place_to: NaiveDate,
    pub state: String,
    pub met: Option<i64>,
    pub hash: i64,
    pub rows: i64,
    pub units: i64,
    pub amount: i64,
    pub net: i64,
    pub gross: i64,
    pub with_vat: i64,
    pub without_vat: i64,
    pub unconverted: i64,
    pub no_units: i64,
    pub no_amount: i64,
    pub no_net: i64,
    pub no_gross: i64,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A day that a load speaks of at a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOfStore {
    /// The vendor's code.
    pub vendor: String,
    /// The store.
    pub store: StoreKey,
    /// Online or offline.
    pub channel: Channel,
    /// The day.
    pub day: NaiveDate,
}

/// The days that a load has statements of.
pub async fn days_of_load(conn: &impl ConnectionTrait, org: OrgId, load: LoadId) -> Result<Vec<DayOfStore>, DbErr> {
    let text = "SELECT vendor, store, channel, place_from FROM statements WHERE org_id = $1 AND load_id = $2 \
        AND kind = 'period' AND place_from = place_to";
    let rows = sql::rows(conn, text, [org.0.into(), load.0.into()]).await?;
    let day = |row: &QueryResult| {
        Ok(DayOfStore {
            vendor: row.try_get("", "vendor")?,
            store: StoreKey::from_stored(row.try_get::<String>("", "store")?),
            channel: row.try_get::<String>("", "channel")?.parse().map_err(DbErr::Type)?,
            day: row.try_get("", "place_from")?,
        })
    };
    rows.iter().map(day).collect()
}
