//! The catalogue.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Func, LikeExpr};
use sellout_model::{Ean, OrgId, ProductId};
use serde::Serialize;

use crate::given_rows::{self, json_rows, rows_from};
use crate::page::{Listed, Page, listed};
use crate::product_keys;
use crate::sql::{self, IDS_A_STATEMENT};
use crate::stored::{insert_new, new_id};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub ean: Option<String>,
    pub name: String,
    pub sku: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A product to put into the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProduct {
    /// Its article number, if it has one.
    pub ean: Option<Ean>,
    /// Its name.
    pub name: String,
    /// The organisation's own stock code.
    pub sku: Option<String>,
}

impl Model {
    /// Its id.
    pub fn product(&self) -> ProductId {
        ProductId(self.id)
    }
}

impl NewProduct {
    fn row(&self, org: OrgId, now: DateTime<Utc>) -> ActiveModel {
        ActiveModel {
            id: Set(new_id(now)),
            org_id: Set(org.0),
            ean: Set(self.ean.map(|ean| ean.to_string())),
            name: Set(self.name.clone()),
            sku: Set(self.sku.clone()),
            created_at: Set(now),
        }
    }
}

/// A product as it is handed to a statement.
#[derive(Serialize)]
struct Given {
    id: uuid::fmt::Simple,
    ean: String,
    name: String,
    sku: Option<String>,
}

/// The fields of [`Given`].
const GIVEN: [given_rows::Column; 4] = {
    use given_rows::Column::{Text, Uuid};
    [Uuid("id"), Text("ean"), Text("name"), Text("sku")]
};

/// Adds a product, and matches the sales rows that have its EAN; `None` if the EAN is there already.
pub async fn create(
    tx: &impl ConnectionTrait,
    org: OrgId,
    new: &NewProduct,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let insert = Entity::insert(new.row(org, now)).on_conflict_do_nothing_on([Column::OrgId, Column::Ean]);
    let made = insert_new(tx, insert).await?;
    if let (Some(_), Some(ean)) = (&made, &new.ean) {
        product_keys::match_ean(tx, org, ean).await?;
    }
    Ok(made)
}

/// Gives a product this name and, where one is said, this stock code; `None` if there is no such product.
pub async fn rename(
    tx: &impl ConnectionTrait,
    org: OrgId,
    product: ProductId,
    name: &str,
    sku: Option<&str>,
) -> Result<Option<Model>, DbErr> {
    let mut query = Entity::update_many().col_expr(Column::Name, Expr::val(name));
    if let Some(sku) = sku {
        query = query.col_expr(Column::Sku, Expr::val(sku));
    }
    let rows = query.filter(Column::OrgId.eq(org.0)).filter(Column::Id.eq(product.0)).exec_with_returning(tx).await?;
    Ok(rows.into_iter().next())
}

/// Adds the products whose EAN is not in the catalogue yet; the others, and those without one, are left.
pub async fn ensure(
    tx: &impl ConnectionTrait,
    org: OrgId,
    products: &[NewProduct],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    // In one order whoever inserts, so that two loads never wait for each other in a circle.
    let mut by_ean = BTreeMap::new();
    for product in products {
        if let Some(ean) = product.ean {
            by_ean.entry(ean).or_insert(product);
        }
    }
    let given = |(ean, product): (&Ean, &&NewProduct)| Given {
        id: new_id(now).simple(),
        ean: ean.to_string(),
        name: product.name.clone(),
        sku: product.sku.clone(),
    };
    let text = format!(
        "INSERT INTO products (id, org_id, ean, name, sku, created_at) \
         SELECT given.id, {}, given.ean, given.name, given.sku, {} FROM {} WHERE 1 = 1 \
         ON CONFLICT (org_id, ean) DO NOTHING",
        sql::typed(tx, 2, "UUID"),
        sql::typed(tx, 3, "TIMESTAMPTZ"),
        rows_from(tx, 1, &GIVEN),
    );
    let rows: Vec<Given> = by_ean.iter().map(given).collect();
    for rows in rows.chunks(IDS_A_STATEMENT) {
        sql::execute(tx, &text, [json_rows(rows)?, org.0.into(), now.into()]).await?;
    }
    Ok(())
}

/// One product.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, product: ProductId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(product.0).filter(Column::OrgId.eq(org.0)).one(conn).await
}

/// All products of the organisation.
pub(crate) async fn all(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::OrgId.eq(org.0)).order_by_asc(Column::Name).order_by_asc(Column::Id).all(conn).await
}

/// Some products, by id.
pub async fn by_ids(
    conn: &impl ConnectionTrait,
    org: OrgId,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Model>, DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(IDS_A_STATEMENT) {
        let own = Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::Id.is_in(some.iter().copied()));
        found.extend(own.all(conn).await?.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// The catalogue by name, or what of it has `search` in its name, EAN or stock code.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    search: Option<&str>,
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::OrgId.eq(org.0));
    if let Some(search) = search.map(str::trim).filter(|text| !text.is_empty()) {
        let pattern = containing(&search.to_lowercase());
        let has = |column: Column| Expr::expr(Func::lower(Expr::col(column))).like(pattern.clone());
        query = query.filter(has(Column::Name).or(has(Column::Ean)).or(has(Column::Sku)));
    }
    listed(conn, query.order_by_asc(Column::Name).order_by_asc(Column::Id), page).await
}

/// A LIKE pattern for texts that contain this one, whatever signs it has.
fn containing(text: &str) -> LikeExpr {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}
