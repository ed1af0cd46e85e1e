//! What a row of a file comes to, in words that can be laid beside each other.

use std::collections::BTreeMap;

use sellout_model::{Amount, PlaceParts};

use crate::record::{Named, Record, RowError, Source};

/// What a row comes to, by the words of the sales list; a row that cannot be read has the one field `error`.
pub type Fields = BTreeMap<String, String>;

/// One sale or one error, with its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) source: Source,
    pub(super) fields: Fields,
}

impl Line {
    pub(super) fn of_sale(record: &Record) -> Self {
        let mut fields = Fields::new();
        let mut say = |field: &str, text: Option<String>| {
            if let Some(text) = text {
                fields.insert(field.to_owned(), text);
            }
        };
        let Named { place, store_name, vendor_name } = &*record.named;
        say("vendor", Some(place.vendor.clone()));
        match &place.parts {
            PlaceParts::Period { store, channel, from, to } => {
                say("store", Some(store.to_string()));
                say("channel", Some(channel.to_string()));
                say("speaks_for", Some(format!("{from}..{to}")));
            }
            PlaceParts::Order(id) => say("order", Some(id.clone())),
            PlaceParts::Settlement(id) => say("settlement", Some(id.clone())),
        }
        let money = |amount: Option<Amount>| amount.map(|a| a.to_text(2));
        say("store_name", store_name.clone());
        say("vendor_name", vendor_name.clone());
        say("sold_on", record.sold_on.map(|day| day.to_string()));
        say("period", Some(record.period.to_string()));
        say("product", Some(record.product.key.to_string()));
        say("product_text", record.product.text.clone());
        say("sku", record.product.sku.clone());
        say("quantity", record.quantity.map(|q| Amount(q.0).to_text(0)));
        say("amount", money(record.amount));
        say("currency", record.currency.map(|c| c.to_string()));
        say("vat_included", record.vat.included().map(|included| included.to_string()));
        say("vat_rate", record.vat_rate.map(|rate| Amount(i64::from(rate) * 100).to_text(0)));
        if let Some(order) = &record.order {
            say("order_id", Some(order.order_id.clone()));
            say("line_id", order.line_id.clone());
            say("country", order.country.clone());
            say("city", order.city.clone());
            say("utm_source", order.utm_source.clone());
            say("utm_medium", order.utm_medium.clone());
            say("utm_campaign", order.utm_campaign.clone());
            say("device", order.device.clone());
            say("cost", money(order.cost));
            say("fee", money(order.fee));
        }
        Self { source: record.source, fields }
    }

    pub(super) fn of_error(error: &RowError) -> Self {
        let told = format!("{}: {}", error.code, error.message);
        Self { source: error.source, fields: Fields::from([("error".to_owned(), told)]) }
    }
}

/// Of two, the fields that are not the same in both.
pub(super) fn unlike(one: &Fields, other: &Fields) -> (Fields, Fields) {
    let of = |this: &Fields, that: &Fields| {
        this.iter()
            .filter(|(field, text)| that.get(*field) != Some(*text))
            .map(|(f, t)| (f.clone(), t.clone()))
            .collect()
    };
    (of(one, other), of(other, one))
}
