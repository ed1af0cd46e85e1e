//! Rates that people gave, over the built-in ones.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sellout_model::{Currency, OrgId, Rate, UserId};

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
    pub given_by: Option<Uuid>,
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

/// Where rates come from.
#[derive(Clone, Copy, Debug)]
pub struct Giver<'a> {
    /// An address, or the name of a file.
    pub source: &'a str,
    /// Who gave them, if somebody was signed in.
    pub user: Option<UserId>,
}

/// Keeps rates, in the place of those given before.
pub async fn put(
    conn: &impl ConnectionTrait,
    org: OrgId,
    rates: &[NewRate],
    giver: Giver<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let rows: Vec<ActiveModel> = rates
        .iter()
        .map(|rate| ActiveModel {
            org_id: Set(org.0),
            currency: Set(rate.currency.code().to_owned()),
            month: Set(rate.month),
            rate: Set(rate.rate.0),
            source: Set(giver.source.to_owned()),
            given_by: Set(giver.user.map(|user| user.0)),
            created_at: Set(now),
        })
        .collect();
    for rows in rows.chunks(IDS_A_STATEMENT) {
        let again = OnConflict::columns([Column::OrgId, Column::Currency, Column::Month])
            .update_columns([Column::Rate, Column::Source, Column::GivenBy, Column::CreatedAt])
            .to_owned();
        Entity::insert_many(rows.to_vec()).on_conflict(again).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// All rates that people gave.
pub async fn all(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::OrgId.eq(org.0)).all(conn).await
}

/// The rates that people gave for some months.
pub(crate) async fn of_months(
    conn: &impl ConnectionTrait,
    org: OrgId,
    months: &BTreeSet<(Currency, NaiveDate)>,
) -> Result<Vec<Model>, DbErr> {
    if months.is_empty() {
        return Ok(Vec::new());
    }
    let (currencies, days): (BTreeSet<&str>, BTreeSet<NaiveDate>) =
        months.iter().map(|(c, month)| (c.code(), *month)).unzip();
    let own = Entity::find().filter(Column::OrgId.eq(org.0));
    own.filter(Column::Currency.is_in(currencies)).filter(Column::Month.is_in(days)).all(conn).await
}

/// Forgets the rate of a month that somebody gave; `false` if nobody did.
pub(crate) async fn remove(
    tx: &impl ConnectionTrait,
    org: OrgId,
    currency: Currency,
    month: NaiveDate,
) -> Result<bool, DbErr> {
    let deleted = Entity::delete_by_id((org.0, currency.code().to_owned(), month)).exec(tx).await?;
    Ok(deleted.rows_affected > 0)
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
