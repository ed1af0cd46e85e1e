//! Day first or month first in one column: by its values, by the period that the file speaks of, by the month or the
//! day of the week beside it, by the order of its rows. What none of them proves is a question.

use chrono::{Datelike, NaiveDate};
use sellout_model::Period;

use crate::cells::Row;
use crate::record::Source;
use crate::value::{DateHint, DateOrder, Said, cell, date, period, weekday};

/// So many rows in ascending (or descending) order are no accident: the odds against it are 1 in 20,160.
const IN_ORDER: u32 = 8;
/// So many days of the week that agree are none either.
const WEEKDAYS: u32 = 2;

/// What has been seen in a column of days.
#[derive(Debug, Default)]
pub(super) struct Orders {
    pub(super) day_first: bool,
    pub(super) month_first: bool,
    /// The first date that could be either.
    pub(super) unsure: Option<Source>,
    /// The same dates read day first, and month first.
    read: [Read; 2],
    /// Columns with names of days of the week; looked for once.
    weekdays: Option<Vec<u16>>,
}

/// The dates that could be either, read in one order.
#[derive(Debug, Default)]
struct Read {
    least: Option<NaiveDate>,
    most: Option<NaiveDate>,
    previous: Option<NaiveDate>,
    rises: u32,
    falls: u32,
    months: Votes,
    weekdays: Votes,
}

/// How often something beside a date agrees with it.
#[derive(Debug, Default)]
struct Votes {
    yes: u32,
    no: u32,
}

impl Votes {
    fn count(&mut self, agrees: bool) {
        *if agrees { &mut self.yes } else { &mut self.no } += 1;
    }

    /// Whether it speaks for this reading and against the other.
    fn prove(&self, other: &Self, least: u32) -> bool {
        self.no == 0 && self.yes >= least && other.no > 0
    }
}

impl Orders {
    /// Looks at a text of the column. `closely`: the format does not say which order it is.
    pub(super) fn see(&mut self, text: &str, source: Source, row: &Row, months: &[u16], closely: bool) {
        match period::hint(text) {
            DateHint::Nothing => {}
            DateHint::Proof(DateOrder::MonthFirst) => self.month_first = true,
            DateHint::Proof(_) => self.day_first = true,
            DateHint::Unsure => {
                self.unsure.get_or_insert(source);
                if closely && !self.day_first && !self.month_first {
                    self.compare(text, row, months);
                }
            }
        }
    }

    fn compare(&mut self, text: &str, row: &Row, months: &[u16]) {
        let name = |at: u16| weekday::of_name(&cell::text(row.cell(usize::from(at))));
        let weekdays =
            self.weekdays.get_or_insert_with(|| (0..row.len() as u16).filter(|at| name(*at).is_some()).collect());
        let weekday = weekdays.iter().find_map(|at| name(*at));
        let month = months.iter().find_map(|at| month_of(&cell::text(row.cell(usize::from(*at)))));
        for (read, order) in self.read.iter_mut().zip([DateOrder::DayFirst, DateOrder::MonthFirst]) {
            let Ok(day) = date::parse(text, order) else { continue };
            read.see(day);
            if let Some(month) = month {
                read.months.count(day.month() == month);
            }
            if let Some(weekday) = weekday {
                read.weekdays.count(day.weekday() == weekday);
            }
        }
    }

    /// The order that the values alone prove: by a number above 12.
    pub(super) fn by_values(&self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (true, true) => Some(DateOrder::Mixed),
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            (false, false) => None,
        }
    }

    /// The order that the dates prove together with what stands beside them and the period of the whole file.
    pub(super) fn proven(&self, whole: Option<Period>) -> Option<DateOrder> {
        if let Some(order) = self.by_values() {
            return Some(order);
        }
        let [day, month] = &self.read;
        if day.is_proven_against(month, whole) {
            Some(DateOrder::DayFirst)
        } else if month.is_proven_against(day, whole) {
            Some(DateOrder::MonthFirst)
        } else {
            None
        }
    }
}

impl Read {
    fn see(&mut self, day: NaiveDate) {
        self.least = Some(self.least.map_or(day, |least| least.min(day)));
        self.most = Some(self.most.map_or(day, |most| most.max(day)));
        if let Some(previous) = self.previous.replace(day) {
            self.rises += u32::from(day > previous);
            self.falls += u32::from(day < previous);
        }
    }

    fn is_proven_against(&self, other: &Self, whole: Option<Period>) -> bool {
        // Where something speaks for the other order too, nothing is proven.
        let proofs = |of: &Self, against: &Self| {
            let inside = |read: &Self| whole.is_some_and(|whole| read.is_inside(&whole));
            (whole.is_some() && inside(of) && !inside(against))
                || of.months.prove(&against.months, 1)
                || of.weekdays.prove(&against.weekdays, WEEKDAYS)
                || (of.is_in_order() && !against.is_in_order())
        };
        proofs(self, other) && !proofs(other, self)
    }

    fn is_inside(&self, whole: &Period) -> bool {
        self.least.zip(self.most).is_some_and(|(least, most)| whole.from <= least && most <= whole.to)
    }

    fn is_in_order(&self) -> bool {
        (self.falls == 0 && self.rises >= IN_ORDER - 1) || (self.rises == 0 && self.falls >= IN_ORDER - 1)
    }
}

/// The month that a cell names, if it is not a date that could be of two.
fn month_of(text: &str) -> Option<u32> {
    if period::hint(text) == DateHint::Unsure {
        return None;
    }
    match period::parse(text, DateOrder::DayFirst)? {
        Said::Month(month) => Some(month),
        Said::Period(period) if period.from.month() == period.to.month() => Some(period.from.month()),
        Said::Period(_) | Said::Year(_) => None,
    }
}
