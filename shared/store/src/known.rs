//! What an organisation knows already, for proposing a mapping of an unknown table.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sellout_ingest::Known;
use sellout_model::OrgId;

use crate::{product_aliases, products, stores, vendors};

/// The most of each that is looked at: enough to know a table by, and no more than a few megabytes.
const MOST: u64 = 20_000;

/// Products, what vendors call them, stores and vendors; the newest where there are too many.
pub async fn of(conn: &impl ConnectionTrait, org: OrgId) -> Result<Known, DbErr> {
    let mut known = Known::default();
    let query = products::Entity::find().filter(products::Column::OrgId.eq(org.0)).limit(MOST);
    for product in query.order_by_desc(products::Column::CreatedAt).all(conn).await? {
        known.learn_product(product.ean.as_deref(), &product.name, product.sku.as_deref());
    }
    let query = product_aliases::Entity::find().filter(product_aliases::Column::OrgId.eq(org.0)).limit(MOST);
    for alias in query.order_by_desc(product_aliases::Column::CreatedAt).all(conn).await? {
        known.learn_alias(&alias.alias);
    }
    let query = stores::Entity::find().filter(stores::Column::OrgId.eq(org.0)).limit(MOST);
    for store in query.order_by_desc(stores::Column::CreatedAt).all(conn).await? {
        known.learn_store(&store.name);
    }
    let query = vendors::Entity::find().filter(vendors::Column::OrgId.eq(org.0)).limit(MOST);
    for vendor in query.order_by_desc(vendors::Column::CreatedAt).all(conn).await? {
        known.learn_vendor(&vendor.code, &vendor.name);
    }
    Ok(known)
}
