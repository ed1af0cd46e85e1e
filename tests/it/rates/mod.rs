//! Exchange rates: what waits for one, what a correction changes, what is held for a person, and where each comes from.

mod answers;
mod crossing;
mod crowds;
mod held;
mod waiting;
mod wrong;

use serde_json::{Value as Json, json};

use crate::house::{Client, Form, House, text};
use crate::made::{sale, table};

/// A list of one rate.
fn rate(currency: &str, month: &str, rate: &str) -> Json {
    json!({ "rates": [{ "currency": currency, "month": month, "rate": rate }] })
}

/// Gives a rate that counts, and converts by it; gives the answer.
async fn give(house: &House, us: &Client<'_>, rates: &Json) -> Json {
    let answer = us.post("/exchange-rates", rates).await.json(202);
    convert(house, us, &answer).await;
    answer
}

/// Runs the conversion of an answer; gives what it came to.
async fn convert(house: &House, us: &Client<'_>, answer: &Json) -> Json {
    house.drain().await;
    let job = us.get(&format!("/jobs/{}", text(&answer["job_id"]))).await.json(200);
    assert_eq!(job["state"], "succeeded", "{job:#}");
    job["result"].clone()
}

/// One sale of a day, in a currency.
fn sold(file: &str, day: &str, amount: &str, currency: &str) -> Form {
    Form::of(file, table([sale(day, "Leeds", 0, 1, amount).replace("EUR", currency)]))
}

/// The only sale of an upload.
async fn sale_of(us: &Client<'_>, upload: &Json) -> Json {
    let sales = us.all(&format!("/sales?upload={}", text(&upload["id"]))).await;
    assert_eq!(sales.len(), 1, "{sales:#?}");
    sales[0].clone()
}
