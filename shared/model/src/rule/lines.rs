//! What stands while statements are replayed, found by vendor, store and channel instead of one by one.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::closure::{LineOf, line_of};
use crate::{ALL_STORES, ContentHash, Place};

/// A statement that counts at this moment of the replay.
#[derive(Clone, Debug)]
pub(super) struct Standing<'p> {
    pub(super) index: usize,
    pub(super) id: i64,
    pub(super) upload: i64,
    pub(super) place: &'p Place,
    pub(super) rows: i64,
    pub(super) hash: ContentHash,
    pub(super) uncounted: Vec<i32>,
}

/// What stands, by vendor and by what can overlap at all.
#[derive(Debug, Default)]
pub(super) struct Lines<'p>(HashMap<&'p str, OfVendor<'p>, RandomState>);

#[derive(Debug, Default)]
struct OfVendor<'p> {
    standing: HashMap<LineOf<'p>, Vec<Standing<'p>>, RandomState>,
    /// The lines of periods that name a store, and those that name none.
    named: Vec<LineOf<'p>>,
    unnamed: Vec<LineOf<'p>>,
}

impl<'p> Lines<'p> {
    /// What stands and overlaps a place, in the order of replay.
    pub(super) fn overlapping(&self, place: &'p Place) -> Vec<&Standing<'p>> {
        let Some(of_vendor) = self.0.get(place.vendor.as_str()) else { return Vec::new() };
        let own = line_of(place);
        let (named, unnamed): (&[LineOf<'p>], &[LineOf<'p>]) = match own {
            LineOf::Id(_) => (&[], &[]),
            LineOf::Store(ALL_STORES, _) => (&of_vendor.named, &of_vendor.unnamed),
            LineOf::Store(..) => (&[], &of_vendor.unnamed),
        };
        let others = named.iter().chain(unnamed).filter(|line| **line != own);
        let lines = std::iter::once(&own).chain(others).filter_map(|line| of_vendor.standing.get(line));
        let mut found: Vec<&Standing<'_>> = lines.flatten().filter(|s| s.place.overlaps(place)).collect();
        found.sort_unstable_by_key(|s| s.index);
        found
    }

    pub(super) fn insert(&mut self, standing: Standing<'p>) {
        let OfVendor { standing: lines, named, unnamed } = self.0.entry(&standing.place.vendor).or_default();
        let own = line_of(standing.place);
        let line = lines.entry(own).or_insert_with(|| {
            match own {
                LineOf::Store(ALL_STORES, _) => unnamed.push(own),
                LineOf::Store(..) => named.push(own),
                LineOf::Id(_) => {}
            }
            Vec::new()
        });
        line.push(standing);
    }

    /// Takes away statements on the place's own line; what a replacement covers is always there.
    pub(super) fn remove(&mut self, place: &'p Place, ids: &[i64]) {
        if ids.is_empty() {
            return;
        }
        let of_vendor = self.0.get_mut(place.vendor.as_str());
        if let Some(standing) = of_vendor.and_then(|of_vendor| of_vendor.standing.get_mut(&line_of(place))) {
            standing.retain(|s| !ids.contains(&s.id));
        }
    }
}
