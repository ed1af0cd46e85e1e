//! What a stored row's amounts are by the rates and list prices as they are now.

use chrono::NaiveDate;
use sea_orm::{DbErr, QueryResult, Value};
use sellout_model::{Amount, Currency, ProductId, Quantity, Rate, Vat};
use uuid::Uuid;

use crate::list_prices::PriceList;
use crate::rates::RateTable;
use crate::totals::RowFigures;

/// What amounts are made with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Valuation<'v> {
    /// The organisation's currency.
    pub(super) currency: Currency,
    pub(super) rates: &'v RateTable,
    pub(super) prices: &'v PriceList,
}

/// The statement that a row belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of {
    /// The last day of its place, where rows without a day are booked.
    pub(super) place_to: NaiveDate,
    /// Whether its rows without an amount take it from the list.
    pub(super) by_list_price: bool,
}

/// A row's new amounts.
#[derive(Debug)]
pub(super) struct Anew {
    pub(super) row_no: i32,
    /// In the order of [`SET`].
    pub(super) values: [Value; 7],
}

/// The columns that a new amount changes, with `$1` for the statement and `$2` for the row.
pub(super) const SET: &str =
    "original_amount = $3, currency = $4, list_price = $5, amount = $6, net = $7, gross = $8, rate = $9";

/// The columns that [`Valuation::of`] reads, of row `e` and its product key `k`.
pub(super) const READ: &str = "e.row_no, e.sold_on, e.quantity, e.original_amount, e.currency, e.list_price, e.amount, e.net, e.gross, \
    e.rate, e.vat, e.vat_rate, k.product_id";

/// What an amount is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Source {
    original: Option<Amount>,
    currency: Option<Currency>,
    list_price: Option<Amount>,
}

impl Valuation<'_> {
    /// What the row comes to, and its new amounts if they are others than the stored ones.
    pub(super) fn of(&self, row: &QueryResult, of: Of) -> Result<(RowFigures, Option<Anew>), DbErr> {
        let booked_on = row.try_get::<Option<NaiveDate>>("", "sold_on")?.unwrap_or(of.place_to);
        let money = |column: &str| row.try_get::<Option<i64>>("", column).map(|value| value.map(Amount));
        let quantity = row.try_get::<Option<i64>>("", "quantity")?.map(Quantity);
        let before = Source {
            original: money("original_amount")?,
            currency: row.try_get::<Option<String>>("", "currency")?.and_then(|code| code.parse().ok()),
            list_price: money("list_price")?,
        };
        let source = if of.by_list_price && (before.list_price.is_some() || before.original.is_none()) {
            let product = row.try_get::<Option<Uuid>>("", "product_id")?.map(ProductId);
            self.listed(product, quantity, booked_on)
        } else {
            before
        };
        let vat = Vat::from_included(row.try_get::<Option<i16>>("", "vat")?.map(|vat| vat == 1));
        let vat_rate = row.try_get::<Option<i32>>("", "vat_rate")?.and_then(|rate| u32::try_from(rate).ok());
        let converted = self.rates.convert(source.original, source.currency, self.currency, booked_on);
        let amount = converted.map(|(amount, _)| amount);
        let (net, gross) = amount.map(|amount| vat.net_and_gross(amount, vat_rate)).unwrap_or_default();
        let figures = RowFigures { quantity, original: source.original, amount, net, gross, vat };
        let rate = converted.and_then(|(_, rate)| rate).map(|Rate(rate)| rate);
        if before == source && money("amount")? == amount && row.try_get::<Option<i64>>("", "rate")? == rate {
            return Ok((figures, None));
        }
        let number = |value: Option<Amount>| Value::from(value.map(|a| a.0));
        let values = [
            number(source.original),
            source.currency.map(|currency| currency.code().to_owned()).into(),
            number(source.list_price),
            number(amount),
            number(net),
            number(gross),
            rate.into(),
        ];
        Ok((figures, Some(Anew { row_no: row.try_get("", "row_no")?, values })))
    }

    /// Pieces at the list price of the day; nothing where there is none.
    fn listed(&self, product: Option<ProductId>, quantity: Option<Quantity>, day: NaiveDate) -> Source {
        let found = product.zip(quantity).and_then(|(product, pieces)| {
            let price = self.prices.at(product, day)?;
            Some((price, price.amount.times(pieces)?))
        });
        match found {
            Some((price, amount)) => {
                let (original, list_price) = (Some(amount), Some(price.amount));
                Source { original, currency: Some(price.currency), list_price }
            }
            None => Source { original: None, currency: None, list_price: None },
        }
    }
}
