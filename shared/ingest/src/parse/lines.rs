//! What the rows give, sales by numbers where they can be, and what the numbers stand for.

use std::sync::Arc;

use chrono::NaiveDate;
use sellout_model::Period;

use super::Parser;
use super::locate::Located;
use crate::error::ReadError;
use crate::record::{Item, Line, Named, Product, Record, Sale};

impl Parser<'_> {
    /// What the rows give, one after the other, sales by numbers where they can be.
    pub fn next_line(&mut self) -> Result<Option<Line>, ReadError> {
        loop {
            if let Some(item) = self.queue.pop_front() {
                return Ok(Some(Line::Item(item)));
            }
            if self.done {
                return Ok(None);
            }
            match self.step() {
                Ok(None) => {}
                Ok(Some(sale)) => return Ok(Some(Line::Sale(sale))),
                Err(error) => {
                    self.done = true;
                    return Err(error);
                }
            }
        }
    }

    /// How often the places and products of [sales by numbers](Sale) were numbered anew.
    pub fn numberings(&self) -> u32 {
        self.located.forgotten() + self.products.forgotten()
    }

    /// The place of a sale, its own day if it has one, and the period that it speaks for.
    pub fn located(&self, sale: &Sale) -> (&Arc<Named>, Option<NaiveDate>, Period) {
        let Located { named, time } = self.located.get(sale.located);
        (named, time.sold_on, time.speaks_for())
    }

    /// The product of a sale.
    pub fn product(&self, sale: &Sale) -> &Arc<Product> {
        self.products.get(sale.product)
    }

    /// The VAT rate of all sales, in ten-thousandths, if the format gives one.
    pub fn vat_rate(&self) -> Option<u32> {
        self.format.policy.vat_rate.map(|rate| rate.0)
    }

    /// A sale with all that its numbers stand for.
    pub fn record(&self, sale: &Sale) -> Record {
        let (named, sold_on, period) = self.located(sale);
        Record {
            source: sale.source,
            named: Arc::clone(named),
            sold_on,
            period,
            product: Arc::clone(self.product(sale)),
            quantity: sale.quantity,
            amount: Some(sale.amount),
            currency: Some(sale.currency),
            vat: sale.vat,
            vat_rate: self.vat_rate(),
            order: None,
        }
    }
}

impl Iterator for Parser<'_> {
    type Item = Result<Item, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.next_line().transpose()? {
            Ok(Line::Item(item)) => Ok(item),
            Ok(Line::Sale(sale)) => Ok(Item::Sale(Box::new(self.record(&sale)))),
            Err(error) => Err(error),
        })
    }
}
