//! Every version is kept, an upload keeps the one that read it, and an older one can come back.

use serde_json::{Value as Json, json};

use super::{everything_in, save, without_currency};
use crate::house::{Client, Form, stories};

async fn active(us: &Client<'_>) -> Vec<(i64, bool)> {
    let versions = us.get("/formats/generic/versions").await.json(200);
    let one = |version: &Json| (version["version"].as_i64().unwrap(), version["active"].as_bool().unwrap());
    versions["items"].as_array().unwrap().iter().map(one).collect()
}

fn read_by(upload: &Json) -> (&Json, &Json) {
    (&upload["original_currency"], &upload["format_version"])
}

stories! {
    async fn an_upload_keeps_the_version_that_read_it(house) {
        let us = house.sign_in().await;
        save(&us, "generic", &everything_in("GBP")).await;
        let april = us.load(Form::of("april.csv", without_currency("2025-04-03", 2))).await;
        assert_eq!(read_by(&april), (&json!("GBP"), &json!(1)));
        save(&us, "generic", &everything_in("USD")).await;
        let may = us.load(Form::of("may.csv", without_currency("2025-05-03", 2))).await;
        assert_eq!(read_by(&may), (&json!("USD"), &json!(2)));
        let april = us.see(&april["id"]).await;
        assert_eq!(read_by(&april), (&json!("GBP"), &json!(1)), "a new version changes nothing that is loaded");
        us.then(&april, "retry", &json!({})).await.json(202);
        let april = us.see(&april["id"]).await;
        assert_eq!(read_by(&april), (&json!("USD"), &json!(2)), "read again, it is read as now");
        let versions = us.get("/formats/generic/versions").await.json(200);
        assert_eq!(versions["items"][1]["source"], everything_in("GBP"), "what version 1 said can be seen");
        assert!(versions["items"][1]["created_by"].is_string());
    }

    async fn an_older_version_comes_back_under_its_own_number(house) {
        let us = house.sign_in().await;
        for currency in ["GBP", "USD"] {
            save(&us, "generic", &everything_in(currency)).await;
        }
        let back = us.post("/formats/generic/versions/1/restore", &json!({})).await.json(200);
        assert_eq!((&back["version"], &back["source"]), (&json!(1), &json!(everything_in("GBP"))));
        assert_eq!(active(&us).await, [(2, false), (1, true)]);
        let upload = us.load(Form::of("april.csv", without_currency("2025-04-03", 2))).await;
        assert_eq!(read_by(&upload), (&json!("GBP"), &json!(1)));
        us.post("/formats/generic/versions/9/restore", &json!({})).await.problem(404, "not_found");
        let third = save(&us, "generic", &everything_in("PLN")).await;
        assert_eq!(third["version"], 3, "numbers are never used again");
        let deeds = us.all("/audit?action=format.restore").await;
        assert_eq!((deeds.len(), &deeds[0]["subject"]), (1, &json!("generic 1")));
    }

    async fn the_built_in_one_comes_back_and_the_versions_stay(house) {
        let us = house.sign_in().await;
        save(&us, "generic", &everything_in("GBP")).await;
        us.delete("/formats/generic").await.bytes(204);
        us.delete("/formats/generic").await.problem(404, "not_found");
        assert_eq!(us.get("/formats/generic").await.json(200)["version"], 0);
        assert_eq!(active(&us).await, [(1, false)]);
        us.post("/formats/generic/versions/1/restore", &json!({})).await.json(200);
        assert_eq!(us.get("/formats/generic").await.json(200)["version"], 1);
    }

    async fn a_version_that_cannot_be_read_any_more_is_told_and_the_built_in_one_counts(house) {
        let us = house.sign_in().await;
        save(&us, "generic", &everything_in("GBP")).await;
        // As a newer program may find it.
        let kept = sellout_store::format_versions::save;
        let worn = "extends = \"generic\"\n[policy]\nworn_out = true\n";
        kept(house.services.db.write(), house.org, "generic", worn, None, house.services.clock.now()).await.unwrap();
        let shown = us.get("/formats/generic").await.json(200);
        assert!(shown["problem"].as_str().unwrap().starts_with("line 3, column 1: unknown field `worn_out`"), "{shown:#}");
        assert_eq!((&shown["source"], &shown["description"]), (&json!(worn), &json!(null)));
        let upload = us.load(Form::of("april.csv", without_currency("2025-04-03", 2))).await;
        assert_eq!((&upload["format"], &upload["format_version"]), (&json!("generic"), &json!(0)), "{upload:#}");
        us.post("/formats/generic/versions/1/restore", &json!({})).await.json(200);
        us.post("/formats/generic/versions/2/restore", &json!({})).await.problem(422, "invalid");
        assert_eq!(active(&us).await, [(2, false), (1, true)], "a version that cannot be read never counts");
    }
}
