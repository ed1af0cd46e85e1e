//! What one load says of one place.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

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
