//! The file's own totals beside the sums of its rows.

use sellout_model::{Amount, Quantity};

use super::view::View;
use crate::format::{Covers, Field};
use crate::profile::Columns;
use crate::record::{Control, Measure, Source};
use crate::value::Number;

/// Sums of one lane, in ten-thousandths: of all rows, and since each rule's last total.
#[derive(Debug, Default, Clone)]
struct Sums {
    all: [i128; 2],
    since: Vec<[i128; 2]>,
}

/// The sums of one sheet's rows, loaded and refused together.
#[derive(Debug, Default)]
pub(super) struct Controls {
    lanes: Vec<Sums>,
    rules: usize,
}

const MEASURES: [(Measure, Field); 2] = [(Measure::Units, Field::Quantity), (Measure::Amount, Field::Amount)];

impl Controls {
    /// Begins a sheet. The last rule is that of total words, which no format has to name.
    pub(super) fn begin(&mut self, lanes: usize, rules: usize) {
        self.rules = rules + 1;
        self.lanes = vec![Sums { all: [0; 2], since: vec![[0; 2]; self.rules] }; lanes];
    }

    /// Adds one row's figures in a lane.
    pub(super) fn add(&mut self, lane: usize, quantity: Option<Quantity>, amount: Option<Amount>) {
        let values = [quantity.map_or(0, |q| q.0), amount.map_or(0, |a| a.0)];
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

    /// Compares a total row with the sums, lane by lane, and begins anew after it.
    pub(super) fn compare(
        &mut self,
        view: &View<'_>,
        label: &str,
        rule: Option<usize>,
        covers: Covers,
    ) -> Vec<Control> {
        let own = rule.and_then(|at| view.layout.total_columns.get(at)).filter(|columns| !columns.used().is_empty());
        let rule = rule.unwrap_or(self.rules.saturating_sub(1));
        let mut found = Vec::new();
        for (at, lane) in view.layout.lanes.iter().enumerate() {
            let Some(sums) = self.lanes.get_mut(at) else { continue };
            let since = sums.since.get(rule).copied().unwrap_or_default();
            let label = lane.label.as_ref().map_or_else(|| label.to_owned(), |store| format!("{label} · {store}"));
            for (slot, (measure, field)) in MEASURES.iter().enumerate() {
                let Some((number, column)) = figure_of(view, own.unwrap_or(&lane.columns), *field) else { continue };
                let Some(file) = number.amount() else { continue };
                let rows = covered(covers, i128::from(file.0), since[slot], sums.all[slot]);
                let source = Source { sheet: view.layout.sheet, row: view.row.number(), column: Some(column) };
                let rows = i64::try_from(rows).unwrap_or(if rows < 0 { i64::MIN } else { i64::MAX });
                found.push(Control { label: label.clone(), source, measure: *measure, file: file.0, rows });
            }
            if let Some(since) = sums.since.get_mut(rule) {
                *since = [0; 2];
            }
        }
        found
    }
}

/// The figure of a total row, whatever is asked of rows that are sales.
fn figure_of(view: &View<'_>, columns: &Columns, field: Field) -> Option<(Number, u16)> {
    columns.of(field).iter().find_map(|at| view.number_at(*at, field).ok().flatten().map(|number| (number, *at)))
}

/// The sum that a total speaks of; where nothing says which, the one that is closer to it.
fn covered(covers: Covers, file: i128, since: i128, all: i128) -> i128 {
    match covers {
        Covers::SinceLast => since,
        Covers::Auto if (file - since).abs() <= (file - all).abs() => since,
        Covers::Auto | Covers::All => all,
    }
}
