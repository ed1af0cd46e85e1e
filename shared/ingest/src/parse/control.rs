//! The file's own totals beside the sums of its rows.

use sellout_model::{Amount, Quantity};

use super::held::{Held, Stated};
use super::view::View;
use crate::format::{Covers, Field};
use crate::profile::{Columns, Lane};
use crate::record::{Control, Measure, Source};
use crate::value::Number;

/// So many totals of totals are remembered: a region's total covers those of its stores.
const MARKS: usize = 500;

/// Sums of one lane, in ten-thousandths: of all rows, since each rule's last total, and how far they were at each total.
#[derive(Debug, Default, Clone)]
struct Sums {
    all: [i128; 2],
    since: Vec<[i128; 2]>,
    marks: Vec<[i128; 2]>,
}

/// The sums of one table's rows, loaded and refused together.
#[derive(Debug, Default)]
pub(super) struct Controls {
    lanes: Vec<Sums>,
    rules: usize,
    /// The sums of the tables before this one.
    earlier: [i128; 2],
    /// Totals that stand above their rows.
    held: Vec<Held>,
    /// The heading above, whose figures are the sums of the rows below it.
    head: Option<Held>,
    /// Whether the first total stood above all rows.
    above: bool,
    any_row: bool,
}

const MEASURES: [(Measure, Field); 2] = [(Measure::Units, Field::Quantity), (Measure::Amount, Field::Amount)];

impl Controls {
    /// Begins a table. The last rule is that of total words, which no format has to name.
    pub(super) fn begin(&mut self, lanes: usize, rules: usize) {
        for (slot, earlier) in self.earlier.iter_mut().enumerate() {
            *earlier += self.lanes.iter().map(|sums| sums.all[slot]).sum::<i128>();
        }
        self.rules = rules + 1;
        self.lanes = vec![Sums { since: vec![[0; 2]; self.rules], ..Sums::default() }; lanes];
        (self.held, self.head, self.above, self.any_row) = (Vec::new(), None, false, false);
    }

    /// Adds one row's figures in a lane.
    pub(super) fn add(&mut self, lane: usize, quantity: Option<Quantity>, amount: Option<Amount>) {
        let values = [quantity.map_or(0, |q| q.0), amount.map_or(0, |a| a.0)];
        self.any_row = true;
        let Some(sums) = self.lanes.get_mut(lane) else { return };
        for totals in sums.since.iter_mut().chain([&mut sums.all]) {
            for (total, value) in totals.iter_mut().zip(values) {
                *total += i128::from(value);
            }
        }
    }

    /// Whether a row's figures are exactly the sums of rows above it, in every figure that it has.
    pub(super) fn is_sum(&self, view: &View<'_>) -> bool {
        let mut agreed = 0;
        for (at, lane) in view.layout.lanes.iter().enumerate() {
            for (slot, (_, field)) in MEASURES.iter().enumerate() {
                let Ok(Some((number, Some(_)))) = view.figure(&lane.columns, *field) else { continue };
                let value = number.amount().map_or(i128::MAX, |a| i128::from(a.0));
                let Some(sums) = self.lanes.get(at) else { continue };
                let since = sums.since.last().map_or(0, |s| s[slot]);
                if value == 0 || (value != sums.all[slot] && value != since) {
                    return false;
                }
                agreed += 1;
            }
        }
        agreed > 0
    }

    /// Compares a total row with the sums, lane by lane, and begins anew after it. A total above its rows waits.
    pub(super) fn compare(
        &mut self,
        view: &View<'_>,
        label: &str,
        rule: Option<usize>,
        covers: Covers,
    ) -> Vec<Control> {
        let stated = self.stated(view, label, rule);
        self.above |= !self.any_row && covers != Covers::SinceLast;
        let rule = rule.unwrap_or(self.rules.saturating_sub(1));
        if self.above && !stated.iter().all(|one| self.candidates(one, rule).contains(&i128::from(one.file))) {
            let closed = self.close_held(false);
            self.held.push(Held::new(stated, |lane| self.all_of(lane)));
            return closed;
        }
        let found = stated.into_iter().map(|one| {
            let rows = self.covered(covers, &one, rule);
            one.control(rows)
        });
        let found = found.collect();
        for sums in &mut self.lanes {
            if let Some(since) = sums.since.get_mut(rule) {
                *since = [0; 2];
            }
            if sums.marks.len() < MARKS {
                sums.marks.push(sums.all);
            }
        }
        found
    }

    /// A heading whose figures are the sums of the rows below it: the one above it is over.
    pub(super) fn head(&mut self, view: &View<'_>, label: &str) -> Vec<Control> {
        let closed = self.close_head();
        let stated = self.stated(view, label, None);
        self.head = (!stated.is_empty()).then(|| Held::new(stated, |lane| self.all_of(lane)));
        closed
    }

    fn close_head(&mut self) -> Vec<Control> {
        let head = self.head.take();
        head.map(|held| held.close(|lane| self.all_of(lane))).unwrap_or_default()
    }

    /// The end of the table: totals above their rows are compared.
    pub(super) fn end(&mut self) -> Vec<Control> {
        let mut closed = self.close_head();
        closed.extend(self.close_held(true));
        closed
    }

