//! What the rows give, sales by numbers where they can be, and what the numbers stand for.

use std::sync::Arc;

use super::Parser;
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
        self.located.numberings() + self.products.forgotten()
    }

    /// The place of a sale.
    pub fn place(&self, sale: &Sale) -> &Arc<Named> {
        self.located.place(sale.place)
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
        Record {
            source: sale.source,
            named: Arc::clone(self.place(sale)),
            sold_on: sale.sold_on,
            period: sale.period,
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
