//! Formats in the database: built-in ones changed field by field, own ones, their versions, tried before they count.

mod handing_on;
mod lessons;
mod overriding;
mod trying;
mod versions;

use serde_json::{Value as Json, json};

use crate::house::Client;

/// Rows of the generic table without a currency.
fn without_currency(day: &str, pieces: u32) -> String {
    format!(
        "sold_on,reseller,store,functional_name,product_ean,quantity,amount\n\
         {day},Corner Shop,Leeds,Pen,5060917001014,{pieces},{pieces}0.00\n"
    )
}

/// The generic format for whom everything is in this currency.
fn everything_in(currency: &str) -> String {
    format!("extends = \"generic\"\n\n[policy]\ncurrency = \"{currency}\"\n")
}

/// Saves a description.
async fn save(us: &Client<'_>, code: &str, source: &str) -> Json {
    us.put(&format!("/formats/{code}"), &json!({ "source": source })).await.json(200)
}
