//! What the lines of a ranking are called now: names come from the catalogue and the lists of vendors and stores.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{ALL_STORES, OrgId, ProductId};

use super::ranking::{Group, Key};
use super::{Line, Subject};
use crate::product_aliases::ANY_VENDOR;
use crate::stored::word;
use crate::{product_keys, products, stores, vendors};

/// The groups as lines.
pub(super) async fn named(
    conn: &impl ConnectionTrait,
    org: OrgId,
    subject: Subject,
    groups: &[Group],
) -> Result<Vec<Line>, DbErr> {
    match subject {
        Subject::Product => products_named(conn, org, groups).await,
        Subject::Vendor => vendors_named(conn, org, groups).await,
        Subject::Store => stores_named(conn, org, groups).await,
        Subject::City => Ok(groups.iter().map(city).collect()),
        Subject::Name | Subject::Channel | Subject::Country | Subject::UtmSource | Subject::Device => {
            Ok(groups.iter().map(plain).collect())
        }
    }
}

fn value(group: &Group, n: usize) -> Option<&str> {
    match &group.key {
        Key::Values(values) => values.get(n)?.as_deref(),
        Key::Product(_) | Key::Unmatched(_) => None,
    }
}

fn plain(group: &Group) -> Line {
    let value = value(group, 0).map(str::to_owned);
    Line { key: value.clone(), name: value, counted: group.counted, ..Line::default() }
}

fn city(group: &Group) -> Line {
    Line { country: value(group, 1).map(str::to_owned), ..plain(group) }
}

async fn vendors_named(conn: &impl ConnectionTrait, org: OrgId, groups: &[Group]) -> Result<Vec<Line>, DbErr> {
    let names = vendors::names(conn, org, groups.iter().filter_map(|group| value(group, 0))).await?;
    let line = |group: &Group| {
        let name = value(group, 0).and_then(|code| names.get(code)).cloned();
        let plain = plain(group);
        Line { name: name.or_else(|| plain.key.clone()), ..plain }
    };
    Ok(groups.iter().map(line).collect())
}

async fn stores_named(conn: &impl ConnectionTrait, org: OrgId, groups: &[Group]) -> Result<Vec<Line>, DbErr> {
    let names = stores::names(conn, org, groups.iter().filter_map(|group| value(group, 1))).await?;
    let line = |group: &Group| {
        let part = |n| value(group, n).unwrap_or_default().to_owned();
        let id = (part(0), part(1), part(2));
        let key = (id.1 != ALL_STORES).then(|| id.1.clone());
        Ok(Line {
            name: key.as_ref().map(|key| names.get(&id).unwrap_or(key).clone()),
            key,
            channel: Some(word("statements.channel", &id.2)?),
            vendor: Some(id.0),
            counted: group.counted,
            ..Line::default()
        })
    };
    groups.iter().map(line).collect()
}

async fn products_named(conn: &impl ConnectionTrait, org: OrgId, groups: &[Group]) -> Result<Vec<Line>, DbErr> {
    let (mut matched, mut unmatched) = (HashSet::new(), HashSet::new());
    for group in groups {
        match group.key {
            Key::Product(id) => drop(matched.insert(id)),
            Key::Unmatched(id) => drop(unmatched.insert(id)),
            Key::Values(_) => {}
        }
    }
    let products = products::by_ids(conn, org, matched).await?;
    let keys = product_keys::by_ids(conn, org, unmatched).await?;
    let line = |group: &Group| {
        let line = Line { counted: group.counted, ..Line::default() };
        match group.key {
            Key::Product(id) => {
                let product = products.get(&id);
                let name = product.map(|product| product.name.clone());
                Line { key: product.and_then(|p| p.ean.clone()), name, product: Some(ProductId(id)), ..line }
            }
            Key::Unmatched(id) => {
                let key = keys.get(&id);
                let vendor = key.map(|key| key.vendor.clone()).filter(|vendor| vendor != ANY_VENDOR);
                Line { key: key.map(|k| k.key.clone()), name: key.map(|k| k.text.clone()), vendor, ..line }
            }
            Key::Values(_) => line,
        }
    };
    Ok(groups.iter().map(line).collect())
}
