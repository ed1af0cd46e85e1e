//! Rates that jump and wait for a person: they convert nothing until they are confirmed.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sellout_model::{Currency, OrgId};

use crate::exchange_rates::Giver;
use crate::page::{Listed, Page, listed};
use crate::rates::Jump;
use crate::sql::IDS_A_STATEMENT;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "held_rates")]
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
    pub beside: NaiveDate,
    pub beside_rate: i64,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Holds rates, in the place of those held before for the same month.
pub async fn put(
    conn: &impl ConnectionTrait,
    org: OrgId,
    jumps: &[Jump],
    giver: Giver<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = |jump: &Jump| ActiveModel {
        org_id: Set(org.0),
        currency: Set(jump.given.currency.code().to_owned()),
        month: Set(jump.given.month),
        rate: Set(jump.given.rate.0),
        source: Set(giver.source.to_owned()),
        given_by: Set(giver.user.map(|user| user.0)),
        beside: Set(jump.beside),
        beside_rate: Set(jump.rate.0),
        created_at: Set(now),
    };
    for some in jumps.chunks(IDS_A_STATEMENT) {
        let again = OnConflict::columns([Column::OrgId, Column::Currency, Column::Month])
            .update_columns([
                Column::Rate,
                Column::Source,
                Column::GivenBy,
                Column::Beside,
                Column::BesideRate,
                Column::CreatedAt,
            ])
            .to_owned();
        Entity::insert_many(some.iter().map(row)).on_conflict(again).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// All that wait, by currency and month.
pub async fn all(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    ordered(org).all(conn).await
}

/// A page of those that wait.
pub async fn list(conn: &impl ConnectionTrait, org: OrgId, page: Page) -> Result<Listed<Model>, DbErr> {
    listed(conn, ordered(org), page).await
}

fn ordered(org: OrgId) -> Select<Entity> {
    let all = Entity::find().filter(Column::OrgId.eq(org.0));
    all.order_by_asc(Column::Currency).order_by_asc(Column::Month)
}

/// Takes a held rate out of the list and gives it; `None` if none is held for the month.
pub async fn take(
    tx: &impl ConnectionTrait,
    org: OrgId,
    currency: Currency,
    month: NaiveDate,
) -> Result<Option<Model>, DbErr> {
    let key = (org.0, currency.code().to_owned(), month);
    let held = Entity::find_by_id(key.clone()).one(tx).await?;
    Entity::delete_by_id(key).exec(tx).await?;
    Ok(held)
}
