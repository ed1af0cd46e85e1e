//! Places: what one statement speaks about.

use std::fmt;

use chrono::NaiveDate;

use crate::{Channel, Period, StoreKey};

/// Vendor, and either a store, channel and reporting period, or an order, or a settlement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The vendor's code.
    pub vendor: String,
    /// What of the vendor.
    pub parts: PlaceParts,
}

/// The part of a place beside the vendor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceParts {
    /// A store and channel over a reporting period.
    Period {
        /// The store, or all of them.
        store: StoreKey,
        /// Online or offline.
        channel: Channel,
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// One order, by the vendor's id of it.
    Order(String),
    /// One settlement, by the vendor's id of it.
    Settlement(String),
}

/// Which of the three a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// Store, channel and period.
    Period,
    /// Order.
    Order,
    /// Settlement.
    Settlement,
}

impl Place {
    /// A store and channel of a vendor over a period.
    pub fn period(vendor: impl Into<String>, store: StoreKey, channel: Channel, period: &Period) -> Self {
        let parts = PlaceParts::Period { store, channel, from: period.from, to: period.to };
        Self { vendor: vendor.into(), parts }
    }

    /// An order of a vendor.
    pub fn order(vendor: impl Into<String>, id: impl Into<String>) -> Self {
        Self { vendor: vendor.into(), parts: PlaceParts::Order(id.into()) }
    }

    /// A settlement of a vendor.
    pub fn settlement(vendor: impl Into<String>, id: impl Into<String>) -> Self {
        Self { vendor: vendor.into(), parts: PlaceParts::Settlement(id.into()) }
    }

    /// Which kind it is.
    pub fn kind(&self) -> PlaceKind {
        match self.parts {
            PlaceParts::Period { .. } => PlaceKind::Period,
            PlaceParts::Order(_) => PlaceKind::Order,
            PlaceParts::Settlement(_) => PlaceKind::Settlement,
        }
    }

    /// Whether figures of both would count something twice: the same vendor and a common day of the same
    /// store and channel, where a file that names no stores speaks for every named store of its vendor on
    /// either channel; of orders and settlements the same id.
    pub fn overlaps(&self, other: &Self) -> bool {
        if self.vendor != other.vendor {
            return false;
        }
        match (&self.parts, &other.parts) {
            (
                PlaceParts::Period { store: s1, channel: c1, from: f1, to: t1 },
                PlaceParts::Period { store: s2, channel: c2, from: f2, to: t2 },
            ) => f1 <= t2 && f2 <= t1 && (s1.is_all() != s2.is_all() || (s1 == s2 && c1 == c2)),
            (a, b) => a == b,
        }
    }

    /// Whether `other` lies within this place and its period, so that a replacement may cover it.
    pub fn covers(&self, other: &Self) -> bool {
        if self.vendor != other.vendor {
            return false;
        }
        match (&self.parts, &other.parts) {
            (
                PlaceParts::Period { store: s1, channel: c1, from: f1, to: t1 },
                PlaceParts::Period { store: s2, channel: c2, from: f2, to: t2 },
            ) => s1 == s2 && c1 == c2 && f1 <= f2 && t2 <= t1,
            (a, b) => a == b,
        }
    }

    /// The place within its vendor as one text: what the database's unique key holds.
    pub fn key(&self) -> String {
        match &self.parts {
            PlaceParts::Period { store, channel, from, to } => format!("period:{from}..{to}:{channel}:{store}"),
            PlaceParts::Order(id) => format!("order:{id}"),
            PlaceParts::Settlement(id) => format!("settlement:{id}"),
        }
    }
}

impl fmt::Display for Place {
    /// For people: `boxnox · madrid · offline · 2025-04`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parts {
            PlaceParts::Period { store, channel, from, to } => {
                let store = if store.is_all() { "all stores" } else { store.as_str() };
                match Period::between(*from, *to) {
                    Ok(period) => write!(f, "{} · {store} · {channel} · {period}", self.vendor),
                    Err(_) => write!(f, "{} · {store} · {channel} · {from}..{to}", self.vendor),
                }
            }
            PlaceParts::Order(id) => write!(f, "{} · order {id}", self.vendor),
            PlaceParts::Settlement(id) => write!(f, "{} · settlement {id}", self.vendor),
        }
    }
}
