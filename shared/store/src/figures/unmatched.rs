//! Codes that no product is known for, with what was sold under them: what there is to confirm.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::OrgId;

use super::ranking::{Key, rank};
use super::{Counted, Metric, ProductFilter, Scope, Subject};
use crate::page::{Listed, Page};
use crate::product_keys;

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmatched {
    /// The product key: its vendor, its text as written, its EAN if it has one.
    pub key: product_keys::Model,
    /// What was sold under it.
    pub counted: Counted,
}

/// The unmatched keys that sales count under now, most money first.
pub async fn unmatched(conn: &impl ConnectionTrait, org: OrgId, page: Page) -> Result<Listed<Unmatched>, DbErr> {
    let scope = Scope { product: Some(ProductFilter::Unmatched), ..Scope::default() };
    let by = (Subject::Product, Metric::Amount);
    let ranked = rank(conn, org, &scope, by, (page.offset(), page.per_page)).await?;
    let mut total = ranked.groups_in_all;
    if ranked.groups.is_empty() && page.offset() > 0 {
        // Beyond the last page there is no row to read the count from.
        total = rank(conn, org, &scope, by, (0, 1)).await?.groups_in_all;
    }
    let id = |key: &Key| if let Key::Unmatched(id) = key { Some(*id) } else { None };
    let ids: Vec<i64> = ranked.groups.iter().filter_map(|group| id(&group.key)).collect();
    let mut keys = product_keys::by_ids(conn, org, ids).await?;
    let items = ranked.groups.iter().filter_map(|group| {
        let key = keys.remove(&id(&group.key)?)?;
        Some(Unmatched { key, counted: group.counted })
    });
    Ok(Listed { items: items.collect(), total })
}
