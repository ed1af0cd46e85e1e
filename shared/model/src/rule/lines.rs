//! What stands while statements are replayed, found by vendor, store and channel instead of one by one.

use std::collections::HashMap;

use crate::{ContentHash, Place, PlaceParts};

/// A statement that counts at this moment of the replay.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) index: usize,
    pub(super) id: i64,
    pub(super) upload: i64,
    pub(super) place: Place,
    pub(super) rows: i64,
    pub(super) hash: ContentHash,
    pub(super) uncounted: Vec<i32>,
}

/// A line is what can overlap at all: a store and channel of a vendor, or one order or settlement.
#[derive(Debug, Default)]
pub(super) struct Lines {
    standing: HashMap<(String, String), Vec<Standing>>,
    /// For each vendor, its lines of periods; and of these, the ones that name no store.
    periods: HashMap<String, Vec<String>>,
    unnamed: HashMap<String, Vec<String>>,
}

fn line_of(place: &Place) -> String {
    match &place.parts {
        PlaceParts::Period { store, channel, .. } => format!("period:{channel}:{store}"),
        PlaceParts::Order(_) | PlaceParts::Settlement(_) => place.key(),
    }
}

fn names_no_store(place: &Place) -> Option<bool> {
    match &place.parts {
        PlaceParts::Period { store, .. } => Some(store.is_all()),
        _ => None,
    }
}

impl Lines {
    /// What stands and overlaps a place, in the order of replay.
    pub(super) fn overlapping(&self, place: &Place) -> Vec<&Standing> {
        let own = line_of(place);
        let mut found: Vec<&Standing> = Vec::new();
        let mut look = |line: &String| {
            if let Some(standing) = self.standing.get(&(place.vendor.clone(), line.clone())) {
                found.extend(standing.iter().filter(|s| s.place.overlaps(place)));
            }
        };
        look(&own);
        let others = match names_no_store(place) {
            None => None,
            Some(true) => self.periods.get(&place.vendor),
            Some(false) => self.unnamed.get(&place.vendor),
        };
        for line in others.into_iter().flatten().filter(|line| **line != own) {
            look(line);
        }
        found.sort_unstable_by_key(|s| s.index);
        found
    }

    pub(super) fn insert(&mut self, standing: Standing) {
        let line = line_of(&standing.place);
        let vendor = standing.place.vendor.clone();
        if let Some(unnamed) = names_no_store(&standing.place) {
            let note = |index: &mut HashMap<String, Vec<String>>| {
                let lines = index.entry(vendor.clone()).or_default();
                if !lines.contains(&line) {
                    lines.push(line.clone());
                }
            };
            note(&mut self.periods);
            if unnamed {
                note(&mut self.unnamed);
            }
        }
        self.standing.entry((vendor, line)).or_default().push(standing);
    }

    /// Takes away statements on the place's own line; what a replacement covers is always there.
    pub(super) fn remove(&mut self, place: &Place, ids: &[i64]) {
        if ids.is_empty() {
            return;
        }
        if let Some(standing) = self.standing.get_mut(&(place.vendor.clone(), line_of(place))) {
            standing.retain(|s| !ids.contains(&s.id));
        }
    }
}
