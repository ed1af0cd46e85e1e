//! Where and when a row was sold: its outlet, its time, and the place that they come to.

use std::borrow::Cow;
use std::sync::Arc;

use super::Parser;
use super::fault::Fault;
use super::key::Key;
use super::kind;
use super::outlet::{Outlet, OutletText};
use super::place::Places;
use super::remembered::Remembered;
use super::time::{self, RowTime};
use super::view::View;
use crate::format::{Field, Reports};
use crate::profile::Lane;
use crate::record::Named;

/// Outlets and times of the rows above by the cells that say them, and the places that these come to. The two are
/// remembered apart: a file has many stores and many days, and far more pairs of them. Where rows say no day there are no
/// more pairs than places, and these are remembered by both at once, too.
#[derive(Debug, Default)]
pub(super) struct Located {
    outlets: Remembered<Outlet>,
    times: Remembered<Timed>,
    places: Places,
    spots: Remembered<(u32, RowTime)>,
}

/// A time with the number of its period; 0 where places have none.
#[derive(Clone, Copy, Debug)]
struct Timed {
    time: RowTime,
    period: u32,
}

impl Located {
    /// The number of a row's place, and its time, where outlet and time were said in the same way in rows above and their
    /// texts leave a row the sale that it is.
    #[inline]
    pub(super) fn find_plain(&mut self, view: &View<'_>, lane: &Lane) -> Option<(u32, RowTime)> {
        if view.layout.has_days {
            return self.find_apart(view, lane);
        }
        if let Some(spot) = self.spots.find_plain(spot_key(view, lane)) {
            return Some(*self.spots.get(spot));
        }
        let found = self.find_apart(view, lane)?;
        self.spots.keep(found, true);
        Some(found)
    }

    #[inline]
    fn find_apart(&mut self, view: &View<'_>, lane: &Lane) -> Option<(u32, RowTime)> {
        let time = self.times.find_plain(time_key(view, lane))?;
        let outlet = self.outlets.find_plain(outlet_key(view, lane, ""))?;
        let time = *self.times.get(time);
        Some((self.number(outlet, time), time.time))
    }

    /// The number of the place of an outlet at a time.
    #[inline]
    fn number(&mut self, outlet: u32, at: Timed) -> u32 {
        if let Some(known) = self.places.find(outlet, at.period) {
            return known;
        }
        let before = self.places.forgotten();
        let number = self.places.make((outlet, self.outlets.get(outlet)), (at.period, at.time.period));
        if self.places.forgotten() != before {
            self.spots.forget();
        }
        number
    }

    /// Remembers the time that was looked for last, and whether it is plain.
    fn keep_time(&mut self, time: RowTime, plain: bool, has_periods: bool) -> Timed {
        if self.places.has_too_many_periods() {
            self.forget();
        }
        let timed = Timed { time, period: if has_periods { self.places.period(time.period) } else { 0 } };
        self.times.keep(timed, plain);
        timed
    }

    /// The number of the outlet that was looked for last, now remembered, and whether it is plain.
    fn keep_outlet(&mut self, outlet: Outlet, plain: bool) -> u32 {
        let before = self.outlets.forgotten();
        let number = self.outlets.keep(outlet, plain);
        if self.outlets.forgotten() != before {
            self.places.forget();
            self.spots.forget();
        }
        number
    }

    /// The place of this number.
    #[inline]
    pub(super) fn place(&self, number: u32) -> &Arc<Named> {
        self.places.get(number)
    }

    /// How often the places were numbered anew.
    pub(super) fn numberings(&self) -> u32 {
        self.places.forgotten()
    }

    /// Forgets them: another table begins.
    pub(super) fn forget(&mut self) {
        self.outlets.forget();
        self.times.forget();
        self.places.forget_periods();
        self.spots.forget();
    }
}

/// What rows of the same outlet say alike.
fn outlet_key<'v>(view: &'v View<'_>, lane: &'v Lane, heading: &'v str) -> impl FnOnce(&mut Key) + use<'v> {
    move |key| {
        key.scope(lane.number);
        key.cells(view.row, &view.layout.outlet_runs);
        key.heading(heading);
    }
}

/// What rows of the same time say alike.
fn time_key<'v>(view: &'v View<'_>, lane: &'v Lane) -> impl FnOnce(&mut Key) + use<'v> {
    move |key| {
        key.scope(lane.number);
        key.cells(view.row, &view.layout.time_runs);
    }
}

/// What rows of the same outlet and time say alike.
fn spot_key<'v>(view: &'v View<'_>, lane: &'v Lane) -> impl FnOnce(&mut Key) + use<'v> {
    move |key| {
        key.scope(lane.number);
        key.cells(view.row, &view.layout.spot_runs);
    }
}

