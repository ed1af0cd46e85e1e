//! Names and codes that no product is known for, with what was sold under them: what there is to confirm.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::OrgId;

use super::ranking::{Key, rank};
use super::{Counted, Metric, ProductFilter, Scope, Subject};
use crate::page::{Listed, Page};
use crate::sql;

/// One of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unmatched {
    /// The product key that its rows have.
    pub key: String,
    /// As a file writes it.
    pub text: String,
    /// Its article number, if it has one.
    pub ean: Option<String>,
    /// The stock code beside it, if there is one.
    pub sku: Option<String>,
    /// Whose word it is, as files name them.
    pub said_by: BTreeSet<String>,
    /// The vendors whose sales it is in.
    pub vendors: BTreeSet<String>,
    /// The last day that it was sold on, as far as its rows or their periods tell.
    pub last_seen: Option<NaiveDate>,
    /// What was sold under it.
    pub counted: Counted,
}

/// The unmatched names that sales count under now, most money first, then most pieces. A name is one line, whoever
/// writes it.
pub async fn unmatched(conn: &impl ConnectionTrait, org: OrgId, page: Page) -> Result<Listed<Unmatched>, DbErr> {
    let scope = Scope { product: Some(ProductFilter::Unmatched), ..Scope::default() };
    let by = (Subject::Name, Metric::Amount);
    let ranked = rank(conn, org, &scope, by, (page.offset(), page.per_page)).await?;
    let mut total = ranked.groups_in_all;
    if ranked.groups.is_empty() && page.offset() > 0 {
        // Beyond the last page there is no row to read the count from.
        total = rank(conn, org, &scope, by, (0, 1)).await?.groups_in_all;
    }
    let name = |key: &Key| if let Key::Values(values) = key { values.first().cloned().flatten() } else { None };
    let names: Vec<String> = ranked.groups.iter().filter_map(|group| name(&group.key)).collect();
    let mut known = said(conn, org, &names).await?;
    let items = ranked.groups.iter().filter_map(|group| {
        let found = known.remove(&name(&group.key)?)?;
        Some(Unmatched { counted: group.counted, ..found })
    });
    Ok(Listed { items: items.collect(), total })
}

/// Who says these names, how, and when last.
async fn said(conn: &impl ConnectionTrait, org: OrgId, names: &[String]) -> Result<BTreeMap<String, Unmatched>, DbErr> {
    let mut found: BTreeMap<String, Unmatched> = BTreeMap::new();
    if names.is_empty() {
        return Ok(found);
    }
    let of = |table: &str| {
        format!(
            "SELECT k.id, k.key, k.vendor AS said_by, k.text, k.ean, k.sku, s.vendor, \
             MAX(COALESCE(e.sold_on, s.place_to)) AS last_seen FROM product_keys k JOIN {table} e ON e.key_id = k.id \
             JOIN statements s ON s.id = e.statement_id AND s.state = 'live' WHERE k.org_id = $1 \
             AND k.product_id IS NULL AND k.key IN ({}) GROUP BY k.id, k.key, k.vendor, k.text, k.ean, k.sku, s.vendor",
            sql::placeholders(2, names.len())
        )
    };
    for table in ["sellout_entries", "ecommerce_orders"] {
        let bound = std::iter::once(Value::from(org.0)).chain(names.iter().map(|name| name.as_str().into()));
        for row in sql::rows(conn, &(of(table) + " ORDER BY k.id"), bound).await? {
            let key: String = row.try_get("", "key")?;
            let one = found.entry(key.clone()).or_insert_with(|| Unmatched { key, ..Unmatched::default() });
            if one.text.is_empty() {
                one.text = row.try_get("", "text")?;
            }
            one.ean = one.ean.take().or(row.try_get("", "ean")?);
            one.sku = one.sku.take().or(row.try_get("", "sku")?);
            one.said_by.insert(row.try_get("", "said_by")?);
            one.vendors.insert(row.try_get("", "vendor")?);
            one.last_seen = one.last_seen.max(row.try_get("", "last_seen")?);
        }
    }
    Ok(found)
}
