//! Made-up histories of an organisation: uploads over a few crowded places, undone, retried and answered.
//! The model and the database are both tested on them.

use proptest::collection::vec;
use proptest::prelude::*;
use sellout_model::rule::{Load, ModelStatement};
use sellout_model::{Channel, Mode, Period, Place, RowHash, StoreKey};

/// One thing that happens.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A file arrives and its load is finished.
    Send { given: Option<Mode>, default: Mode, forced: bool, load: Vec<(u8, Vec<(u8, u8)>)> },
    /// An upload is loaded once more, maybe with other rows.
    Retry { upload: u8, load: Vec<(u8, Vec<(u8, u8)>)> },
    /// An upload is taken back.
    Undo { upload: u8 },
    /// A question about the mode is answered; an upload that was not asked is answered as well.
    Answer { upload: u8, mode: Mode },
}

/// Places that meet each other: months, weeks and days of two stores, files without stores, orders.
pub(crate) fn places() -> Vec<Place> {
    let period = |text: &str| text.parse::<Period>().expect("a period");
    let at = |store: &str, channel, text: &str| Place::period("acme", StoreKey::of_name(store), channel, &period(text));
    let mut places = vec![Place::order("acme", "A-1"), Place::order("acme", "A-2"), Place::settlement("acme", "A-1")];
    for text in ["2025-01", "2025-02", "2025-W05", "2025-W06", "2025-01-31", "2025-02-01", "2025-Q1"] {
        places.push(at("madrid", Channel::Offline, text));
    }
    places.push(at("madrid", Channel::Online, "2025-01"));
    places.push(at("paris", Channel::Offline, "2025-01"));
    places.push(at("paris", Channel::Offline, "2025-02"));
    places.push(at("", Channel::Offline, "2025-01"));
    places.push(at("", Channel::Online, "2025-02"));
    places.push(Place::period("other", StoreKey::all(), Channel::Offline, &period("2025-01")));
    places
}

/// A row's content: its product and one of a few variants.
pub(crate) fn row(product: u8, variant: u8) -> (u32, RowHash) {
    let facts = sellout_model::RowFacts {
        product_key: &format!("code:p{product}"),
        sold_on: None,
        quantity: sellout_model::Quantity::from_pieces(i64::from(variant) + 1),
        original_amount: None,
        currency: None,
        order_id: None,
        line_id: None,
    };
    (u32::from(product), facts.hash())
}

/// The load that an event names, its statements in order, one a place.
pub(crate) fn load(parts: &[(u8, Vec<(u8, u8)>)]) -> Load {
    let places = places();
    let mut load: Load = Vec::new();
    for (place, rows) in parts {
        let place = &places[usize::from(*place) % places.len()];
        let rows: Vec<_> = rows.iter().map(|(product, variant)| row(*product, *variant)).collect();
        match load.iter_mut().find(|s| s.place == *place) {
            Some(statement) => statement.rows.extend(rows),
            None => load.push(ModelStatement { place: place.clone(), rows }),
        }
    }
    load
}

/// A strategy for a mode.
pub(crate) fn mode() -> impl Strategy<Value = Mode> {
    prop_oneof![Just(Mode::Append), Just(Mode::Replace)]
}

/// A strategy for the parts of a load, as [`load`] takes them.
pub(crate) fn parts() -> impl Strategy<Value = Vec<(u8, Vec<(u8, u8)>)>> {
    vec((0_u8..16, vec((0_u8..5, 0_u8..2), 0..5)), 1..4)
}

/// A strategy for one event.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (prop::option::of(mode()), mode(), prop::bool::weighted(0.15), parts())
            .prop_map(|(given, default, forced, load)| Event::Send { given, default, forced, load }),
        1 => (any::<u8>(), parts()).prop_map(|(upload, load)| Event::Retry { upload, load }),
        2 => any::<u8>().prop_map(|upload| Event::Undo { upload }),
        1 => (any::<u8>(), mode()).prop_map(|(upload, mode)| Event::Answer { upload, mode }),
    ]
}
