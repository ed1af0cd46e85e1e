//! An unknown table's columns are proposed with what the organisation knows, looked at before they are confirmed, and
//! kept under a name known from then on; wide tables too.

use serde_json::{Value as Json, json};

use super::unknown;
use crate::house::{Form, stories};
use crate::made::shelf;

/// Months across in words that no format has.
fn wide(months: [&str; 2], pieces: u32) -> String {
    format!("Article,{},{}\nPebble,{pieces},2\nSalt,1,{pieces}\n", months[0], months[1])
}

/// What a table without a period has.
fn undated(pieces: u32) -> String {
    format!("Bar,Takings,Ct\n5060917001014,{pieces}0.00,{pieces}\n5060917001021,10.00,1\n")
}

fn column<'u>(upload: &'u Json, header: &str) -> &'u Json {
    let columns = upload["detection"]["proposal"]["columns"].as_array().expect("a proposal");
    columns.iter().find(|column| column["header"] == header).unwrap_or_else(|| panic!("no {header} in {upload:#}"))
}

stories! {
    async fn the_question_shows_candidates_columns_with_reasons_and_the_first_rows(house) {
        let us = house.sign_in().await;
        us.load(Form::of("march.csv", shelf("2025-03-03", "Leeds", 2))).await;
        let upload = us.load(Form::of("april.csv", unknown("Leeds", "2025-04-03", 2)).field("vendor", "Corner")).await;
        assert_eq!(upload["needs"], json!(["format", "currency"]), "{upload:#}");
        assert!(!upload["detection"]["candidates"].as_array().unwrap().is_empty());
        assert_eq!(column(&upload, "Article")["field"], "ean");
        let (why, shop) = (&column(&upload, "Article")["reason"], column(&upload, "Shop"));
        assert!(why.as_str().unwrap().contains("your products"), "{why}");
        assert_eq!(shop["field"], "store", "{shop}");
        let rows = &upload["detection"]["preview"]["rows"];
        assert_eq!((&rows[0]["sale"]["store"], &rows[0]["sale"]["amount"]), (&json!("Leeds"), &json!("20.00")), "{rows}");
        let recognised = us.load(Form::of("may.csv", shelf("2025-05-03", "Leeds", 2))).await;
        assert_eq!(recognised["detection"], json!(null));
    }

    async fn a_mapping_is_looked_at_before_it_is_confirmed(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("april.csv", unknown("Leeds", "2025-04-03", 2))).await;
        let path = format!("/uploads/{}/resolve?preview=true", upload["id"].as_str().unwrap());
        let answer = json!({ "vendor": "Corner Shop", "mapping": { "Turnover": "" }, "currency": "PLN" });
        let looked = us.post(&path, &answer).await.json(200);
        assert_eq!((&looked["needs"], &looked["preview"]["rows"][0]["sale"]["amount"]), (&json!([]), &json!(null)));
        assert!(looked["source"].as_str().unwrap().contains("vendor = \"corner_shop\""), "{looked:#}");
        let nothing = us.post(&path, &json!({ "mapping": { "Article": "", "Turnover": "" } })).await.json(200);
        assert_eq!(nothing["needs"], json!(["vendor", "product"]), "{nothing:#}");
        us.post(&path, &json!({ "mapping": { "Nowhere": "ean" } })).await.problem(422, "invalid");
        assert_eq!(us.see(&upload["id"]).await["status"], "needs_format");
    }

    async fn all_that_is_wrong_with_a_mapping_is_said_at_once(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("april.csv", unknown("Leeds", "2025-04-03", 2))).await;
        let mapping = json!({ "Nowhere": "ean", "Shop": "shopkeeper", "On": "quantity", "How many": "quantity" });
        let refused = us.then(&upload, "resolve", &json!({ "vendor": "x", "mapping": mapping })).await;
        let problem = refused.problem(422, "invalid");
        let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
        assert_eq!(fields, ["mapping.Nowhere", "mapping.Shop", "mapping.On"], "{problem:#}");
    }

    async fn without_a_name_only_this_file_is_read_so(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("april.csv", unknown("Leeds", "2025-04-03", 2))).await;
        us.then(&upload, "resolve", &json!({ "vendor": "Corner Shop", "mapping": {} })).await.json(202);
        assert_eq!(us.see(&upload["id"]).await["status"], "completed");
        let next = us.load(Form::of("may.csv", unknown("Leeds", "2025-05-03", 3))).await;
        assert_eq!(next["status"], "needs_format", "{next:#}");
    }

    async fn the_next_file_of_a_kept_mapping_has_its_period_found_or_asked(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("till.csv", undated(2))).await;
        assert_eq!(upload["needs"], json!(["format", "vendor", "period", "currency"]), "{upload:#}");
        let answer = json!({ "vendor": "Till", "period": "2025-04", "currency": "GBP", "save_as": "till", "mapping": {
            "Bar": "ean", "Takings": "amount", "Ct": "quantity" } });
        us.then(&upload, "resolve", &answer).await.json(202);
        let loaded = us.see(&upload["id"]).await;
        assert_eq!((&loaded["status"], &loaded["original_amount"]), (&json!("completed"), &json!("30.00")), "{loaded:#}");
        assert_eq!((&loaded["original_currency"], &loaded["period_from"]), (&json!("GBP"), &json!("2025-04-01")));
        let found = us.load(Form::of("till 2025-05.csv", undated(3))).await;
        assert_eq!((&found["status"], &found["format"]), (&json!("completed"), &json!("till")), "{found:#}");
        assert_eq!(found["period_from"], "2025-05-01");
        let asks = us.load(Form::of("till again.csv", undated(4))).await;
        assert_eq!((&asks["status"], &asks["format"]), (&json!("needs_period"), &json!("till")), "{asks:#}");
        us.then(&asks, "resolve", &json!({ "period": "2025-06" })).await.json(202);
        assert_eq!(us.see(&asks["id"]).await["status"], "completed");
    }

    async fn months_across_are_confirmed_kept_and_known_with_other_months(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("spring.csv", wide(["Jan 2025", "Feb 2025"], 3))).await;
        let proposal = &upload["detection"]["proposal"];
        assert_eq!((&proposal["wide"]["gives"], &upload["needs"]), (&json!("period"), &json!(["format", "vendor"])));
        assert_eq!(column(&upload, "Jan 2025")["field"], "quantity");
        let answer = json!({ "vendor": "Corner Shop", "mapping": {}, "save_as": "corner-months" });
        us.then(&upload, "resolve", &answer).await.json(202);
        let loaded = us.see(&upload["id"]).await;
        assert_eq!((&loaded["status"], &loaded["units"]), (&json!("completed"), &json!(9)), "{loaded:#}");
        assert_eq!((&loaded["period_from"], &loaded["period_to"]), (&json!("2025-01-01"), &json!("2025-02-28")));
        let next = us.load(Form::of("later.csv", wide(["Mar 2025", "Apr 2025"], 4))).await;
        assert_eq!((&next["status"], &next["format"]), (&json!("completed"), &json!("corner-months")), "{next:#}");
        assert_eq!(next["units"], 11);
    }

    async fn a_mapping_kept_for_one_sender_is_not_another_s(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("april.csv", unknown("Leeds", "2025-04-03", 2))).await;
        let keep = |vendor: &str| json!({ "vendor": vendor, "mapping": {}, "save_as": vendor });
        us.then(&upload, "resolve", &keep("corner")).await.json(202);
        let other = us.load(Form::of("may.csv", unknown("Leeds", "2025-05-03", 3)).field("vendor", "Harrow")).await;
        assert_eq!(other["status"], "needs_format", "{other:#}");
        us.then(&other, "resolve", &keep("harrow")).await.json(202);
        assert_eq!(us.see(&other["id"]).await["vendor"], "harrow");
        let named = us.load(Form::of("june.csv", unknown("Leeds", "2025-06-03", 4)).field("vendor", "corner")).await;
        assert_eq!((&named["status"], &named["format"]), (&json!("completed"), &json!("corner")), "{named:#}");
        let whose = us.load(Form::of("july.csv", unknown("Leeds", "2025-07-03", 5))).await;
        assert_eq!(whose["status"], "needs_format", "{whose:#}");
        us.then(&whose, "resolve", &json!({ "format": "harrow" })).await.json(202);
        let loaded = us.see(&whose["id"]).await;
        assert_eq!((&loaded["status"], &loaded["vendor"]), (&json!("completed"), &json!("harrow")), "{loaded:#}");
    }
}
