//! Places of rows, made once for all rows of the same place (as far as a small table remembers).

use std::convert::Infallible;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use sellout_model::{Channel, Period, Place, StoreKey, fold, squeeze};

use super::key::Key;
use super::remembered::Remembered;
use crate::format::{Format, Reports};
use crate::record::Named;

/// What names the place of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlaceText<'a> {
    /// The vendor's code, if it is not the row that names the vendor.
    pub vendor: Option<&'a str>,
    pub vendor_name: &'a str,
    pub store: &'a str,
    pub channel: &'a str,
    /// The order's or settlement's id.
    pub id: &'a str,
    pub period: Period,
}

/// The places seen last, each made once for all rows that name it.
#[derive(Debug, Default)]
pub(super) struct Places(Remembered<Arc<Named>>);

/// The code of a vendor by its name: folded, with `_` for blanks.
pub fn vendor_code(name: &str) -> String {
    fold(name).replace(' ', "_")
}

impl Places {
    /// The place that these texts name.
    pub(super) fn get(&mut self, format: &Format, text: &PlaceText<'_>) -> Arc<Named> {
        let day = |day: NaiveDate| i64::from(day.num_days_from_ce());
        let write = |key: &mut Key| {
            key.number(day(text.period.from));
            key.number(day(text.period.to));
            for name in [text.vendor_name, text.store, text.channel, text.id] {
                key.text(name);
            }
        };
        let Ok(named) = self.0.get_or_make(write, || Ok::<_, Infallible>((Arc::new(make(format, text)), false)));
        Arc::clone(named)
    }
}

fn make(format: &Format, text: &PlaceText<'_>) -> Named {
    let vendor = text.vendor.map_or_else(|| vendor_code(text.vendor_name), str::to_owned);
    let place = match format.policy.reports {
        Reports::Orders => Place::order(vendor, text.id),
        Reports::Settlements => Place::settlement(vendor, text.id),
        Reports::Periods | Reports::Parts | Reports::Aliases => {
            Place::period(vendor, StoreKey::of_name(text.store), channel(format, text), &text.period)
        }
    };
    let display = |name: &str| (!name.is_empty()).then(|| squeeze(name));
    Named {
        place: Arc::new(place),
        store_name: display(text.store),
        vendor_name: if text.vendor.is_some() { None } else { display(text.vendor_name) },
    }
}

/// Online or offline: by the channel column, else by the store's name, else the format's default.
fn channel(format: &Format, text: &PlaceText<'_>) -> Channel {
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
