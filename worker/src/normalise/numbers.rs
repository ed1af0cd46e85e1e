//! Numbers of places and products, so that what many rows share is looked up once a load.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use sellout_ingest::{Named, Product};
use sellout_store::product_aliases::ANY_VENDOR;
use sellout_store::product_keys::spoken_by;

/// How many places or products are numbered before both are numbered afresh.
pub(super) const MOST: usize = 32_768;

/// The numbers of places and products within the load, by the addresses of their allocations. What these hold is not looked
/// at again: a row costs what it fetches from memory.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    places: HashMap<usize, u32, RandomState>,
    /// The places by their numbers: held, lest their addresses are given to others.
    named: Vec<Arc<Named>>,
    /// The vendor of each place.
    vendor_of: Vec<u32>,
    vendors: HashMap<String, u32>,
    /// Products by what everybody means: most of a file's are known by their EANs.
    everybodys: HashMap<usize, u32, RandomState>,
    /// Products by what this vendor means.
    vendors_own: HashMap<(usize, u32), u32, RandomState>,
    /// The products by their numbers: held for the same reason.
    products: Vec<Arc<Product>>,
}

/// Whether everybody means the same by what a row calls its product.
pub(super) fn is_everybodys(named: &Named, product: &Product) -> bool {
    spoken_by(product.ean.as_ref(), &named.place.vendor) == ANY_VENDOR
}

impl Numbers {
    /// The number of a place, if it was met.
    pub(super) fn place(&self, named: &Arc<Named>) -> Option<u32> {
        self.places.get(&Arc::as_ptr(named).addr()).copied()
    }

    /// The number of a product, as it is meant at this place, and whether it is new.
    pub(super) fn product(&mut self, place: u32, named: &Named, product: &Arc<Product>) -> (u32, bool) {
        let address = Arc::as_ptr(product).addr();
        if let Some(number) = self.everybodys.get(&address) {
            return (*number, false);
        }
        let next = self.products.len() as u32;
        let number = if is_everybodys(named, product) {
            *self.everybodys.entry(address).or_insert(next)
        } else {
            let vendor = self.vendor_of.get(place as usize).copied().unwrap_or(u32::MAX);
            *self.vendors_own.entry((address, vendor)).or_insert(next)
        };
        if number == next {
            self.products.push(Arc::clone(product));
        }
        (number, number == next)
    }

    /// Enters a place that was met: its number.
    pub(super) fn enter_place(&mut self, named: &Arc<Named>) -> u32 {
        let number = self.named.len() as u32;
        let (vendor, next) = (&named.place.vendor, self.vendors.len() as u32);
        let vendor = match self.vendors.get(vendor) {
            Some(known) => *known,
            None => *self.vendors.entry(vendor.clone()).or_insert(next),
        };
        self.places.insert(Arc::as_ptr(named).addr(), number);
        self.named.push(Arc::clone(named));
        self.vendor_of.push(vendor);
        number
    }

    /// Forgets all once they are too many: whether it did.
    pub(super) fn end_chunk(&mut self) -> bool {
        let afresh = self.named.len() > MOST || self.products.len() > MOST;
        if afresh {
            *self = Self::default();
        }
        afresh
    }
}
