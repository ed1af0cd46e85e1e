//! Numbers of places and products, so that what many rows share is looked up once a chunk or a load.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use sellout_ingest::{Named, Product};
use sellout_store::product_aliases::ANY_VENDOR;
use sellout_store::product_keys::spoken_by;

/// How many products are numbered before they are numbered afresh.
pub(super) const MOST_PRODUCTS: usize = 32_768;

/// The numbers of places within the chunk and of products within the load, by the addresses of their allocations. What
/// these hold is not looked at again: a row costs what it fetches from memory.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    places: HashMap<usize, u32, RandomState>,
    /// The places, lest their addresses are given to others.
    named: Vec<Arc<Named>>,
    /// The vendor of each place.
    vendor_of: Vec<u32>,
    vendors: HashMap<String, u32>,
    /// Products by what everybody means: most of a file's are known by their EANs.
    everybodys: HashMap<usize, u32, RandomState>,
    /// Products by what this vendor means.
    vendors_own: HashMap<(usize, u32), u32, RandomState>,
    /// The products by their numbers.
    products: Vec<Arc<Product>>,
}

/// Whether everybody means the same by what a row calls its product.
pub(super) fn is_everybodys(named: &Named, product: &Product) -> bool {
    spoken_by(product.ean.as_ref(), &named.place.vendor) == ANY_VENDOR
}

impl Numbers {
    /// The number of a place in its chunk, if it was met.
    pub(super) fn place(&self, named: &Arc<Named>) -> Option<u32> {
        self.places.get(&Arc::as_ptr(named).addr()).copied()
    }

    /// The number of a product in its load, as it is meant at this place of the chunk, and whether it is new.
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

    /// Enters a place that was met.
    pub(super) fn enter_place(&mut self, named: &Arc<Named>, number: u32) {
        let (vendor, next) = (&named.place.vendor, self.vendors.len() as u32);
        let vendor = match self.vendors.get(vendor) {
            Some(known) => *known,
            None => *self.vendors.entry(vendor.clone()).or_insert(next),
        };
        self.places.insert(Arc::as_ptr(named).addr(), number);
        self.named.push(Arc::clone(named));
        self.vendor_of.push(vendor);
    }

    /// Forgets the places, and the products once they are too many: whether it forgot them.
    pub(super) fn end_chunk(&mut self) -> bool {
        self.places.clear();
        self.named.clear();
        self.vendor_of.clear();
        let afresh = self.products.len() > MOST_PRODUCTS || self.vendors.len() > MOST_PRODUCTS;
        if afresh {
            self.vendors.clear();
            self.everybodys.clear();
            self.vendors_own.clear();
            self.products.clear();
        }
        afresh
    }
}
