//! Amounts by list price, for formats whose files tell pieces and no money: pieces times the price of the product that
//! the row means now, on the day it is booked. The row's hash leaves the price out, so that a file sent again says the
//! same whatever the list says meanwhile.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use sellout_ingest::Format;
use sellout_ingest::format::AmountFrom;
use sellout_model::{OrgId, PlaceParts, ProductId};
use sellout_store::list_prices::{Price, PriceList};
use sellout_store::load::SalesRow;
use sellout_store::product_keys;

use super::derive::Conversion;
use super::prepare::Prepared;

/// What amounts are made from.
#[derive(Debug)]
pub(super) struct Pricing {
    prices: PriceList,
    conversion: Arc<Conversion>,
    /// The product of each key met, if it has one.
    products: HashMap<i64, Option<ProductId>>,
    /// The last day of each place by its number, if it is over a period.
    last_days: Vec<Option<NaiveDate>>,
}

impl Pricing {
    /// For a load by this format, if its amounts come from the list.
    pub(super) async fn of(
        conn: &impl ConnectionTrait,
        org: OrgId,
        format: &Format,
        conversion: &Arc<Conversion>,
    ) -> Result<Option<Self>, DbErr> {
        if format.policy.amount_from != AmountFrom::ListPrice {
            return Ok(None);
        }
        let prices = PriceList::load(conn, org).await?;
        let (products, last_days) = (HashMap::new(), Vec::new());
        Ok(Some(Self { prices, conversion: Arc::clone(conversion), products, last_days }))
    }

    /// Gives amounts to the rows that have none; `keys` are the ids of what rows call their products, by number, of which
    /// those in `new` were not among them before.
    pub(super) async fn fill(
        &mut self,
        conn: &impl ConnectionTrait,
        org: OrgId,
        chunk: &mut Prepared,
        new: &[i64],
        keys: &[i64],
    ) -> Result<(), DbErr> {
        let new: Vec<i64> = new.iter().copied().filter(|key| !self.products.contains_key(key)).collect();
        let found = product_keys::by_ids(conn, org, new).await?;
        self.products.extend(found.into_iter().map(|(id, key)| (id, key.product_id.map(ProductId))));
        if chunk.afresh {
            self.last_days.clear();
        }
        self.last_days.extend(chunk.places.iter().map(|met| match &met.place.parts {
            PlaceParts::Period { to, .. } => Some(*to),
            PlaceParts::Order(_) | PlaceParts::Settlement(_) => None,
        }));
        for row in chunk.rows.iter_mut().filter(|row| row.original.is_none()) {
            let last = self.last_days.get(row.place as usize).copied().flatten();
            let product = keys.get(row.key as usize).and_then(|key| *self.products.get(key)?);
            if let Some((product, booked_on)) = product.zip(row.sold_on.or(last))
                && let Some(price) = self.prices.at(product, booked_on)
            {
                self.value(row, price, booked_on);
            }
        }
        Ok(())
    }

    fn value(&self, row: &mut SalesRow, price: Price, booked_on: NaiveDate) {
        let Some(amount) = row.quantity.and_then(|pieces| price.amount.times(pieces)) else { return };
        let converted = self.conversion.convert(Some(amount), Some(price.currency), booked_on);
        row.original = Some(amount);
        row.currency = Some(price.currency);
        row.list_price = Some(price.amount);
        row.rate = converted.rate;
        row.amount = converted.amount;
        if let Some(amount) = converted.amount {
            (row.net, row.gross) = row.vat.net_and_gross(amount, row.vat_rate);
        }
    }
}
