//! Vendors and stores that a file names: made on first sight, each once a load.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use foldhash::fast::RandomState;
use sea_orm::{ConnectionTrait, DbErr};
use sellout_ingest::{Format, Named};
use sellout_model::{Channel, OrgId, PlaceParts, StoreKey, squeeze};
use sellout_store::load::SoldBy;
use sellout_store::stores::{self, NewStore};
use sellout_store::vendors::{self, NewVendor};

/// Vendors and stores met so far, and those that the database does not know yet.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The format's own vendor, and what people call it.
    own: Option<(String, String)>,
    /// The vendors, with the stores of each.
    met: HashMap<String, HashSet<Arc<SoldBy>, RandomState>, RandomState>,
    new_stores: Vec<NewStore>,
    new_vendors: Vec<(String, String)>,
}

impl Places {
    /// For a load by a format.
    pub(super) fn of(format: &Format) -> Self {
        Self { own: format.vendor.clone().zip(format.vendor_name.clone()), ..Self::default() }
    }

    /// Notes who sold; returns store and channel for statements whose place does not tell.
    pub(super) fn meet(&mut self, named: &Named) -> Arc<SoldBy> {
        let Named { place, store_name, vendor_name } = named;
        let sold_by = match &place.parts {
            PlaceParts::Period { store, channel, .. } => SoldBy { store: store.clone(), channel: *channel },
            PlaceParts::Order(_) | PlaceParts::Settlement(_) => SoldBy {
                store: store_name.as_ref().map_or_else(StoreKey::all, |name| StoreKey::of_name(name)),
                channel: Channel::Online,
            },
        };
        let stores = self.met.get(&place.vendor);
        if let Some(known) = stores.and_then(|stores| stores.get(&sold_by)) {
            return Arc::clone(known);
        }
        if stores.is_none() {
            let name = vendor_name.clone().unwrap_or_else(|| self.vendor_name(&place.vendor));
            self.new_vendors.push((place.vendor.clone(), name));
        }
        self.meet_store(&place.vendor, sold_by, store_name.as_deref())
    }

    fn meet_store(&mut self, vendor: &str, sold_by: SoldBy, name: Option<&str>) -> Arc<SoldBy> {
        if !sold_by.store.is_all() {
            let name = name.map_or_else(|| sold_by.store.as_str().to_owned(), squeeze);
            let SoldBy { store: key, channel } = sold_by.clone();
            self.new_stores.push(NewStore { vendor: vendor.to_owned(), key, channel, name });
        }
        let sold_by = Arc::new(sold_by);
        self.met.entry(vendor.to_owned()).or_default().insert(Arc::clone(&sold_by));
        sold_by
    }

    /// The name of a vendor that the file does not name: the format's word for its own vendor, else the code.
    fn vendor_name(&self, code: &str) -> String {
        let own = self.own.as_ref().filter(|(own, _)| own == code);
        own.map_or_else(|| code.to_owned(), |(_, name)| name.clone())
    }

    /// The vendor, if no other was met.
    pub(super) fn only_vendor(&self) -> Option<String> {
        let mut vendors = self.met.keys();
        let first = vendors.next()?;
        vendors.next().is_none().then(|| first.clone())
    }

    /// What was met for the first time since the last call.
    pub(super) fn take_news(&mut self) -> News {
        News { stores: std::mem::take(&mut self.new_stores), vendors: std::mem::take(&mut self.new_vendors) }
    }
}

/// Vendors and stores that were met for the first time.
#[derive(Debug, Default)]
pub(super) struct News {
    stores: Vec<NewStore>,
    vendors: Vec<(String, String)>,
}

impl News {
    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.stores.is_empty() && self.vendors.is_empty()
    }

    /// Makes them.
    pub(super) async fn write(&self, tx: &impl ConnectionTrait, org: OrgId, now: DateTime<Utc>) -> Result<(), DbErr> {
        let new: Vec<NewVendor<'_>> = self.vendors.iter().map(|(code, name)| NewVendor { code, name }).collect();
        vendors::ensure(tx, org, &new, now).await?;
        stores::ensure(tx, org, &self.stores, now).await
    }
}
