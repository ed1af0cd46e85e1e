//! Vendors, and stores of one vendor, that files may spell in several ways: those whose names are alike, with the reason,
//! most alike first. A person decides.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::OrgId;
use sellout_model::likeness::Name;

use crate::merges::{Seat, spellings};
use crate::{stores, vendors};

/// Two that may be the same.
#[derive(Clone, Debug, PartialEq)]
pub struct LikelySame<T> {
    /// The one that was seen later, which would be given up.
    pub from: T,
    /// The one that would stay.
    pub into: T,
    /// From 0.85 to 1.
    pub score: f64,
    /// Why, in words.
    pub why: String,
}

/// Stores of the same vendor and channel that are not merged yet.
pub async fn stores(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<LikelySame<stores::Model>>, DbErr> {
    let meanings = spellings(conn, org).await?;
    let mut groups: HashMap<(String, String), Vec<stores::Model>> = HashMap::new();
    for store in stores::all(conn, org).await? {
        let seat = Seat { vendor: store.vendor.clone(), store: store.key.clone(), channel: store.channel.clone() };
        if meanings.resolve(&seat) == seat {
            groups.entry((seat.vendor, seat.channel)).or_default().push(store);
        }
    }
    let found = groups.values().flat_map(|stores| alike(stores, |store| &store.name)).collect();
    Ok(best_first(found, |store| (store.vendor.clone(), store.key.clone())))
}

/// Vendors that are not merged yet.
pub async fn vendors(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<LikelySame<vendors::Model>>, DbErr> {
    let meanings = spellings(conn, org).await?;
    let mut standing = vendors::all(conn, org).await?;
    standing.retain(|vendor| meanings.vendor(&vendor.code) == vendor.code);
    Ok(best_first(alike(&standing, |vendor| &vendor.name), |vendor| vendor.code.clone()))
}

/// The pairs with names that are alike, of what stands eldest first.
fn alike<T: Clone>(eldest_first: &[T], name: impl Fn(&T) -> &str) -> Vec<LikelySame<T>> {
    let names: Vec<Name> = eldest_first.iter().map(|one| Name::of(name(one))).collect();
    let mut found = Vec::new();
    for (at, (into, name)) in eldest_first.iter().zip(&names).enumerate() {
        for (from, other) in eldest_first.iter().zip(&names).skip(at + 1) {
            if let Some(likeness) = name.likeness(other) {
                let (from, into) = (from.clone(), into.clone());
                found.push(LikelySame { from, into, score: likeness.score, why: likeness.why.to_string() });
            }
        }
    }
    found
}

fn best_first<T, K: Ord>(mut found: Vec<LikelySame<T>>, key: impl Fn(&T) -> K) -> Vec<LikelySame<T>> {
    let order = |same: &LikelySame<T>| (key(&same.into), key(&same.from));
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| order(a).cmp(&order(b))));
    found
}
