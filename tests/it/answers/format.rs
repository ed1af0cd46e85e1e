//! An unknown table is read by the mapping that somebody confirms; kept under a name, it is known from then on.

use sellout_queue::Queue;
use serde_json::json;

use super::{confirmed, unknown};
use crate::house::{Form, stories};
use crate::made::shelf;

/// One vendor's format of the table that the generic one reads too; it comes first.
const SHOP_DAYS: &str = r#"
code = "shop-days"
title = "The corner shop's days"
vendor = "corner-shop"

[match]
headers = ["reseller"]

[columns]
date = "sold_on"
store = "store"
product = "functional_name"
ean = "product_ean"
quantity = "quantity"
amount = "amount"
currency = "currency"

[policy]
grain = "day"
"#;

stories! {
    async fn a_confirmed_mapping_loads_the_file_and_its_name_the_next_one(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("shop april.csv", unknown("Leeds", "2025-04-03", 2))).await;
        assert_eq!((&upload["status"], &upload["needs"]), (&json!("needs_format"), &json!(["format", "vendor", "currency"])), "{upload:#}");
        let answered = us.then(&upload, "resolve", &confirmed()).await;
        assert_eq!(answered.json(202)["status_url"], answered.headers["location"].to_str().unwrap());
        let loaded = us.see(&upload["id"]).await;
        assert_eq!((&loaded["status"], &loaded["vendor"]), (&json!("completed"), &json!("corner_shop")), "{loaded:#}");
        assert_eq!((&loaded["needs"], &loaded["code"], &loaded["error"]), (&json!([]), &json!(null), &json!(null)));
        assert_eq!((&loaded["units"], &loaded["amount"]), (&json!(2), &json!("20.00")));
        assert_eq!((&loaded["format"], &loaded["format_version"]), (&json!("corner-shop"), &json!(1)), "as it is kept");
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
    async fn a_format_that_comes_in_while_a_recognised_file_waits_is_for_the_next_file(house) {
        let us = house.sign_in().await;
        let item = us.send(Form::of("april.csv", shelf("2025-04-03", "Leeds", 2))).await;
        house.drain_only(Queue::UploadProcessing).await;
        us.put("/formats/shop-days", &json!({ "source": SHOP_DAYS })).await.json(200);
        house.drain().await;
        let upload = us.see(&item["id"]).await;
        assert_eq!((&upload["status"], &upload["format"]), (&json!("completed"), &json!("generic")), "{upload:#}");
        let next = us.load(Form::of("may.csv", shelf("2025-05-03", "Leeds", 2))).await;
        assert_eq!((&next["status"], &next["format"]), (&json!("completed"), &json!("shop-days")), "{next:#}");
    }

    async fn a_format_that_changes_while_a_recognised_file_waits_reads_it_as_it_is_now(house) {
        let us = house.sign_in().await;
        us.put("/formats/shop-days", &json!({ "source": SHOP_DAYS })).await.json(200);
        let item = us.send(Form::of("april.csv", shelf("2025-04-03", "Leeds", 2))).await;
        house.drain_only(Queue::UploadProcessing).await;
        let waiting = us.see(&item["id"]).await;
        assert_eq!((&waiting["format"], &waiting["format_version"]), (&json!("shop-days"), &json!(1)), "{waiting:#}");
        let online = SHOP_DAYS.replace("grain = \"day\"", "channel = \"online\"");
        us.put("/formats/shop-days", &json!({ "source": online })).await.json(200);
        house.drain().await;
        let upload = us.see(&item["id"]).await;
        assert_eq!((&upload["status"], &upload["format_version"]), (&json!("completed"), &json!(2)), "{upload:#}");
        assert!(us.all("/sales").await.iter().all(|sale| sale["channel"] == "online"));
    }
}
