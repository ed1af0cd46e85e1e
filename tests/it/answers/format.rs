//! An unknown table is read by the mapping that somebody confirms; kept under a name, it is known from then on.

use serde_json::json;

use super::{confirmed, unknown};
use crate::house::{Form, stories};

stories! {
    async fn a_confirmed_mapping_loads_the_file_and_its_name_the_next_one(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("shop april.csv", unknown("Leeds", "2025-04-03", 2))).await;
        assert_eq!((&upload["status"], &upload["needs"]), (&json!("needs_format"), &json!(["format"])), "{upload:#}");
        let answered = us.then(&upload, "resolve", &confirmed()).await;
        assert_eq!(answered.json(202)["status_url"], answered.headers["location"].to_str().unwrap());
        let loaded = us.see(&upload["id"]).await;
        assert_eq!((&loaded["status"], &loaded["vendor"]), (&json!("completed"), &json!("corner_shop")), "{loaded:#}");
        assert_eq!((&loaded["needs"], &loaded["code"], &loaded["error"]), (&json!([]), &json!(null), &json!(null)));
        assert_eq!((&loaded["units"], &loaded["amount"]), (&json!(2), &json!("20.00")));
        let next = us.load(Form::of("shop may.csv", unknown("Leeds", "2025-05-03", 3))).await;
        assert_eq!((&next["status"], &next["format"]), (&json!("completed"), &json!("corner-shop")), "{next:#}");
        assert_eq!(next["format_version"], 1);
        assert_eq!(us.summary("").await["units"], 5);
        let subjects: Vec<_> = us.all("/emails").await.into_iter().map(|mail| mail["subject"].clone()).collect();
        assert_eq!(subjects.len(), 3, "asked, answered, and the next: {subjects:?}");
    }

    async fn an_answer_that_says_nothing_is_refused(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("shop april.csv", unknown("Leeds", "2025-04-03", 2))).await;
        us.then(&upload, "resolve", &json!({})).await.problem(422, "invalid");
        us.then(&upload, "resolve", &json!({ "mode": "add" })).await.problem(422, "invalid");
        us.then(&upload, "resolve", &json!({ "period": "soon" })).await.problem(422, "invalid");
        assert_eq!(us.see(&upload["id"]).await["status"], "needs_format");
    }

    async fn an_undone_upload_asks_nothing_more(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("shop april.csv", unknown("Leeds", "2025-04-03", 2))).await;
        us.then(&upload, "undo", &json!({})).await.json(200);
        us.then(&upload, "resolve", &json!({ "period": "2025-04" })).await.problem(409, "conflict");
        assert_eq!(us.see(&upload["id"]).await["needs"], json!([]));
    }
}
