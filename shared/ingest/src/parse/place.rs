//! Places of rows, made once for all rows of the same place (as far as a small table remembers).

use std::sync::Arc;

use sellout_model::{Channel, Period, Place, StoreKey, fold, squeeze};

use crate::format::{Format, Reports};

/// How many places are remembered. Files are mostly ordered by store and month, or by order.
const SLOTS: usize = 512;

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

/// A place and how the file writes it.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub place: Arc<Place>,
    pub store_name: Option<Arc<str>>,
    pub vendor_name: Option<Arc<str>>,
}

#[derive(Debug)]
struct Slot {
    vendor_name: String,
    store: String,
    channel: String,
    id: String,
    period: Period,
    named: Named,
}

/// The places seen last.
#[derive(Debug)]
pub(super) struct Places {
    slots: Vec<Option<Slot>>,
}

/// The code of a vendor by its name: folded, with `_` for blanks.
pub fn vendor_code(name: &str) -> String {
    fold(name).replace(' ', "_")
}

impl Places {
    pub(super) fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| None).collect() }
    }

    /// The place that these texts name.
    pub(super) fn get(&mut self, format: &Format, text: &PlaceText<'_>) -> Named {
        let slot = &mut self.slots[text.hash() as usize % SLOTS];
        match slot {
            Some(known) if text.is(known) => known.named.clone(),
            _ => {
                let named = make(format, text);
                *slot = Some(Slot {
                    vendor_name: text.vendor_name.to_owned(),
                    store: text.store.to_owned(),
                    channel: text.channel.to_owned(),
                    id: text.id.to_owned(),
                    period: text.period,
                    named: named.clone(),
                });
                named
            }
        }
    }
}

impl PlaceText<'_> {
    fn is(&self, slot: &Slot) -> bool {
        slot.id == self.id
            && slot.period == self.period
            && slot.store == self.store
            && slot.vendor_name == self.vendor_name
            && slot.channel == self.channel
    }

    /// FNV-1a over all that names the place.
    fn hash(&self) -> u64 {
        let from = chrono::Datelike::num_days_from_ce(&self.period.from).to_le_bytes();
        let texts = [self.vendor_name, self.store, self.channel, self.id];
        let bytes = texts.iter().flat_map(|t| t.bytes().chain([0xff])).chain(from);
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

fn make(format: &Format, text: &PlaceText<'_>) -> Named {
    let vendor = text.vendor.map_or_else(|| vendor_code(text.vendor_name), str::to_owned);
    let place = match format.policy.reports {
        Reports::Orders => Place::order(vendor, text.id),
        Reports::Settlements => Place::settlement(vendor, text.id),
        Reports::Periods | Reports::Parts => {
            Place::period(vendor, StoreKey::of_name(text.store), channel(format, text), &text.period)
        }
    };
    let display = |name: &str| (!name.is_empty()).then(|| Arc::from(squeeze(name)));
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
