//! What the parser's numbers of places and products stand for in a load, so that a sale by numbers is looked up by them.

use chrono::NaiveDate;
use sellout_ingest::Sale;

/// Places of the chunk and products of the load by the parser's numbers.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// How often the parser had numbered anew when these were entered.
    numberings: u32,
    spots: Vec<Option<Spot>>,
    keys: Vec<Option<u32>>,
}

/// The number of a place in its chunk, and the time of the rows there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) place: u32,
    pub(super) sold_on: Option<NaiveDate>,
    pub(super) booked_on: NaiveDate,
}

impl Parsed {
    /// Forgets what the numbers stood for where the parser has given them anew.
    #[inline]
    pub(super) fn follow(&mut self, numberings: u32) {
        if self.numberings != numberings {
            self.numberings = numberings;
            self.spots.clear();
            self.keys.clear();
        }
    }

    /// Ends a chunk, and with it its numbers of places; those of products too where they are given afresh.
    pub(super) fn end_chunk(&mut self, afresh: bool) {
        self.spots.clear();
        if afresh {
            self.keys.clear();
        }
    }

    #[inline]
    pub(super) fn spot(&self, sale: &Sale) -> Option<Spot> {
        self.spots.get(sale.located as usize).copied().flatten()
    }

    #[inline]
    pub(super) fn key(&self, sale: &Sale) -> Option<u32> {
        self.keys.get(sale.product as usize).copied().flatten()
    }

    pub(super) fn keep_spot(&mut self, sale: &Sale, spot: Spot) {
        keep(&mut self.spots, sale.located, spot);
    }

    pub(super) fn keep_key(&mut self, sale: &Sale, key: u32) {
        keep(&mut self.keys, sale.product, key);
    }
}

fn keep<T: Clone>(all: &mut Vec<Option<T>>, at: u32, value: T) {
    let at = at as usize;
    if all.len() <= at {
        all.resize(at + 1, None);
    }
    all[at] = Some(value);
}
