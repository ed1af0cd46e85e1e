//! Sales rows of orders.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ecommerce_orders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub statement_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_no: i32,
    pub key_id: i64,
    pub sold_on: Option<NaiveDate>,
    pub quantity: Option<i64>,
    pub original_amount: Option<i64>,
    pub currency: Option<String>,
    pub amount: Option<i64>,
    pub net: Option<i64>,
    pub gross: Option<i64>,
    pub vat: Option<i16>,
    pub rate: Option<i64>,
    pub row_hash: i64,
    pub sheet: i16,
    pub source_row: i32,
    pub source_column: Option<i16>,
    pub order_id: String,
    pub line_id: Option<String>,
    pub country: Option<String>,
    pub city: Option<String>,
    pub utm_source: Option<String>,
    pub utm_medium: Option<String>,
    pub utm_campaign: Option<String>,
    pub device: Option<String>,
    pub cost: Option<i64>,
    pub fee: Option<i64>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
