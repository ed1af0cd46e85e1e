//! Running an upload again: the same figures, and no second time.

use serde_json::json;

use super::{confirmed, unknown};
use crate::figures::everything;
use crate::house::{Form, stories};
use crate::made::{sale, shelf, table};

stories! {
    async fn again_it_gives_the_same_figures(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 4))).await;
        us.load(
            Form::of("april more.csv", table([sale("2025-04-20", "Leeds", 7, 2, "20.00")])).field("mode", "append"),
        )
        .await;
        let before = everything(&us).await;
        us.then(&upload, "retry", &json!({})).await.json(202);
        assert_eq!(us.see(&upload["id"]).await["status"], "completed");
        assert_eq!(everything(&us).await, before);
    }

    async fn a_file_that_waited_for_its_format_loads_once_the_format_is_there(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("shop.csv", unknown("Leeds", "2025-04-03", 2))).await;
        let other = us.load(Form::of("shop.csv", unknown("York", "2025-04-03", 2))).await;
        us.then(&other, "resolve", &confirmed()).await.json(202);
        us.then(&upload, "retry", &json!({})).await.json(202);
        let upload = us.see(&upload["id"]).await;
        assert_eq!((&upload["status"], &upload["format"]), (&json!("completed"), &json!("corner-shop")), "{upload:#}");
        assert_eq!(us.summary("").await["units"], 4);
    }

    async fn what_is_under_way_or_undone_is_not_run_again(house) {
        let us = house.sign_in().await;
        let item = us.send(Form::of("april.csv", shelf("2025-04-03", "Leeds", 4))).await;
        let path = format!("/uploads/{}/retry", item["id"].as_str().unwrap());
        us.post(&path, &json!({})).await.problem(409, "conflict");
        house.drain().await;
        us.then(&item, "undo", &json!({})).await.json(200);
        us.post(&path, &json!({})).await.problem(409, "conflict");
    }

    async fn a_failed_file_whose_bytes_came_in_again_is_left_to_the_newer_one(house) {
        let us = house.sign_in().await;
        let wrong = table([sale("2025-04-03", "Leeds", 1, 1, "ten")]);
        let first = us.load(Form::of("april.csv", &wrong)).await;
        assert_eq!(first["status"], "failed");
        us.send(Form::of("april.csv", &wrong)).await;
        us.then(&first, "retry", &json!({})).await.problem(409, "conflict");
    }
}
