//! A record becomes a sales row: its amount in the organisation's currency, net and gross, and its hash.

use chrono::NaiveDate;
use sellout_ingest::{OrderFields, Record, Source};
use sellout_model::{Amount, Currency, Quantity, Rate, RowFacts, Vat};
use sellout_store::load::SalesRow;
use sellout_store::rates::RateTable;

/// What records are converted with.
#[derive(Debug)]
pub(super) struct Conversion {
    /// Rates by currency and month.
    pub(super) rates: RateTable,
    /// The organisation's currency.
    pub(super) currency: Currency,
}

/// An amount in the organisation's currency and the rate that made it so.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Converted {
    pub(super) amount: Option<Amount>,
    pub(super) rate: Option<Rate>,
}

impl Conversion {
    /// Converts with the rates of the month that figures are booked in; nothing where a rate is missing.
    pub(super) fn convert(&self, amount: Option<Amount>, from: Option<Currency>, booked_on: NaiveDate) -> Converted {
        let converted = self.rates.convert(amount, from, self.currency, booked_on);
        converted.map_or(Converted::default(), |(amount, rate)| Converted { amount: Some(amount), rate })
    }
}

/// What a row says beside its place.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub(super) product_key: &'a str,
    pub(super) source: Source,
    pub(super) sold_on: Option<NaiveDate>,
    /// The last day of what the row speaks for.
    pub(super) booked_on: NaiveDate,
    pub(super) quantity: Option<Quantity>,
    pub(super) amount: Option<Amount>,
    pub(super) currency: Option<Currency>,
    pub(super) vat: Vat,
    pub(super) vat_rate: Option<u32>,
    pub(super) order: Option<Box<OrderFields>>,
}

impl<'a> Said<'a> {
    /// What a record says, its order taken.
    pub(super) fn of(record: &'a mut Record) -> Self {
        Self {
            order: record.order.take(),
            product_key: record.product.key.as_str(),
            source: record.source,
            sold_on: record.sold_on,
            booked_on: record.sold_on.unwrap_or(record.period.to),
            quantity: record.quantity,
            amount: record.amount,
            currency: record.currency,
            vat: record.vat,
            vat_rate: record.vat_rate,
        }
    }
}

/// The sales row of what a row says: `place` and `key` are numbers of the load, `row_no` numbers the rows of a load.
pub(super) fn sales_row(said: Said<'_>, converted: Converted, place: u32, key: u32, row_no: i32) -> SalesRow {
    let facts = RowFacts {
        product_key: said.product_key,
        sold_on: said.sold_on,
        quantity: said.quantity,
        original_amount: said.amount,
        currency: said.currency,
        order_id: said.order.as_ref().map(|o| o.order_id.as_str()),
        line_id: said.order.as_ref().and_then(|o| o.line_id.as_deref()),
    };
    let hash = facts.hash();
    let known = converted.amount.map(|amount| said.vat.net_and_gross(amount, said.vat_rate));
    let (net, gross) = known.unwrap_or_default();
    SalesRow {
        place,
        key,
        row_no,
        hash,
        sold_on: said.sold_on,
        quantity: said.quantity,
        original: said.amount,
        currency: said.currency,
        amount: converted.amount,
        net,
        gross,
        vat: said.vat,
        vat_rate: said.vat_rate,
        rate: converted.rate,
        sheet: said.source.sheet as i16,
        source_row: said.source.row as i32,
        source_column: said.source.column.map(|column| column as i16),
        list_price: None,
        order: said.order,
    }
}
