//! What the parser's numbers of places and products stand for in a load: a sale by numbers is looked up by them.

use sellout_ingest::Sale;

/// Places and products of the load by the parser's numbers.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// How often the parser had numbered anew when these were entered.
    numberings: u32,
    places: Vec<Option<u32>>,
    keys: Vec<Option<u32>>,
}

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
        self.places.get(sale.place as usize).copied().flatten()
    }

    #[inline]
    pub(super) fn key(&self, sale: &Sale) -> Option<u32> {
        self.keys.get(sale.product as usize).copied().flatten()
    }

    pub(super) fn keep_place(&mut self, sale: &Sale, place: u32) {
        keep(&mut self.places, sale.place, place);
    }

    pub(super) fn keep_key(&mut self, sale: &Sale, key: u32) {
        keep(&mut self.keys, sale.product, key);
    }
}

fn keep(all: &mut Vec<Option<u32>>, at: u32, value: u32) {
    let at = at as usize;
    if all.len() <= at {
        all.resize(at + 1, None);
    }
    all[at] = Some(value);
}
