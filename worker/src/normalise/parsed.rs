//! What the parser's numbers of places and products stand for in a load: a sale by numbers is looked up by them.

use sellout_ingest::Sale;
use sellout_model::ProductKey;

/// Places and products of the load by the parser's numbers.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// How often the parser had numbered anew when these were entered.
    numberings: u32,
    places: Vec<u32>,
    keys: Vec<Option<Known>>,
}

/// A product of the load.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) number: u32,
    /// What is said of it in each row: kept here, where it is found without a look at the product.
    pub(super) key: ProductKey,
}

/// As the number of a place: it is not known.
const NONE: u32 = u32::MAX;

impl Parsed {
    /// Forgets what the numbers stood for where the parser has given them anew.
    #[inline]
    pub(super) fn follow(&mut self, numberings: u32) {
        if self.numberings != numberings {
            self.numberings = numberings;
            self.forget();
        }
    }

    /// Forgets what the numbers stood for: the load's are given afresh.
    pub(super) fn forget(&mut self) {
        self.places.clear();
        self.keys.clear();
    }

    #[inline]
    pub(super) fn place(&self, sale: &Sale) -> Option<u32> {
        self.places.get(sale.place as usize).copied().filter(|place| *place != NONE)
    }

    #[inline]
    pub(super) fn key(&self, sale: &Sale) -> Option<&Known> {
        self.keys.get(sale.product as usize)?.as_ref()
    }

    pub(super) fn keep_place(&mut self, sale: &Sale, place: u32) {
        keep(&mut self.places, sale.place, place, NONE);
    }

    pub(super) fn keep_key(&mut self, sale: &Sale, known: Known) {
        keep(&mut self.keys, sale.product, Some(known), None);
    }
}

fn keep<T: Clone>(all: &mut Vec<T>, at: u32, value: T, none: T) {
    let at = at as usize;
    if all.len() <= at {
        all.resize(at + 1, none);
    }
    all[at] = value;
}
