//! Outlets: whose sale a row is and where it was made, whenever that was.

use sellout_model::{Channel, Period, Place, StoreKey, fold, squeeze};

use crate::format::{Format, Reports};
use crate::record::Named;

/// What a row says of its outlet.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutletText<'a> {
    /// The vendor's code, if it is not the row that names the vendor.
    pub vendor: Option<&'a str>,
    pub vendor_name: &'a str,
    pub store: &'a str,
    pub channel: &'a str,
    /// The order's or settlement's id.
    pub id: &'a str,
}

/// A store and channel of a vendor, or one of its orders or settlements.
#[derive(Debug)]
pub(super) struct Outlet {
    vendor: String,
    parts: OutletParts,
    store_name: Option<String>,
    vendor_name: Option<String>,
}

#[derive(Debug)]
enum OutletParts {
    Store(StoreKey, Channel),
    Order(String),
    Settlement(String),
}

/// The code of a vendor by its name: folded, with `_` for blanks.
pub fn vendor_code(name: &str) -> String {
    fold(name).replace(' ', "_")
}

impl Outlet {
    /// The outlet that these texts name.
    pub(super) fn of(format: &Format, text: &OutletText<'_>) -> Self {
        let display = |name: &str| (!name.is_empty()).then(|| squeeze(name));
        Self {
            vendor: text.vendor.map_or_else(|| vendor_code(text.vendor_name), str::to_owned),
            parts: match format.policy.reports {
                Reports::Orders => OutletParts::Order(text.id.to_owned()),
                Reports::Settlements => OutletParts::Settlement(text.id.to_owned()),
                Reports::Periods | Reports::Parts | Reports::Aliases => {
                    OutletParts::Store(StoreKey::of_name(text.store), channel(format, text))
                }
            },
            store_name: display(text.store),
            vendor_name: if text.vendor.is_some() { None } else { display(text.vendor_name) },
        }
    }

    /// Its place over a period; an order or settlement is one place whenever its rows were sold.
    pub(super) fn over(&self, period: &Period) -> Named {
        let vendor = self.vendor.as_str();
        let place = match &self.parts {
            OutletParts::Store(store, channel) => Place::period(vendor, store.clone(), *channel, period),
            OutletParts::Order(id) => Place::order(vendor, id),
            OutletParts::Settlement(id) => Place::settlement(vendor, id),
        };
        Named { place: place.into(), store_name: self.store_name.clone(), vendor_name: self.vendor_name.clone() }
    }
}

/// Online or offline: by the channel column, else by the store's name, else the format's default.
fn channel(format: &Format, text: &OutletText<'_>) -> Channel {
    let written = fold(text.channel);
    if !written.is_empty() {
        if let Ok(channel) = written.parse() {
            return channel;
        }
        if let Some(channel) = Channel::from_store_name(&written) {
            return channel;
        }
        if matches!(
            written.as_str(),
            "store" | "stores" | "shop" | "retail" | "boutique" | "pos" | "instore" | "in-store"
        ) {
            return Channel::Offline;
        }
    }
    let known = !text.store.is_empty() && format.policy.online.matches(text.store);
    if known {
        return Channel::Online;
    }
    Channel::from_store_name(text.store).unwrap_or(format.policy.channel)
}
