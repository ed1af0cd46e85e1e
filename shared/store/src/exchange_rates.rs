//! Rates that people gave, over the built-in ones.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sellout_model::{Currency, OrgId, Rate};

use crate::page::{Listed, Page, listed};
use crate::sql::IDS_A_STATEMENT;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "exchange_rates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub currency: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: NaiveDate,
    pub rate: i64,
    pub source: String,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A monthly rate that somebody gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRate {
    /// The currency.
    pub currency: Currency,
    /// The first day of the month.
    pub month: NaiveDate,
    /// Units of the currency for one euro.
    pub rate: Rate,
}

/// Keeps rates, in the place of those given before; `source` says where they come from.
pub async fn put(
    conn: &impl ConnectionTrait,
    org: OrgId,
    rates: &[NewRate],
    source: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let rows: Vec<ActiveModel> = rates
        .iter()
        .map(|rate| ActiveModel {
            org_id: Set(org.0),
            currency: Set(rate.currency.code().to_owned()),
            month: Set(rate.month),
            rate: Set(rate.rate.0),
            source: Set(source.to_owned()),
            created_at: Set(now),
        })
        .collect();
    for rows in rows.chunks(IDS_A_STATEMENT) {
        let again = OnConflict::columns([Column::OrgId, Column::Currency, Column::Month])
            .update_columns([Column::Rate, Column::Source, Column::CreatedAt])
            .to_owned();
        Entity::insert_many(rows.to_vec()).on_conflict(again).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// All rates that people gave.
pub async fn all(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::OrgId.eq(org.0)).all(conn).await
}

/// The rates that people gave, newest month first.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    currency: Option<Currency>,
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::OrgId.eq(org.0));
    if let Some(currency) = currency {
        query = query.filter(Column::Currency.eq(currency.code()));
    }
    listed(conn, query.order_by_desc(Column::Month).order_by_asc(Column::Currency), page).await
}
