//! More statements than take their places at a time: they overlap across the pieces, and are judged as if the rate had
//! been there from the first.

use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{give, rate};
use crate::figures::everything;
use crate::house::{ADMIN, Client, Form, stories};
use crate::made::{sale, table};

/// More than are converted in one piece.
const STORES: usize = 620;

/// A row for each store, in hryvnias.
fn every_store(product: usize, amount: &str) -> Vec<String> {
    let row = |at| sale("2025-04-03", &format!("Store {at}"), product, 1, amount).replace("EUR", "UAH");
    (0..STORES).map(row).collect()
}

/// A report of all stores, a second one that repeats it and adds to it, and one that names no store and so meets all.
async fn report(us: &Client<'_>) {
    us.load(Form::of("april.csv", table(every_store(0, "450.00")))).await;
    let more = [every_store(0, "450.00"), every_store(1, "90.00")].concat();
    let more = us.load(Form::of("more.csv", table(more)).field("mode", "append")).await;
    assert_eq!((&more["rows_loaded"], &more["rows_duplicate"]), (&json!(STORES), &json!(STORES)), "{more:#}");
    let nowhere = sale("2025-04-03", "", 2, 1, "45.00").replace("EUR", "UAH");
    let refused = us.load(Form::of("sum.csv", table([nowhere]))).await;
    assert_eq!(refused["status"], "completed_with_errors", "{refused:#}");
}

stories! {
    async fn a_crowd_of_statements_is_converted_as_if_the_rate_had_been_there(house) {
        let (us, them) = (house.sign_in().await, house.neighbour("Early", "early@neighbour.example").await);
        report(&us).await;
        let result = give(house, &us, &rate("UAH", "2025-04", "45")).await;
        assert!(result["job_id"].is_string(), "{result:#}");
        give(house, &them, &rate("UAH", "2025-04", "45")).await;
        report(&them).await;
        let (summary, sales) = everything(&them).await;
        let sales: Vec<String> = sales.iter().map(|sale| sale.replace("early@neighbour.example", ADMIN)).collect();
        assert_eq!(everything(&us).await, (summary.clone(), sales));
        assert_eq!(summary["amount"], "7440.00", "{summary:#}");
    }

    async fn a_correction_that_an_older_program_left_beside_its_file_still_counts_alone(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", table(every_store(0, "100.00")))).await;
        us.load(Form::of("right.csv", table(every_store(0, "200.00")))).await;
        let more = us.load(Form::of("more.csv", table(every_store(0, "200.00")) + "\n").field("mode", "append")).await;
        assert_eq!(more["rows_duplicate"], STORES, "{more:#}");
        let beside = "UPDATE uploads SET corrects = (SELECT f.id FROM uploads f WHERE f.number = 1) WHERE number = 2";
        house.services.db.write().execute_unprepared(beside).await.unwrap();
        give(house, &us, &rate("UAH", "2025-04", "40")).await;
        assert_eq!(us.summary("").await["amount"], "3100.00");
    }
}
