//! The statement rule against plain replay: the same words written naively, over rows instead of hashes.

mod scenario;

use std::collections::BTreeMap;

use proptest::prelude::*;
use scenario::{Event, event, load, places};
use sellout_model::rule::{Book, Counted, Load, ModelStatement, Step, closure};
use sellout_model::{Mode, Place, RowHash};

/// What the naive replay keeps of an upload.
#[derive(Clone)]
struct Sent {
    mode: Mode,
    given: bool,
    forced: bool,
    load: Load,
}

/// Replays everything from the first upload on, comparing rows one by one.
fn replay(uploads: &BTreeMap<i64, Sent>) -> Counted {
    let mut live: Vec<(i64, Place, Vec<RowHash>)> = Vec::new();
    for (number, sent) in uploads {
        for ModelStatement { place, rows } in &sent.load {
            let rows: Vec<RowHash> = rows.iter().map(|(_, row)| *row).collect();
            let meets: Vec<usize> = (0..live.len()).filter(|i| live[*i].1.overlaps(place)).collect();
            if sent.mode == Mode::Append {
                if meets.iter().any(|i| live[*i].1 != *place) {
                    continue;
                }
                let mut there: Vec<RowHash> = meets.iter().flat_map(|i| live[*i].2.clone()).collect();
                let mut counting = Vec::new();
                for row in rows {
                    match there.iter().position(|other| *other == row).filter(|_| !sent.forced) {
                        Some(at) => drop(there.remove(at)),
                        None => counting.push(row),
                    }
                }
                live.push((*number, place.clone(), counting));
                continue;
            }
            if meets.iter().any(|i| live[*i].0 == *number || !place.covers(&live[*i].1)) {
                continue;
            }
            let mut there: Vec<RowHash> = meets.iter().flat_map(|i| live[*i].2.clone()).collect();
            let mut said = rows.clone();
            there.sort_unstable();
            said.sort_unstable();
            if !meets.is_empty() && meets.iter().all(|i| live[*i].1 == *place) && there == said {
                continue;
            }
            let mut index = 0;
            live.retain(|_| {
                index += 1;
                !meets.contains(&(index - 1))
            });
            live.push((*number, place.clone(), rows));
        }
    }
    let mut counted = Counted::new();
    for (_, place, rows) in live {
        counted.entry(place).or_default().extend(rows);
    }
    counted.retain(|_, rows| !rows.is_empty());
    for rows in counted.values_mut() {
        rows.sort_unstable();
    }
    counted
}

/// Adds what overlaps until nothing more does.
fn reached(touched: &[&Place], places: &[&Place]) -> Vec<usize> {
    let mut inside: Vec<usize> = Vec::new();
    loop {
        let met = |place: &Place| {
            touched.iter().any(|t| t.overlaps(place)) || inside.iter().any(|at| places[*at].overlaps(place))
        };
        let now: Vec<usize> = (0..places.len()).filter(|at| met(places[*at])).collect();
        if now == inside {
            return inside;
        }
        inside = now;
    }
}

#[derive(Default)]
struct World {
    book: Book,
    sent: BTreeMap<i64, Sent>,
    undone: Vec<i64>,
    next: i64,
    versions: Vec<Counted>,
}

impl World {
    fn pick(&self, upload: u8) -> Option<i64> {
        (self.next > 0).then(|| i64::from(upload) % self.next + 1)
    }

    fn happen(&mut self, event: &Event) {
        match event {
            Event::Send { given, default, forced, load: parts } => {
                self.next += 1;
                self.book.accept(self.next, *given, *default, *forced);
                let mode = given.unwrap_or(*default);
                self.sent.insert(self.next, Sent { mode, given: given.is_some(), forced: *forced, load: Load::new() });
                self.finish(self.next, load(parts));
            }
            Event::Retry { upload, load: parts } => {
                if let Some(number) = self.pick(*upload).filter(|n| !self.undone.contains(n) && !self.book.waits(*n)) {
                    self.finish(number, load(parts));
                }
            }
            Event::Undo { upload } => {
                if let Some(number) = self.pick(*upload) {
                    self.undone.push(number);
                    self.book.undo(number);
                }
            }
            Event::Answer { upload, mode } => {
                if let Some(number) = self.pick(*upload).filter(|n| !self.undone.contains(n)) {
                    self.book.answer(number, *mode);
                    if let Some(sent) = self.sent.get_mut(&number) {
                        (sent.mode, sent.given) = (*mode, true);
                    }
                }
            }
        }
        self.check();
    }

    fn finish(&mut self, number: i64, load: Load) {
        let step = self.book.finish(number, load.clone());
        let sent = self.sent.get_mut(&number).expect("the upload was sent");
        assert!(step != Step::AsksMode || (!sent.given && sent.mode == Mode::Replace), "only an open replace is asked");
        sent.load = load;
    }

    fn check(&mut self) {
        let standing = self.sent.iter().filter(|(n, _)| !self.undone.contains(n) && !self.book.waits(**n));
        let now = replay(&standing.map(|(n, sent)| (*n, sent.clone())).collect());
        if self.versions.last() != Some(&now) && !(self.versions.is_empty() && now.is_empty()) {
            self.versions.push(now);
        }
        assert_eq!(self.book.version(), self.versions.len());
        for (index, counted) in self.versions.iter().enumerate() {
            assert_eq!(&self.book.as_of(index + 1), counted, "version {}", index + 1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_model_is_plain_replay_at_every_step_and_version(events in prop::collection::vec(event(), 1..14)) {
        let mut world = World::default();
        for event in &events {
            world.happen(event);
        }
    }

    #[test]
    fn a_closure_is_all_that_overlaps_again_and_again(
        picked in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        touched in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let places = places();
        let picked: Vec<&Place> = picked.iter().map(|index| index.get(&places)).collect();
        let touched: Vec<&Place> = touched.iter().map(|index| index.get(&places)).collect();
        prop_assert_eq!(closure(touched.iter().copied(), &picked), reached(&touched, &picked));
    }
}
