//! One row of the table to its items.

use std::sync::Arc;

use sellout_model::squeeze;

use super::Parser;
use super::fault::{self, Fault};
use super::figures::{self, Figures};
use super::kind::{self, Kind};
use super::product::{self, Read};
use super::returned;
use super::row_sums::RowSums;
use super::view::View;
use crate::cells::Row;
use crate::format::{Field, Reports};
use crate::profile::{Lane, SheetLayout};
use crate::record::{AliasRow, Item, Named, Product, Record, RowError, RowWarning, Source};
use crate::value::cell;
use crate::value::text::shorten;

impl Parser<'_> {
    /// Reads one row below the header.
    pub(super) fn read_row(&mut self, layout: &SheetLayout, row: &Row) {
        if let Some(code) = row.fault() {
            let view = View::new(self.format, layout, row);
            self.refuse(&view, fault::of_reader(code, row));
            return;
        }
        if let Some(span) = layout.span {
            let mut own = std::mem::take(&mut self.own_cells);
            row.cut_into(span, &mut own);
            // What stands beside the table is another's.
            if !own.cells().all(cell::is_empty) {
                self.read_cells(layout, &own);
            }
            self.own_cells = own;
            return;
        }
        self.read_cells(layout, row);
    }

    fn read_cells(&mut self, layout: &SheetLayout, row: &Row) {
        if layout.fill_down.is_empty() {
            self.read_view(&View::new(self.format, layout, row));
            return;
        }
        let mut fill = std::mem::take(&mut self.fill);
        // A blank row stays blank; nothing goes down into it.
        let filled = if row.cells().all(cell::is_empty) { row } else { fill.apply(row, layout) };
        self.read_view(&View::new(self.format, layout, filled));
        self.fill = fill;
    }

    fn read_view(&mut self, view: &View<'_>) {
        if self.format.policy.reports == Reports::Aliases {
            self.alias(view);
            return;
        }
        self.checks.row(view);
        match kind::of(view, &self.controls) {
            Kind::Nothing => self.skip(view),
            Kind::Heading(text) => {
                let found = self.controls.head(view, &text);
                self.control(found);
                let field = self.format.rows.heading.unwrap_or(Field::Store);
                self.heading = view.put_right(field, text.into()).into_owned();
                self.skip(view);
            }
            Kind::Total(label, rule, covers) => {
                let found = self.controls.compare(view, &label, rule, covers);
                self.control(found);
                self.skip(view);
            }
            Kind::Dropped => self.name_only(view),
            Kind::LooksLikeTotal => {
                let message =
                    "the row reads like a total but is not the sum of the rows above it; it was loaded as a sale";
                self.warn(view, "looks_like_total", message, None);
                self.sale(view);
            }
            Kind::Sale => self.sale(view),
        }
    }

    /// What the vendor calls which product; a row that names only one of the two says nothing.
    fn alias(&mut self, view: &View<'_>) {
        let alias = match view.sound_text(Field::Alias) {
            Ok(alias) if !alias.is_empty() && product::is_named(view) => squeeze(&alias),
            Ok(_) => return self.skip(view),
            Err(fault) => return self.refuse(view, fault),
        };
        match self.products.read(view, "") {
            Ok(Read { product, .. }) => {
                let vendor = self.format.vendor.clone().or_else(|| self.ctx.vendor.clone());
                let named = AliasRow { source: source(view), vendor, alias, product };
                self.queue.push_back(Item::Alias(Box::new(named)));
            }
            Err(fault) => self.refuse(view, fault),
        }
    }

    /// All lanes of a row.
    fn sale(&mut self, view: &View<'_>) {
        let several = view.layout.lanes.iter().any(|lane| lane.own_column.is_some());
        let mut product: Option<Result<Read, ()>> = None;
        let mut sums = RowSums::new(view);
        let mut any = false;
        for (at, lane) in view.layout.lanes.iter().enumerate() {
            let view = &view.under(lane);
            let mut figures = figures::read(view, lane, self.prices.get(at).copied().flatten());
            let price = figures.price.take();
            if view.format.rows.price_above && (price.is_some() || figures.quantity.is_some()) {
                self.prices.resize(view.layout.lanes.len(), None);
                self.prices[at] = price;
            }
            if figures.are_blank() && (several || price.is_some()) {
                continue;
            }
            any = true;
            self.coherence.see(view, lane);
            self.controls.add(at, figures.quantity, figures.amount);
            sums.add(&figures);
            if names_product(lane) {
                product = None;
            }
            let reported_twice = product.is_some();
            let may_be_part = self.together.is_some() && !figures.are_blank() && product::is_named(view);
            if figures.are_zero() && !may_be_part {
                self.zero(view, lane, &figures);
                continue;
            }
            let read = product.get_or_insert_with(|| {
                self.products.read(view, &self.heading).map_err(|fault| self.queue.push_back(refused(view, fault)))
            });
            match read {
                Ok(read) => {
                    if !reported_twice && read.check_digit_wrong {
                        let text = read.product.ean.map(|e| e.to_string());
                        let message = "the check digit of the EAN is wrong; the row was loaded, check the number";
                        self.queue.push_back(warning(view, "ean_check_digit", message, text));
                    }
                    self.lane(view, lane, &read.product, figures);
                }
                // The row's product is at fault; what else is wrong with it is told too.
                Err(()) => self.refuse_all(view, figures.faults),
            }
        }
        if !any {
            self.skip(view);
        }
        if let Some(together) = &mut self.together {
            self.queue.extend(together.end_row(source(view)));
        }
        if let Some(message) = sums.gap(view) {
            self.warn(view, "row_total_differs", &message, None);
        }
    }

    /// One sale, if its place, time and figures can be read.
    fn lane(&mut self, view: &View<'_>, lane: &Lane, product: &Arc<Product>, figures: Figures) {
        let located = self.locate(view, lane);
        let (named, time) = match located {
            Ok(found) if figures.faults.is_empty() => found,
            Ok((named, _)) => {
                self.order_line_lost(view, &named);
                self.refuse_all(view, figures.faults);
                return;
            }
            Err(faults) => {
                self.refuse_all(view, faults);
                self.refuse_all(view, figures.faults);
                return;
            }
        };
        let order = match self.order_fields(view) {
            Ok(order) => order,
            Err(fault) => {
                self.order_line_lost(view, &named);
                self.refuse(view, fault);
                return;
            }
        };
        let record = Record {
            source: Source { column: lane.own_column, ..source(view) },
            named,
            sold_on: time.sold_on,
            period: time.speaks_for(),
            product: Arc::clone(product),
            quantity: figures.quantity,
            amount: figures.amount,
            currency: figures.currency,
            vat: self.vat_of(view.layout, figures.amount_column),
            vat_rate: self.vat_rate(),
            order,
        };
        if let Some(together) = &mut self.together {
            together.push(record);
            return;
        }
        self.order_line(view, &record);
        let back = self.format.returns.is_used().then(|| returned::read(view, &record));
        self.queue.push_back(Item::Sale(Box::new(record)));
        match back {
            Some(Ok(Some(back))) => self.queue.push_back(Item::Sale(Box::new(back))),
            Some(Err(fault)) => self.refuse(view, fault),
            Some(Ok(None)) | None => {}
        }
    }

    /// A row of zeros names its place; a row of blanks does if it says so itself.
    fn zero(&mut self, view: &View<'_>, lane: &Lane, figures: &Figures) {
        let speaks = !figures.are_blank() || product::is_named(view);
        match self.locate(view, lane) {
            Ok((named, _)) if speaks => {
                if self.format.orders.is_used() {
                    self.open_order(view, &named);
                }
                self.queue.push_back(named_item(view, lane, named));
            }
            Ok(_) | Err(_) => self.skip(view),
        }
    }

    /// A row that a filter drops names its place, if that can be read.
    fn name_only(&mut self, view: &View<'_>) {
        let mut named_any = false;
        for lane in &view.layout.lanes {
            let view = &view.under(lane);
            if let Ok((named, _)) = self.locate(view, lane) {
                self.queue.push_back(named_item(view, lane, named));
                named_any = true;
            }
        }
        if !named_any {
            self.skip(view);
        }
    }

    fn skip(&mut self, view: &View<'_>) {
        self.queue.push_back(Item::Skipped(source(view)));
    }

    fn warn(&mut self, view: &View<'_>, code: &'static str, message: &str, value: Option<String>) {
        self.queue.push_back(warning(view, code, message, value));
    }

    fn refuse_all(&mut self, view: &View<'_>, faults: Vec<Fault>) {
        for fault in faults {
            self.refuse(view, fault);
        }
    }

    pub(super) fn refuse(&mut self, view: &View<'_>, fault: Fault) {
        self.queue.push_back(refused(view, fault));
    }
}

/// Whether the label above says which product it is.
fn names_product(lane: &Lane) -> bool {
    lane.facts.iter().any(|(field, _)| Field::IDENTITY.contains(field))
}

fn refused(view: &View<'_>, fault: Fault) -> Item {
    let header = fault.column.map(|column| view.layout.header(column).to_owned());
    Item::Error(Box::new(RowError {
        source: Source { column: fault.column, ..source(view) },
        column: header.filter(|h| !h.is_empty()),
        code: fault.code,
        message: fault.message,
        value: shorten(&fault.value, 200),
        raw: cell::joined(view.row, 2_000),
    }))
}

pub(super) fn source(view: &View<'_>) -> Source {
    Source { sheet: view.layout.sheet, row: view.row.number(), column: None }
}

fn named_item(view: &View<'_>, lane: &Lane, named: Arc<Named>) -> Item {
    Item::Named { source: Source { column: lane.own_column, ..source(view) }, named }
}

fn warning(view: &View<'_>, code: &'static str, message: &str, value: Option<String>) -> Item {
    Item::Warning(Box::new(RowWarning { code, message: message.to_owned(), source: Some(source(view)), value }))
}
