//! A record becomes a sales row: its amount in the organisation's currency, net and gross, and its hash.

use chrono::NaiveDate;
use sellout_ingest::Record;
use sellout_model::{Amount, Currency, Rate, RowFacts};
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

/// The sales row of a record: `place` and `key` are those of its chunk, `row_no` numbers the rows of a load.
pub(super) fn sales_row(record: Record, converted: Converted, place: u32, key: u32, row_no: i32) -> SalesRow {
    let facts = RowFacts {
        product_key: record.product.key.as_str(),
        sold_on: record.sold_on,
        quantity: record.quantity,
        original_amount: record.amount,
        currency: record.currency,
        order_id: record.order.as_ref().map(|o| o.order_id.as_str()),
        line_id: record.order.as_ref().and_then(|o| o.line_id.as_deref()),
    };
    let hash = facts.hash();
    let known = converted.amount.map(|amount| record.vat.net_and_gross(amount, record.vat_rate));
    let (net, gross) = known.unwrap_or_default();
    SalesRow {
        place,
        key,
        row_no,
        hash,
        sold_on: record.sold_on,
        quantity: record.quantity,
        original: record.amount,
        currency: record.currency,
        amount: converted.amount,
        net,
        gross,
        vat: record.vat,
        vat_rate: record.vat_rate,
        rate: converted.rate,
        sheet: record.source.sheet as i16,
        source_row: record.source.row as i32,
        source_column: record.source.column.map(|column| column as i16),
        list_price: None,
        order: record.order,
    }
}
