//! Which places a change reaches: what it touches, all that overlaps that, and what overlaps those in turn.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use foldhash::fast::RandomState;

use crate::{ALL_STORES, Channel, Place, PlaceParts};

/// The touched places, all of `places` that overlap them, and theirs in turn: indexes into `places`, ascending.
pub fn closure<'p>(touched: impl IntoIterator<Item = &'p Place>, places: &[&'p Place]) -> Vec<usize> {
    let lines = Lines::of(places);
    let mut inside = vec![false; places.len()];
    let mut edge: Vec<&Place> = touched.into_iter().collect();
    while let Some(place) = edge.pop() {
        lines.each_near(place, |index| {
            if !inside[index] && places[index].overlaps(place) {
                inside[index] = true;
                edge.push(places[index]);
            }
        });
    }
    inside.iter().enumerate().filter(|(_, inside)| **inside).map(|(index, _)| index).collect()
}

/// What can overlap at all, within a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum LineOf<'p> {
    Store(&'p str, Channel),
    Id(&'p PlaceParts),
}

/// Places by vendor and line, so that each is compared with few others.
struct Lines<'p>(HashMap<&'p str, OfVendor<'p>, RandomState>);

#[derive(Default)]
struct OfVendor<'p> {
    lines: HashMap<LineOf<'p>, Line, RandomState>,
    /// The lines of periods that name a store, and those that name none.
    named: Vec<LineOf<'p>>,
    unnamed: Vec<LineOf<'p>>,
}

/// The places of a line by their first days.
#[derive(Default)]
struct Line {
    places: Vec<(NaiveDate, usize)>,
    /// From the first day of its longest place to its last.
    longest: TimeDelta,
}

impl<'p> Lines<'p> {
    fn of(places: &[&'p Place]) -> Self {
        let mut of_vendors: HashMap<&str, OfVendor<'_>, RandomState> = HashMap::default();
        for (index, place) in places.iter().enumerate() {
            of_vendors.entry(&place.vendor).or_default().insert(index, place);
        }
        for of_vendor in of_vendors.values_mut() {
            for line in of_vendor.lines.values_mut() {
                line.places.sort_unstable();
            }
        }
        Self(of_vendors)
    }

    /// Tells of each place that may overlap this one.
    fn each_near(&self, place: &Place, mut tell: impl FnMut(usize)) {
        let Some(of_vendor) = self.0.get(place.vendor.as_str()) else { return };
        let own = line_of(place);
        let others = match own {
            LineOf::Id(_) => &[],
            LineOf::Store(store, _) if store == ALL_STORES => of_vendor.named.as_slice(),
            LineOf::Store(..) => of_vendor.unnamed.as_slice(),
        };
        for line in std::iter::once(&own).chain(others).filter_map(|line| of_vendor.lines.get(line)) {
            line.near(days_of(place)).iter().for_each(|(_, index)| tell(*index));
        }
    }
}

impl<'p> OfVendor<'p> {
    fn insert(&mut self, index: usize, place: &'p Place) {
        let own = line_of(place);
        let line = self.lines.entry(own).or_insert_with(|| {
            match own {
                LineOf::Store(store, _) if store == ALL_STORES => self.unnamed.push(own),
                LineOf::Store(..) => self.named.push(own),
                LineOf::Id(_) => {}
            }
            Line::default()
        });
        let (from, to) = days_of(place);
        line.places.push((from, index));
        line.longest = line.longest.max(to - from);
    }
}

impl Line {
    /// Those that begin neither after the days nor so long before them that none reaches them.
    fn near(&self, (from, to): (NaiveDate, NaiveDate)) -> &[(NaiveDate, usize)] {
        let earliest = from.checked_sub_signed(self.longest).unwrap_or(NaiveDate::MIN);
        let begin = self.places.partition_point(|(day, _)| *day < earliest);
        let end = self.places.partition_point(|(day, _)| *day <= to);
        self.places.get(begin..end).unwrap_or_default()
    }
}

pub(super) fn line_of(place: &Place) -> LineOf<'_> {
    match &place.parts {
        PlaceParts::Period { store, channel, .. } => LineOf::Store(store.as_str(), *channel),
        id => LineOf::Id(id),
    }
}

/// Orders and settlements have no days: all of one id are on the same one.
fn days_of(place: &Place) -> (NaiveDate, NaiveDate) {
    match &place.parts {
        PlaceParts::Period { from, to, .. } => (*from, *to),
        _ => (NaiveDate::MIN, NaiveDate::MIN),
    }
}
