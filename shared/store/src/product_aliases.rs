//! What vendors call products.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sellout_model::{OrgId, ProductId, UploadId, fold};

use crate::page::{Listed, Page, listed};
use crate::product_keys;
use crate::stored::new_id;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "product_aliases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub vendor: String,
    pub alias_key: String,
    pub alias: String,
    pub product_id: Uuid,
    pub upload_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The vendor of an alias that holds for all vendors.
pub const ANY_VENDOR: &str = "*";

/// What somebody confirmed: a vendor's code or name means a product.
#[derive(Clone, Copy, Debug)]
pub struct NewAlias<'a> {
    /// The vendor's code, or [`ANY_VENDOR`]; a vendor's own alias goes before the one for all.
    pub vendor: &'a str,
    /// The vendor's code or name of the product, as written.
    pub alias: &'a str,
    /// The product that it means.
    pub product: ProductId,
    /// The file that says so, if it is one.
    pub upload: Option<UploadId>,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Confirmed {
    /// It stands, and the sales rows that use it are matched.
    Made(Model),
    /// It stood already as it is.
    Known(Model),
    /// The text means another product; nothing was changed.
    Taken(Model),
}

/// Confirms an alias and matches the sales rows that use it, past ones too. A text that means another product is left
/// alone unless it is to be `replaced`.
pub async fn confirm(
    tx: &impl ConnectionTrait,
    org: OrgId,
    new: &NewAlias<'_>,
    replace: bool,
    now: DateTime<Utc>,
) -> Result<Confirmed, DbErr> {
    let before = Entity::find()
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::AliasKey.eq(fold(new.alias)))
        .filter(Column::Vendor.eq(new.vendor))
        .one(tx)
        .await?;
    match before {
        Some(known) if known.product_id == new.product.0 => return Ok(Confirmed::Known(known)),
        Some(taken) if !replace => return Ok(Confirmed::Taken(taken)),
        _ => {}
    }
    let row = ActiveModel {
        id: Set(new_id(now)),
        org_id: Set(org.0),
        vendor: Set(new.vendor.to_owned()),
        alias_key: Set(fold(new.alias)),
        alias: Set(new.alias.to_owned()),
        product_id: Set(new.product.0),
        upload_id: Set(new.upload.map(|upload| upload.0)),
        created_at: Set(now),
    };
    let again = OnConflict::columns([Column::OrgId, Column::AliasKey, Column::Vendor])
        .update_columns([Column::Alias, Column::ProductId, Column::UploadId])
        .to_owned();
    let alias = Entity::insert(row).on_conflict(again).exec_with_returning(tx).await?;
    product_keys::match_alias(tx, org, &alias.alias_key).await?;
    Ok(Confirmed::Made(alias))
}

/// Takes an alias back, and gives it: the sales rows that used it are unmatched again. `None` if there is no such alias.
pub async fn delete(tx: &impl ConnectionTrait, org: OrgId, alias: Uuid) -> Result<Option<Model>, DbErr> {
    let found = Entity::find_by_id(alias).filter(Column::OrgId.eq(org.0)).one(tx).await?;
    if let Some(found) = &found {
        Entity::delete_by_id(alias).exec(tx).await?;
        product_keys::match_alias(tx, org, &found.alias_key).await?;
    }
    Ok(found)
}

/// Takes back the aliases that a file brought; returns how many.
pub async fn delete_of_upload(tx: &impl ConnectionTrait, org: OrgId, upload: UploadId) -> Result<usize, DbErr> {
    let brought = Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::UploadId.eq(upload.0)).all(tx).await?;
    for alias in &brought {
        delete(tx, org, alias.id).await?;
    }
    Ok(brought.len())
}

/// All aliases of the organisation.
pub(crate) async fn all(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::OrgId.eq(org.0)).all(conn).await
}

/// The aliases of the organisation, or those of one product, by their text.
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
    listed(conn, query.order_by_asc(Column::AliasKey).order_by_asc(Column::Vendor), page).await
}
