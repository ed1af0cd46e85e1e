//! What products cost by the list, each price from a day on.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sellout_model::{Amount, Currency, OrgId, ProductId};

use crate::page::{Listed, Page, listed};
use crate::stored::word;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "list_prices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: NaiveDate,
    pub price: i64,
    pub currency: String,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A price of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPrice {
    /// The product.
    pub product: ProductId,
    /// The first day that it holds for; it ends where the next one begins.
    pub valid_from: NaiveDate,
    /// For one piece.
    pub price: Price,
}

/// Money for one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

/// Keeps a price, in the place of one from the same day on; `false` if it is there already as it is.
pub async fn put(tx: &impl ConnectionTrait, org: OrgId, new: &NewPrice, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let NewPrice { product, valid_from, price } = *new;
    let before = Entity::find_by_id((org.0, product.0, valid_from)).one(tx).await?;
    if before.is_some_and(|row| row.price == price.amount.0 && row.currency == price.currency.code()) {
        return Ok(false);
    }
    let row = ActiveModel {
        org_id: Set(org.0),
        product_id: Set(product.0),
        valid_from: Set(valid_from),
        price: Set(price.amount.0),
        currency: Set(price.currency.code().to_owned()),
        created_at: Set(now),
    };
    let again = OnConflict::columns([Column::OrgId, Column::ProductId, Column::ValidFrom])
        .update_columns([Column::Price, Column::Currency, Column::CreatedAt])
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(true)
}

/// Takes a price back: the one before it holds on. `false` if there is no such price.
pub async fn delete(
    tx: &impl ConnectionTrait,
    org: OrgId,
    product: ProductId,
    valid_from: NaiveDate,
) -> Result<bool, DbErr> {
    let gone = Entity::delete_by_id((org.0, product.0, valid_from)).exec(tx).await?;
    Ok(gone.rows_affected > 0)
}

/// The prices of the organisation, or those of one product, newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    product: Option<ProductId>,
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::OrgId.eq(org.0));
    if let Some(product) = product {
        query = query.filter(Column::ProductId.eq(product.0));
    }
    listed(conn, query.order_by_desc(Column::ValidFrom).order_by_asc(Column::ProductId), page).await
}

/// The whole list, to look prices up in.
#[derive(Clone, Debug, Default)]
pub struct PriceList {
    /// Of each product, newest first.
    prices: HashMap<Uuid, Vec<(NaiveDate, Price)>>,
}

impl PriceList {
    /// The list of an organisation.
    pub async fn load(conn: &impl ConnectionTrait, org: OrgId) -> Result<Self, DbErr> {
        let newest_first = Entity::find().filter(Column::OrgId.eq(org.0)).order_by_desc(Column::ValidFrom);
        let mut list = Self::default();
        for row in newest_first.all(conn).await? {
            let price = Price { amount: Amount(row.price), currency: word("list_prices.currency", &row.currency)? };
            list.prices.entry(row.product_id).or_default().push((row.valid_from, price));
        }
        Ok(list)
    }

    /// What a product cost on a day; `None` before its first price.
    pub fn at(&self, product: ProductId, day: NaiveDate) -> Option<Price> {
        let prices = self.prices.get(&product.0)?;
        prices.iter().find(|(from, _)| *from <= day).map(|(_, price)| *price)
    }
}
