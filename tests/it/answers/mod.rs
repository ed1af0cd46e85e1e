//! Answering what an upload asks: its format, its period, its mode; and running it again.

mod changed;
mod format;
mod mapping;
mod mode;
mod period;
mod reading;
mod retry;

use serde_json::{Value as Json, json};

/// A table in words that no format has: so many pieces of one product.
fn unknown(store: &str, day: &str, pieces: u32) -> String {
    format!("Shop,Article,How many,Turnover,On\n{store},5060917001014,{pieces},{pieces}0.00,{day}\n")
}

/// What its columns are, kept as the format `corner-shop`.
fn confirmed() -> Json {
    json!({
        "vendor": "Corner Shop",
        "mapping": { "Shop": "store", "Article": "ean", "How many": "quantity", "Turnover": "amount", "On": "date" },
        "save_as": "corner-shop",
    })
}
