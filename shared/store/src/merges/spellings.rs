//! Following spellings to what they mean.

use std::collections::{BTreeSet, HashMap};

use super::Model;

/// Who sold: a vendor's store on a channel, as files or statements name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat {
    /// The vendor's code.
    pub vendor: String,
    /// The store's key; `*` where the file names none.
    pub store: String,
    /// Online or offline.
    pub channel: String,
}

/// The merges that stand.
#[derive(Clone, Debug, Default)]
pub struct Spellings {
    vendors: HashMap<String, String>,
    stores: HashMap<Seat, (String, String)>,
}

impl Spellings {
    pub(super) fn of(standing: &[Model]) -> Self {
        let mut spellings = Self::default();
        for merge in standing {
            if merge.of_vendors() {
                spellings.vendors.insert(merge.vendor.clone(), merge.into_vendor.clone());
            } else {
                let from =
                    Seat { vendor: merge.vendor.clone(), store: merge.store.clone(), channel: merge.channel.clone() };
                spellings.stores.insert(from, (merge.into_store.clone(), merge.into_channel.clone()));
            }
        }
        spellings
    }

    /// Whether no merge stands.
    pub fn is_empty(&self) -> bool {
        self.vendors.is_empty() && self.stores.is_empty()
    }

    /// Where a store's figures belong: its vendor's merges of stores first, then those of vendors, and on from there.
    pub fn resolve(&self, seat: &Seat) -> Seat {
        let mut seat = seat.clone();
        // Merges never lead in a circle, since making one is refused; the bound holds whatever the table says.
        for _ in 0..=self.vendors.len() + self.stores.len() {
            if let Some((store, channel)) = self.stores.get(&seat) {
                (seat.store, seat.channel) = (store.clone(), channel.clone());
            } else if let Some(vendor) = self.vendors.get(&seat.vendor) {
                seat.vendor.clone_from(vendor);
            } else {
                break;
            }
        }
        seat
    }

    /// Where the figures of stores belong that had this key and are merged into stores with another one.
    pub fn elsewhere(&self, key: &str) -> Vec<Seat> {
        let called = self.stores.keys().filter(|seat| seat.store == key);
        let goals: BTreeSet<Seat> = called.map(|seat| self.resolve(seat)).filter(|goal| goal.store != key).collect();
        goals.into_iter().collect()
    }

    /// Where a vendor's figures belong.
    pub fn vendor(&self, code: &str) -> String {
        let mut code = code;
        for _ in 0..self.vendors.len() {
            match self.vendors.get(code) {
                Some(next) => code = next,
                None => break,
            }
        }
        code.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(vendor: &str, store: &str) -> Seat {
        Seat { vendor: vendor.to_owned(), store: store.to_owned(), channel: "offline".to_owned() }
    }

    #[test]
    fn a_store_is_followed_within_its_vendor_and_then_with_it() {
        let mut spellings = Spellings::default();
        spellings.stores.insert(seat("a", "krakow"), ("kraków".to_owned(), "offline".to_owned()));
        spellings.vendors.insert("a".to_owned(), "b".to_owned());
        spellings.stores.insert(seat("b", "kraków"), ("kraków_centrum".to_owned(), "offline".to_owned()));
        assert_eq!(spellings.resolve(&seat("a", "krakow")), seat("b", "kraków_centrum"));
        assert_eq!(spellings.resolve(&seat("a", "*")), seat("b", "*"));
        assert_eq!(spellings.resolve(&seat("c", "krakow")), seat("c", "krakow"));
        assert_eq!(spellings.vendor("a"), "b");
        assert_eq!(spellings.elsewhere("krakow"), [seat("b", "kraków_centrum")]);
        assert!(spellings.elsewhere("kraków_centrum").is_empty());
    }
}
