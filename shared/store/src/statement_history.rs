//! What counted of a statement, from one data version until another.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "statement_history")]
pub struct Model {
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub statement_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_version: i64,
    pub to_version: Option<i64>,
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