impl Parser<'_> {
    /// Place and time. Most rows of a file share them with others, so they are read of cells that were not seen yet only.
    pub(super) fn locate(&mut self, view: &View<'_>, lane: &Lane) -> Result<(Arc<Named>, RowTime), Vec<Fault>> {
        let (time, outlet) = (self.time(view, lane), self.outlet(view, lane));
        let (timed, outlet) = match (time, outlet) {
            (Ok(time), Ok(outlet)) => (time, outlet),
            (time, outlet) => {
                let faults = time.err().into_iter().chain(outlet.err().into_iter().flatten());
                return Err(faults.collect());
            }
        };
        self.see(timed.time);
        let number = self.located.number(outlet, timed);
        Ok((Arc::clone(self.located.place(number)), timed.time))
    }

    /// Widens the days of the file by those that a row itself says.
    #[inline]
    pub(super) fn see(&mut self, time: RowTime) {
        if time.own {
            let (from, to) = time.sold_on.map_or((time.period.from, time.period.to), |day| (day, day));
            let (first, last) = self.range.get_or_insert((from, to));
            (*first, *last) = ((*first).min(from), (*last).max(to));
        }
    }

    fn time(&mut self, view: &View<'_>, lane: &Lane) -> Result<Timed, Fault> {
        if let Some(known) = self.located.times.find(time_key(view, lane)) {
            return Ok(*self.located.times.get(known));
        }
        let time = time::read(view, lane, &self.profile.period)?;
        // Whether the texts of these cells leave a row the sale that it is.
        let plain = kind::are_quiet(view, &view.layout.time_columns);
        Ok(self.located.keep_time(time, plain, !self.format.policy.reports.is_by_id()))
    }

    /// The number of the outlet.
    fn outlet(&mut self, view: &View<'_>, lane: &Lane) -> Result<u32, Vec<Fault>> {
        if let Some(known) = self.located.outlets.find(outlet_key(view, lane, &self.heading)) {
            return Ok(known);
        }
        let outlet = self.read_outlet(view)?;
        let plain = kind::are_quiet(view, &view.layout.outlet_columns);
        Ok(self.located.keep_outlet(outlet, plain))
    }

    /// Reads it of the cells of fields that [may say it](Field::may_say_outlet), the label above, the heading, and what is
    /// said outside the table.
    fn read_outlet(&self, view: &View<'_>) -> Result<Outlet, Vec<Fault>> {
        let mut faults = Vec::new();
        let sheet = |field| if self.format.table.sheet_name == Some(field) { view.layout.name.as_str() } else { "" };
        let vendor = self.format.vendor.as_deref().or(self.ctx.vendor.as_deref());
        let vendor_name =
            if vendor.is_some() { Cow::Borrowed("") } else { or(view.text(Field::Vendor), sheet(Field::Vendor)) };
        if vendor.is_none() && vendor_name.is_empty() {
            let column = view.layout.columns.of(Field::Vendor).first().copied();
            let message =
                "the row does not say whose sale it is; fill in the reseller, or give the vendor of the whole file";
            faults.push(Fault::missing(column, "missing_vendor", message));
        }
        let id = self.id(view, &mut faults);
        let store = self.store(view);
        let channel = view.text(Field::Channel);
        if !faults.is_empty() {
            return Err(faults);
        }
        let text = OutletText { vendor, vendor_name: &vendor_name, store: &store, channel: &channel, id: &id };
        Ok(Outlet::of(self.format, &text))
    }

    /// The order's or settlement's id.
    fn id<'v>(&self, view: &View<'v>, faults: &mut Vec<Fault>) -> Cow<'v, str> {
        let (field, code) = match self.format.policy.reports {
            Reports::Orders => (Field::OrderId, "missing_order_id"),
            Reports::Settlements => (Field::SettlementId, "missing_settlement_id"),
            Reports::Periods | Reports::Parts | Reports::Aliases => return Cow::Borrowed(""),
        };
        let text = view.text(field);
        if text.is_empty() {
            let column = view.layout.columns.of(field).first().copied();
            faults.push(Fault::missing(
                column,
                code,
                format!("the row has no {}; give it", field.as_str().replace('_', " ")),
            ));
        }
        text
    }

    /// The store's name: by its column, the label above or a fact, the sheet's name, the heading row.
    fn store<'v>(&self, view: &View<'v>) -> Cow<'v, str> {
        let written = view.text(Field::Store);
        if !written.is_empty() {
            return written;
        }
        if self.format.table.sheet_name == Some(Field::Store) {
            return Cow::Borrowed(&view.layout.name);
        }
        if self.format.rows.heading == Some(Field::Store) {
            return Cow::Owned(self.heading.clone());
        }
        Cow::Borrowed("")
    }
}

fn or<'a>(text: Cow<'a, str>, other: &'a str) -> Cow<'a, str> {
    if text.is_empty() { Cow::Borrowed(other) } else { text }
}
