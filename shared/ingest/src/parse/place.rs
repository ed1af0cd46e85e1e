//! Places of rows: each made and numbered once for all rows of the same outlet and period, within a bound.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use sellout_model::Period;

use super::outlet::Outlet;
use super::remembered::BOUND;
use crate::record::Named;

/// How many numbers are kept beside one another before all are forgotten: those of a store in each period from its first to
/// its last, whether it has sales there or not.
const MOST_SLOTS: usize = 16 * BOUND;
/// As the number of a place: there is none yet.
const NONE: u32 = u32::MAX;

/// The places by their numbers, and their numbers by those of their outlets and periods.
#[derive(Debug, Default)]
pub(super) struct Places {
    periods: HashMap<Period, u32, RandomState>,
    /// For each outlet.
    numbers: Vec<Numbers>,
    slots: usize,
    made: Vec<Arc<Named>>,
    forgotten: u32,
}

/// The numbers of an outlet's places, by periods from the first on that it has.
#[derive(Debug, Default)]
struct Numbers {
    first: u32,
    of_periods: Vec<u32>,
}

impl Numbers {
    #[inline]
    fn get(&self, period: u32) -> Option<u32> {
        let number = *self.of_periods.get(period.wrapping_sub(self.first) as usize)?;
        (number != NONE).then_some(number)
    }

    /// How many periods there are to be, with this one.
    fn with(&self, period: u32) -> usize {
        let (first, size) = (self.first, self.of_periods.len() as u32);
        let (from, to) = if size == 0 { (period, period) } else { (first.min(period), (first + size - 1).max(period)) };
        (to - from) as usize + 1
    }

    fn set(&mut self, period: u32, number: u32) {
        let size = self.with(period);
        if self.of_periods.is_empty() {
            self.first = period;
        }
        let before = self.first.saturating_sub(period);
        self.of_periods.splice(0..0, std::iter::repeat_n(NONE, before as usize));
        self.first -= before;
        self.of_periods.resize(size, NONE);
        self.of_periods[(period - self.first) as usize] = number;
    }
}

impl Places {
    /// Whether so many periods are numbered that all should be forgotten.
    pub(super) fn has_too_many_periods(&self) -> bool {
        self.periods.len() >= BOUND
    }

    /// The number of a period.
    pub(super) fn period(&mut self, period: Period) -> u32 {
        let next = self.periods.len() as u32;
        *self.periods.entry(period).or_insert(next)
    }

    /// The number of the place of an outlet over a period, if it was made.
    #[inline]
    pub(super) fn find(&self, outlet: u32, period: u32) -> Option<u32> {
        self.numbers.get(outlet as usize)?.get(period)
    }

    /// Makes it.
    pub(super) fn make(&mut self, (number, outlet): (u32, &Outlet), (period_number, period): (u32, Period)) -> u32 {
        let at = number as usize;
        let more = |all: &[Numbers]| all.get(at).map_or(1, |of| of.with(period_number) - of.of_periods.len());
        if self.made.len() >= BOUND || self.slots + more(&self.numbers) > MOST_SLOTS {
            self.forget();
        }
        self.slots += more(&self.numbers);
        if self.numbers.len() <= at {
            self.numbers.resize_with(at + 1, Numbers::default);
        }
        let place = self.made.len() as u32;
        self.numbers[at].set(period_number, place);
        self.made.push(Arc::new(outlet.over(&period)));
        place
    }

    /// The place of this number, until all are forgotten.
    #[inline]
    pub(super) fn get(&self, number: u32) -> &Arc<Named> {
        &self.made[number as usize]
    }

    /// How often they were forgotten, and their numbers given anew.
    pub(super) fn forgotten(&self) -> u32 {
        self.forgotten
    }

    /// Forgets all places, not the numbers of periods.
    pub(super) fn forget(&mut self) {
        self.numbers.clear();
        self.slots = 0;
        self.made.clear();
        self.forgotten += 1;
    }

    /// Forgets the numbers of periods, too.
    pub(super) fn forget_periods(&mut self) {
        self.forget();
        self.periods.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::super::outlet::OutletText;
    use super::*;
    use crate::Format;

    #[test]
    fn a_number_names_what_was_made_and_all_of_them_are_bounded() {
        let format = Format::builtin_by_code("generic").unwrap();
        let text = OutletText { vendor: None, vendor_name: "A", store: "One", channel: "", id: "" };
        let outlet = Outlet::of(format, &text);
        let mut places = Places::default();
        let mut by_hand = HashMap::new();
        // Stores with three months each, in any order.
        for number in 0..4 * BOUND as u32 {
            let (at, turn) = (number / 3 % BOUND as u32, number % 3);
            let month = number.wrapping_mul(2_654_435_769) >> 16;
            let month = Period::month(2000 + (month / 12 % 80) as i32, month % 12 + 1).unwrap();
            let period = places.period(month);
            if let Some(known) = places.find(at, period) {
                assert!(turn > 0 && by_hand.get(&(at, period)) == Some(&known));
                continue;
            }
            let before = places.forgotten();
            let made = places.make((at, &outlet), (period, month));
            if places.forgotten() != before {
                by_hand.clear();
                assert_eq!((made, places.made.len()), (0, 1));
            }
            by_hand.insert((at, period), made);
            assert_eq!(*places.get(made).place, *outlet.over(&month).place);
            assert!(places.made.len() <= BOUND && places.slots <= MOST_SLOTS);
            if number % 64 > 0 {
                continue;
            }
            let of_outlet = &places.numbers[at as usize];
            let known = (0..960).filter_map(|period| Some(((at, period), of_outlet.get(period)?)));
            assert!(
                known.clone().count() > 0 && known.into_iter().all(|(key, number)| by_hand.get(&key) == Some(&number))
            );
        }
        assert_eq!(places.slots, places.numbers.iter().map(|of| of.of_periods.len()).sum::<usize>());
        assert!(places.forgotten() > 2);
    }
}