    /// Ends the totals that wait: all of them, or those that the rows below them come to.
    fn close_held(&mut self, all: bool) -> Vec<Control> {
        let mut closed = Vec::new();
        let held = std::mem::take(&mut self.held);
        for held in held {
            let agrees = held.agrees(|lane| self.all_of(lane));
            if all || agrees {
                closed.extend(held.close(|lane| self.all_of(lane)));
            } else {
                self.held.push(held);
            }
        }
        closed
    }

    fn all_of(&self, lane: Option<usize>) -> [i128; 2] {
        match lane {
            Some(lane) => self.lanes.get(lane).map_or([0; 2], |sums| sums.all),
            None => self.lanes.iter().fold([0; 2], |[units, money], sums| [units + sums.all[0], money + sums.all[1]]),
        }
    }

    /// The figures of a total row: of each lane, and of the columns that hold a row's own sums.
    fn stated(&self, view: &View<'_>, label: &str, rule: Option<usize>) -> Vec<Stated> {
        let own = rule.and_then(|at| view.layout.total_columns.get(at)).filter(|columns| !columns.used().is_empty());
        let at = |column: u16| Source { sheet: view.layout.sheet, row: view.row.number(), column: Some(column) };
        let mut found = Vec::new();
        for (lane_at, lane) in view.layout.lanes.iter().enumerate().take(self.lanes.len()) {
            let label = lane.label.as_ref().map_or_else(|| label.to_owned(), |store| format!("{label} · {store}"));
            for (slot, (measure, _)) in MEASURES.iter().enumerate() {
                let Some((file, column)) = figure_of(view, own.unwrap_or(&lane.columns), *measure) else { continue };
                found.push(Stated {
                    label: label.clone(),
                    source: at(column),
                    measure: *measure,
                    slot,
                    lane: Some(lane_at),
                    file,
                });
            }
        }
        if view.layout.lanes.iter().any(|lane: &Lane| lane.own_column.is_some()) {
            for (field, column) in &view.layout.row_totals {
                let Some((slot, (measure, _))) = MEASURES.iter().enumerate().find(|(_, (_, of))| of == field) else {
                    continue;
                };
                let Some(file) = view.number_at(*column, *field).ok().flatten().and_then(|n| n.amount()) else {
                    continue;
                };
                let label = format!("{label} · {}", view.layout.header(*column));
                found.push(Stated { label, source: at(*column), measure: *measure, slot, lane: None, file: file.0 });
            }
        }
        found
    }

    /// The sums that a total may speak of: since the last one, since any before it, of the table, of all tables.
    fn candidates(&self, stated: &Stated, rule: usize) -> Vec<i128> {
        let slot = stated.slot;
        let all = self.all_of(stated.lane)[slot];
        let Some(lane) = stated.lane else { return self.of_all_lanes(slot, rule) };
        let Some(sums) = self.lanes.get(lane) else { return vec![all] };
        let since = sums.since.get(rule).map_or(0, |since| since[slot]);
        let mut found = vec![since, all];
        found.extend(sums.marks.iter().rev().map(|mark| all - mark[slot]));
        if self.lanes.len() == 1 {
            found.push(all + self.earlier[slot]);
        }
        found
    }

    fn of_all_lanes(&self, slot: usize, rule: usize) -> Vec<i128> {
        let since = self.lanes.iter().map(|sums| sums.since.get(rule).map_or(0, |since| since[slot])).sum();
        vec![since, self.all_of(None)[slot]]
    }

    /// The sum that a total speaks of; where nothing says which, the one that it is, else the closer one.
    fn covered(&self, covers: Covers, stated: &Stated, rule: usize) -> i128 {
        let found = self.candidates(stated, rule);
        let (since, all) = (found[0], found.get(1).copied().unwrap_or(found[0]));
        let file = i128::from(stated.file);
        match covers {
            Covers::SinceLast => since,
            Covers::Auto if found.contains(&file) => file,
            Covers::Auto if (file - since).abs() <= (file - all).abs() => since,
            Covers::All | Covers::Auto => all,
        }
    }
}

/// The figure of a total row, whatever is asked of rows that are sales, but for a total of one measure: money less the
/// discount beside it.
fn figure_of(view: &View<'_>, columns: &Columns, measure: Measure) -> Option<(i64, u16)> {
    let has_it = |field: Field| !view.format.has_measures_down() || view.may_read(field);
    let read = |field: Field| -> Option<(Number, u16)> {
        if !has_it(field) {
            return None;
        }
        columns.of(field).iter().find_map(|at| view.number_at(*at, field).ok().flatten().map(|number| (number, *at)))
    };
    let value = |number: Number| number.amount().map(|amount| amount.0);
    if measure == Measure::Units {
        let (number, column) = read(Field::Quantity)?;
        return value(number).map(|units| (units, column));
    }
    let (money, column) = read(Field::Amount).or_else(|| read(Field::OriginalAmount))?;
    let discount = read(Field::Discount).and_then(|(number, _)| value(number)).unwrap_or_default();
    Some((value(money)?.checked_sub(discount)?, column))
}
