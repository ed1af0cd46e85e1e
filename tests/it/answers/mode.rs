//! A file that may be a part waits; `append` adds it, `replace` puts it in the place of what was there. Neither reads
//! the file again.

use serde_json::{Value as Json, json};

use crate::house::{Client, Form, stories};
use crate::made::{sale, shelf, table};

/// Three of April's ten products, five pieces each.
fn part() -> String {
    table((0..3).map(|product| sale("2025-04-20", "Leeds", product, 5, "50.00")))
}

async fn waiting(us: &Client<'_>) -> (Json, Json) {
    let april = us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 10))).await;
    let upload = us.load(Form::of("april part.csv", part())).await;
    assert_eq!(upload["status"], "needs_mode", "{upload:#}");
    (april, upload)
}

stories! {
    async fn append_adds_it(house) {
        let us = house.sign_in().await;
        let (april, upload) = waiting(&us).await;
        let answer = us.then(&upload, "resolve", &json!({ "mode": "append" })).await.json(200);
        assert_eq!((&answer["id"], &answer["preview"]), (&upload["id"], &json!(false)));
        let summary = us.summary("").await;
        assert_eq!(
            (&summary["units"], &summary["amount"], &summary["rows"]),
            (&json!(25), &json!("250.00"), &json!(13))
        );
        assert_eq!(answer["data_version"], summary["data_version"]);
        let upload = us.see(&upload["id"]).await;
        assert_eq!(
            (&upload["status"], &upload["mode"], &upload["needs"]),
            (&json!("completed"), &json!("append"), &json!([]))
        );
        assert_eq!((&upload["code"], &upload["error"]), (&json!(null), &json!(null)));
        assert_eq!(us.see(&april["id"]).await["rows_loaded"], 10);
    }

    async fn replace_puts_it_in_the_place_of_what_was_there(house) {
        let us = house.sign_in().await;
        let (april, upload) = waiting(&us).await;
        let answer = us.then(&upload, "resolve", &json!({ "mode": "replace" })).await.json(200);
        assert_eq!(answer["changed"], json!([{ "id": april["id"], "filename": "april.csv" }]));
        let summary = us.summary("").await;
        assert_eq!((&summary["units"], &summary["rows"]), (&json!(15), &json!(3)));
        us.then(&upload, "undo", &json!({})).await.json(200);
        assert_eq!(us.summary("").await["units"], 10, "and undone it is as it was");
    }

    async fn a_mode_given_with_the_file_is_not_asked_for(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 10))).await;
        let upload = us.load(Form::of("april part.csv", part()).field("mode", "append")).await;
        assert_eq!(upload["status"], "completed", "{upload:#}");
        assert_eq!(us.summary("").await["units"], 25);
    }

    async fn rows_that_are_there_already_are_no_new_sales(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 10))).await;
        let mut rows: Vec<String> = (0..2).map(|at| sale("2025-04-03", "Leeds", at, 1, "10.00")).collect();
        rows.push(sale("2025-04-03", "Leeds", 0, 1, "10.00"));
        let upload = us.load(Form::of("more.csv", table(rows)).field("mode", "append")).await;
        assert_eq!((&upload["rows_duplicate"], &upload["rows_loaded"]), (&json!(2), &json!(1)), "{upload:#}");
        assert_eq!(us.summary("").await["units"], 11, "the third is a real sale");
    }
}
