//! Figures that stand once an order: its discount and what was refunded become lines of their own when its last
//! line has been read. Shipping and tax never do.

use std::sync::Arc;

use sellout_model::{Amount, Currency, Place, ProductKey};

use super::fault::Fault;
use super::view::View;
use crate::format::Field;
use crate::record::{Item, Product, Record, RowWarning, Source};

/// An order whose lines are being read.
#[derive(Debug)]
pub(super) struct OpenOrder {
    place: Arc<Place>,
    /// Its first line, as the pattern of the lines to be made.
    first: Option<Record>,
    currency: Option<Currency>,
    lines: i128,
    complete: bool,
    source: Source,
    subtotal: Option<Amount>,
    discount: Option<(Amount, u16)>,
    refunded: Option<(Amount, u16)>,
}

impl OpenOrder {
    pub(super) fn new(place: Arc<Place>, source: Source) -> Self {
        Self {
            place,
            first: None,
            currency: None,
            lines: 0,
            complete: true,
            source,
            subtotal: None,
            discount: None,
            refunded: None,
        }
    }

    /// Whether a row is a line of this order.
    pub(super) fn is(&self, place: &Place) -> bool {
        *self.place == *place
    }

    /// Reads the order's own figures where this row has them.
    pub(super) fn read(&mut self, view: &View<'_>) -> Result<(), Fault> {
        let read = |column: Option<u16>| match column {
            Some(column) => {
                let number = view.number_at(column, Field::Amount)?;
                Ok(number.and_then(|n| n.amount()).map(|amount| (amount, column)))
            }
            None => Ok(None),
        };
        let layout = view.layout;
        let (subtotal, discount, refunded) = (read(layout.subtotal), read(layout.discount), read(layout.refunded));
        self.subtotal = self.subtotal.or(subtotal?.map(|(amount, _)| amount));
        self.discount = self.discount.or(discount?.filter(|(amount, _)| *amount != Amount::ZERO));
        self.refunded = self.refunded.or(refunded?.filter(|(amount, _)| *amount != Amount::ZERO));
        Ok(())
    }

    /// Counts a line that was loaded.
    pub(super) fn line(&mut self, record: &Record) {
        match record.amount {
            Some(amount) => self.lines += i128::from(amount.0),
            None => self.complete = false,
        }
        self.currency = self.currency.or(record.currency);
        if self.first.is_none() {
            self.first = Some(record.clone());
        }
    }

    /// Notes that a line could not be loaded, so that the order's sum is not known.
    pub(super) fn line_lost(&mut self) {
        self.complete = false;
    }

    /// The lines and warnings that the order's own figures make.
    pub(super) fn close(self) -> Vec<Item> {
        let Some(first) = &self.first else { return Vec::new() };
        let mut items = Vec::new();
        let discount = self.discount_line(&mut items);
        if discount != 0 {
            let column = self.discount.map(|(_, column)| column);
            items.push(made(first, self.source, column, "Order discount", "discount", -discount));
        }
        if let Some((refunded, column)) = self.refunded {
            let net = self.subtotal.map_or(self.lines - discount, |s| i128::from(s.0));
            let refunded = i128::from(refunded.0).abs();
            if refunded < net {
                items.push(self.warning(
                    "refund_not_split",
                    "a part of the order was refunded and the file does not say of what; all of it was taken as products",
                ));
            }
            items.push(made(first, self.source, Some(column), "Refund", "refund", -refunded.min(net.max(0))));
        }
        items
    }

    /// How much of the order's discount is not in its lines yet.
    fn discount_line(&self, items: &mut Vec<Item>) -> i128 {
        let written = self.discount.map_or(0, |(amount, _)| i128::from(amount.0).abs());
        let (Some(subtotal), true) = (self.subtotal, self.complete) else {
            return if self.subtotal.is_some() { 0 } else { written };
        };
        let gap = self.lines - i128::from(subtotal.0);
        if gap == 0 || (gap > 0 && gap <= written) {
            return gap;
        }
        items.push(self.warning(
            "order_subtotal_differs",
            "the order's lines do not come to its subtotal, and its discount does not explain the difference",
        ));
        0
    }

    fn warning(&self, code: &'static str, message: &str) -> Item {
        let source = Some(self.source);
        Item::Warning(Box::new(RowWarning { code, message: message.to_owned(), source, value: None }))
    }
}

/// A line that the file does not have as a row. Its pieces are unknown.
fn made(first: &Record, source: Source, column: Option<u16>, text: &str, line: &str, amount: i128) -> Item {
    let mut record = first.clone();
    record.source = Source { column, ..source };
    let key = ProductKey::of_code(text);
    record.product = Arc::new(Product { key, ean: None, text: Some(text.to_owned()), sku: None });
    record.quantity = None;
    record.amount = i64::try_from(amount).ok().map(Amount);
    if let Some(order) = &mut record.order {
        order.line_id = Some(line.to_owned());
        (order.cost, order.fee) = (None, None);
    }
    Item::Sale(Box::new(record))
}
