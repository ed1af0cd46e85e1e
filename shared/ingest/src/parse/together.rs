//! Measures down: the rows of one sale, each with another of its figures, made one.

use crate::record::{Item, Record, Source};

/// The sales of the last row with figures that wait for the row below, and those of the row that is read.
#[derive(Debug, Default)]
pub(super) struct Together {
    waiting: Vec<Record>,
    fresh: Vec<Record>,
}

impl Together {
    /// One sale of the row that is read.
    pub(super) fn push(&mut self, record: Record) {
        self.fresh.push(record);
    }

    /// The row has been read: what it and the row above come to. A row that only adds its figures to the sales of the
    /// row above is skipped; sales that no row below can belong to any more are done.
    pub(super) fn end_row(&mut self, row: Source) -> Vec<Item> {
        if self.fresh.is_empty() {
            return Vec::new();
        }
        let fresh = std::mem::take(&mut self.fresh);
        let mut alone: Vec<Record> = Vec::new();
        let mut any_joined = false;
        for record in fresh {
            match self.waiting.iter_mut().find(|above| is_one_sale(above, &record)) {
                Some(above) => {
                    join(above, &record);
                    any_joined = true;
                }
                None => alone.push(record),
            }
        }
        let mut items: Vec<Item> = Vec::new();
        if any_joined {
            if alone.is_empty() {
                items.push(Item::Skipped(row));
            }
            // A third measure may still belong to them.
            self.waiting.extend(alone);
        } else {
            items = self.close();
            self.waiting = alone;
        }
        items
    }

    /// What waits, as nothing more comes.
    pub(super) fn close(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.waiting).into_iter().map(done).collect()
    }
}

/// Whether two records are of the same sale: all but their figures is the same, and no figure is in both.
fn is_one_sale(above: &Record, below: &Record) -> bool {
    let twice =
        (above.quantity.is_some() && below.quantity.is_some()) || (above.amount.is_some() && below.amount.is_some());
    let line = |record: &Record| record.order.as_ref().map(|order| (order.order_id.clone(), order.line_id.clone()));
    !twice
        && above.source.column == below.source.column
        && above.named.place == below.named.place
        && above.period == below.period
        && above.sold_on == below.sold_on
        && above.product.key == below.product.key
        && line(above) == line(below)
}

/// Adds the figures of the second to the first.
fn join(above: &mut Record, below: &Record) {
    if below.quantity.is_some() {
        above.quantity = below.quantity;
    }
    if below.amount.is_some() {
        (above.amount, above.currency, above.vat) = (below.amount, below.currency, below.vat);
    }
}

/// A sale, or a place that is named by nothing but zeros.
fn done(record: Record) -> Item {
    let is_zero = |figure: Option<i64>| figure.is_none_or(|figure| figure == 0);
    if is_zero(record.quantity.map(|q| q.0)) && is_zero(record.amount.map(|a| a.0)) {
        return Item::Named { source: record.source, named: record.named };
    }
    Item::Sale(Box::new(record))
}
