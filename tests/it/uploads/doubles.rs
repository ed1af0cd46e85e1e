//! The same bytes load once, whoever sends them however often, unless somebody insists.

use serde_json::json;

use crate::house::{Form, stories};
use crate::made::shelf;

stories! {
    async fn bytes_that_are_loaded_are_refused_by_name(house) {
        let us = house.sign_in().await;
        let first = us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 3))).await;
        let again = us.upload(Form::of("april (1).csv", shelf("2025-04-03", "Leeds", 3))).await;
        let problem = again.problem(409, "duplicate_file");
        assert_eq!(problem["upload_id"], first["id"]);
        assert_eq!(us.all("/uploads").await.len(), 1);
        house.until_deleted(1).await;
    }

    async fn of_two_at_the_same_moment_one_is_taken(house) {
        let us = house.sign_in().await;
        let form = || Form::of("april.csv", shelf("2025-04-03", "Leeds", 3));
        let (one, other) = tokio::join!(us.upload(form()), us.upload(form()));
        let (taken, refused) = if one.status == 202 { (one, other) } else { (other, one) };
        let id = taken.json(202)["items"][0]["id"].clone();
        assert_eq!(refused.problem(409, "duplicate_file")["upload_id"], id);
        house.drain().await;
        assert_eq!(us.summary("").await["units"], 3);
        assert_eq!(us.all("/uploads").await.len(), 1);
    }

    async fn many_at_once_are_each_loaded_once(house) {
        let us = house.sign_in().await;
        let send = |at: usize| {
            let us = us.clone();
            let table = shelf("2025-04-03", &format!("Store {}", at % 5), 2);
            async move { us.upload(Form::of("day.csv", table)).await.status }
        };
        let statuses = futures::future::join_all((0..20).map(send)).await;
        assert_eq!(statuses.iter().filter(|status| **status == 202).count(), 5, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 15, "{statuses:?}");
        house.drain().await;
        assert_eq!(us.summary("").await["units"], 10);
    }

    async fn force_takes_them_again_and_the_rule_keeps_them_from_counting_twice(house) {
        let us = house.sign_in().await;
        let table = shelf("2025-04-03", "Leeds", 3);
        us.load(Form::of("april.csv", &table)).await;
        let forced = us.load(Form::of("april.csv", &table).field("force", "true")).await;
        assert_eq!((&forced["status"], &forced["rows_duplicate"]), (&json!("completed"), &json!(3)), "{forced:#}");
        assert_eq!(us.summary("").await["units"], 3);
    }

    async fn bytes_come_in_again_after_undo_and_after_failure(house) {
        let us = house.sign_in().await;
        let table = shelf("2025-04-03", "Leeds", 3);
        let first = us.load(Form::of("april.csv", &table)).await;
        us.then(&first, "undo", &json!({})).await.json(200);
        let second = us.load(Form::of("april.csv", &table)).await;
        assert_eq!((&second["status"], &second["rows_loaded"]), (&json!("completed"), &json!(3)));
        let failed = us.load(Form::of("nothing.csv", "")).await;
        assert_eq!(failed["status"], "failed");
        let again = us.load(Form::of("nothing.csv", "")).await;
        assert_eq!(again["status"], "failed");
        us.post(&format!("/uploads/{}/retry", failed["id"].as_str().unwrap()), &json!({})).await.bytes(202);
    }
}
