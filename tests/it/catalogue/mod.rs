//! The catalogue, through the front door: names matched with products, list prices, and vendors and stores that files
//! spell in two ways.

mod alias_files;
mod importing;
mod list_prices;
mod matching;
mod merging;
mod pages;

use serde_json::{Value as Json, json};

use crate::house::{Client, Form};
use crate::made::workbook;

/// A product of the catalogue; gives its id.
pub(crate) async fn product(us: &Client<'_>, name: &str) -> Json {
    us.post("/products", &json!({ "name": name })).await.json(201)["id"].clone()
}

/// A sheet for each store is Galilu's; this one is of one store and has names and pieces alone.
pub(crate) fn galilu(store: &str, name: &str, month: &str, sold: &[(&str, &str)]) -> Form {
    let mut rows: Vec<Vec<&str>> = vec![vec!["Product Name", "Qty", "Month", "Year"]];
    rows.extend(sold.iter().map(|(product, pieces)| vec![*product, *pieces, month, "2025"]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    Form::of(name, workbook(store, &rows))
}

/// Names that wait for an answer: their text, rows and what is suggested first.
pub(crate) async fn waiting(us: &Client<'_>) -> Vec<(String, u64, Option<String>)> {
    let listed = us.all("/product-aliases/unmatched").await;
    let told = listed.iter().map(|one| {
        let text = |value: &Json| value.as_str().map(str::to_owned);
        (text(&one["text"]).unwrap(), one["rows"].as_u64().unwrap(), text(&one["suggestions"][0]["name"]))
    });
    told.collect()
}
