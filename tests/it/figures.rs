//! Figures out of answers: exact sums of money and pieces, and what an organisation's figures are altogether.

use std::collections::BTreeMap;

use sellout_model::{Amount, Quantity};
use sellout_samples::Figures;
use serde_json::Value as Json;

use crate::house::Client;

/// Money of an answer; nothing where it is null.
#[track_caller]
pub(crate) fn money(json: &Json) -> Amount {
    match json {
        Json::Null => Amount::ZERO,
        Json::String(text) => text.parse().unwrap_or_else(|error| panic!("{text}: {error}")),
        other => panic!("{other} is no money: it is text, so that no digit gets lost"),
    }
}

/// Pieces of an answer; nothing where they are null.
#[track_caller]
pub(crate) fn pieces(json: &Json) -> Quantity {
    match json {
        Json::Null => Quantity(0),
        Json::Number(number) => number.to_string().parse().unwrap_or_else(|error| panic!("{number}: {error}")),
        other => panic!("{other} are no pieces: they are a number"),
    }
}

/// The sum of a field of money.
pub(crate) fn sum<'j>(items: impl IntoIterator<Item = &'j Json>, field: &str) -> Amount {
    Amount(items.into_iter().map(|item| money(&item[field]).0).sum())
}

/// The sum of a field of pieces.
pub(crate) fn count<'j>(items: impl IntoIterator<Item = &'j Json>, field: &str) -> Quantity {
    Quantity(items.into_iter().map(|item| pieces(&item[field]).0).sum())
}

/// What sales come to in the currencies of their files, as the samples tell it.
pub(crate) fn as_reported(sales: &[Json]) -> Figures {
    let mut amounts: BTreeMap<String, i64> = BTreeMap::new();
    for sale in sales {
        if let Some(currency) = sale["original_currency"].as_str() {
            *amounts.entry(currency.to_owned()).or_default() += money(&sale["original_amount"]).0;
        }
    }
    let units = count(sales, "quantity");
    assert_eq!(units.0 % 10_000, 0, "whole pieces");
    Figures {
        units: units.0 / 10_000,
        amounts: amounts.into_iter().map(|(currency, sum)| (currency, Amount(sum).to_text(2))).collect(),
    }
}

/// Everything that an organisation's figures say: the summary and every sale, without what names an upload.
pub(crate) async fn everything(us: &Client<'_>) -> (Json, Vec<String>) {
    let mut summary = us.summary("").await;
    summary.as_object_mut().expect("a summary").remove("data_version");
    let mut sales: Vec<String> = us.all("/sales").await.into_iter().map(without_its_place).collect();
    sales.sort();
    (summary, sales)
}

fn without_its_place(mut sale: Json) -> String {
    let fields = sale.as_object_mut().expect("a sale");
    fields.remove("id");
    fields.remove("source");
    fields["product"].as_object_mut().expect("a product").remove("id");
    sale.to_string()
}
