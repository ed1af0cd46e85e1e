//! Where and when a row was sold: its vendor, store, channel and period, or its order.

use std::borrow::Cow;
use std::sync::Arc;

use super::Parser;
use super::fault::Fault;
use super::key::Key;
use super::kind;
use super::place::PlaceText;
use super::time::{self, RowTime};
use super::view::View;
use crate::format::{Field, Reports};
use crate::profile::Lane;
use crate::record::Named;

/// Place and time of rows that say them in the same cells.
#[derive(Clone, Debug)]
pub(super) struct Located {
    pub named: Arc<Named>,
    pub time: RowTime,
}

/// What rows of the same place and time say alike.
pub(super) fn write_key<'v>(view: &'v View<'_>, lane: &'v Lane, heading: &'v str) -> impl FnOnce(&mut Key) + use<'v> {
    move |key| {
        key.scope(lane.number);
        key.cells(view.row, &view.layout.place_runs);
        key.heading(heading);
    }
}

impl Parser<'_> {
    /// Place and time. Most rows of a file share them with others, so they are read of cells that were not seen yet only.
    pub(super) fn locate(&mut self, view: &View<'_>, lane: &Lane) -> Result<(Arc<Named>, RowTime), Vec<Fault>> {
        let (named, time) = if self.format.policy.reports == Reports::Orders {
            // Each order has a place of its own.
            self.read_place(view, lane)?
        } else {
            let known = self.located.find(write_key(view, lane, &self.heading));
            let number = if let Some(number) = known {
                number
            } else {
                let (named, time) = self.read_place(view, lane)?;
                // Whether the texts of these cells leave a row the sale that it is.
                let plain = kind::are_quiet(view, &view.layout.place_columns);
                self.located.keep(Located { named, time }, plain)
            };
            let found = self.located.get(number);
            (Arc::clone(&found.named), found.time)
        };
        if time.own {
            let (from, to) = time.sold_on.map_or((time.period.from, time.period.to), |day| (day, day));
            let (first, last) = self.range.get_or_insert((from, to));
            (*first, *last) = ((*first).min(from), (*last).max(to));
        }
        Ok((named, time))
    }

    /// Reads them of the cells of fields that [may say it](Field::may_say_place), the label above, the heading, and what
    /// is said outside the table.
    fn read_place(&mut self, view: &View<'_>, lane: &Lane) -> Result<(Arc<Named>, RowTime), Vec<Fault>> {
        let mut faults = Vec::new();
        let time = time::read(view, lane, &self.profile.period).map_err(|fault| faults.push(fault)).ok();
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
        let Some(time) = time.filter(|_| faults.is_empty()) else { return Err(faults) };
        let text = PlaceText {
            vendor,
            vendor_name: &vendor_name,
            store: &store,
            channel: &view.text(Field::Channel),
            id: &id,
            period: time.period,
        };
        Ok((self.places.get(self.format, &text), time))
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
