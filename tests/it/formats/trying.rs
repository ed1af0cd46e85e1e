//! Before a description counts, the files that came in before say what it would change.

use serde_json::{Value as Json, json};

use super::{everything_in, save, without_currency};
use crate::house::{Client, Form, House, stories, text};
use crate::made::{sale, shelf, table};

/// Has a description tried; gives what it came to.
async fn tried(house: &House, us: &Client<'_>, code: &str, source: &str) -> Json {
    let started = us.post(&format!("/formats/{code}/test"), &json!({ "source": source })).await;
    let answer = started.json(202);
    assert_eq!(answer["status_url"], started.headers["location"].to_str().unwrap());
    let url = text(&answer["status_url"]).to_owned();
    assert_eq!(us.get(&url).await.json(200)["status"], "pending");
    house.drain().await;
    let test = us.get(&url).await.json(200);
    assert_eq!((&test["status"], &test["source"]), (&json!("completed"), &json!(source)), "{test:#}");
    test["result"].clone()
}

stories! {
    async fn earlier_files_that_come_out_otherwise_are_shown_row_by_row(house) {
        let us = house.sign_in().await;
        save(&us, "generic", &everything_in("GBP")).await;
        let april = us.load(Form::of("april.csv", without_currency("2025-04-03", 2))).await;
        let may = us.load(Form::of("may.csv", shelf("2025-05-03", "Leeds", 3))).await;
        let (figures, loads) = (us.summary("").await, house.count("loads").await);
        let found = tried(house, &us, "generic", &everything_in("USD")).await;
        assert_eq!((&found["same"], &found["different"], &found["not_tried"]), (&json!(1), &json!(1), &json!(0)));
        let [first, second] = found["files"].as_array().unwrap().as_slice() else { panic!("{found:#}") };
        assert_eq!((&first["upload_id"], &first["filename"]), (&may["id"], &json!("may.csv")), "the newest first");
        assert_eq!(first["comparison"]["same"], true, "its rows name their currency");
        assert_eq!((&second["upload_id"], &second["comparison"]["same"]), (&april["id"], &json!(false)));
        let compared = &second["comparison"];
        assert_eq!((&compared["before"]["amounts"], &compared["after"]["amounts"]), (&json!({ "GBP": "20.00" }), &json!({ "USD": "20.00" })));
        assert_eq!((&compared["before"]["rows"], &compared["after"]["units"]), (&json!(1), &json!("2")));
        let rows = compared["differences"].as_array().unwrap();
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!((&row["row"], &row["before"], &row["after"]), (&json!(2), &json!({ "currency": "GBP" }), &json!({ "currency": "USD" })));
        assert_eq!((us.summary("").await, house.count("loads").await), (figures, loads), "nothing was loaded");
        assert_eq!(us.get("/formats/generic").await.json(200)["version"], 1, "nothing was saved");
    }

    async fn a_file_that_failed_is_shown_to_be_read(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("april.csv", without_currency("2025-04-03", 2))).await;
        assert_eq!(upload["status"], "failed");
        let found = tried(house, &us, "generic", &everything_in("GBP")).await;
        let compared = &found["files"][0]["comparison"];
        assert_eq!((&compared["before"]["errors"], &compared["after"]["errors"]), (&json!(1), &json!(0)), "{found:#}");
        let row = &compared["differences"][0];
        assert!(text(&row["before"]["error"]).starts_with("missing_currency: "), "{row:#}");
        assert_eq!((&row["after"]["product"], &row["after"]["amount"]), (&json!("5060917001014"), &json!("20.00")));
    }

    async fn a_file_that_waits_for_a_format_is_shown_to_be_read(house) {
        let us = house.sign_in().await;
        let table = |head: &str| format!("{head}\nLeeds,5060917001014,2,20.00,2025-04-03\n");
        let waiting = us.load(Form::of("shop.csv", table("Shop,Article,How many,Turnover,On"))).await;
        us.load(Form::of("other.csv", table("Wer,Was,Wieviel,Wovon,Wann"))).await;
        assert_eq!(waiting["status"], "needs_format", "{waiting:#}");
        let source = "code = \"shop\"\ntitle = \"Shop\"\nvendor = \"shop\"\n[columns]\nstore = \"Shop\"\n\
                      ean = \"Article\"\nquantity = \"How many\"\namount = \"Turnover\"\ndate = \"On\"\n\
                      [policy]\ncurrency = \"EUR\"\n";
        let found = tried(house, &us, "shop", source).await;
        assert_eq!((&found["newly_read"], &found["different"]), (&json!(1), &json!(0)), "{found:#}");
        let [file] = found["files"].as_array().unwrap().as_slice() else { panic!("{found:#}") };
        assert_eq!((&file["upload_id"], &file["comparison"]["before"]), (&waiting["id"], &json!(null)));
        assert_eq!(file["comparison"]["after"]["amounts"], json!({ "EUR": "20.00" }));
        assert_eq!(us.see(&waiting["id"]).await["status"], "needs_format", "it still waits");
    }

    async fn a_file_that_was_read_by_a_mapping_of_its_own_is_compared_with_that(house) {
        let us = house.sign_in().await;
        let rows = "Shop,Article,How many,Turnover,On\nLeeds,5060917001014,2,20.00,2025-04-03\n";
        let upload = us.load(Form::of("shop.csv", rows)).await;
        let columns =
            json!({ "Shop": "store", "Article": "ean", "How many": "quantity", "Turnover": "amount", "On": "date" });
        us.then(&upload, "resolve", &json!({ "vendor": "Corner Shop", "mapping": columns })).await.json(202);
        let upload = us.see(&upload["id"]).await;
        let code = text(&upload["format"]).to_owned();
        assert_eq!((&upload["status"], &upload["format_version"]), (&json!("completed"), &json!(0)), "{upload:#}");
        let source = format!(
            "code = \"{code}\"\ntitle = \"Shop\"\nvendor = \"corner_shop\"\n[columns]\nstore = \"Shop\"\n\
             ean = \"Article\"\namount = \"Turnover\"\ndate = \"On\"\n[policy]\ncurrency = \"EUR\"\ngrain = \"day\"\n"
        );
        let found = tried(house, &us, &code, &source).await;
        assert_eq!((&found["different"], &found["newly_read"]), (&json!(1), &json!(0)), "{found:#}");
        let row = &found["files"][0]["comparison"]["differences"][0];
        assert_eq!((&row["before"], &row["after"]), (&json!({ "quantity": "2" }), &json!({})), "{row:#}");
    }

    async fn a_description_that_no_longer_knows_its_files_says_so(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 2))).await;
        let source = "extends = \"generic\"\n[columns]\nquantity = \"pieces\"\n[table]\nrequired = [\"quantity\"]\n";
        let found = tried(house, &us, "generic", source).await;
        let compared = &found["files"][0]["comparison"];
        assert_eq!((&compared["before"]["recognised_as"], &compared["after"]["recognised_as"]), (&json!("generic"), &json!(null)));
        assert!(text(&compared["after"]["problem"]).contains("pieces"), "{compared:#}");
        assert_eq!(compared["after"]["rows"], 0);
    }

    async fn a_file_with_a_changed_column_is_tried_as_it_was_read(house) {
        let us = house.sign_in().await;
        let month = |header: &str, month: u32| {
            let row = format!("5060917001014,Salt Garden,2,10.00,Madrid,{month},2025");
            Form::of(&format!("Boxnox 0{month}-2025.csv"), format!("{header}\n{row}\n"))
        };
        let usual = "Product EAN,Functional Name,Sold Qty,Sales Amount (EUR),POS,Month,Year";
        us.load(month(usual, 1)).await;
        let healed = us.load(month(&usual.replace("Sold Qty", "Pieces sold"), 2)).await;
        assert_eq!(healed["status"], "completed", "{healed:#}");
        let asked = us.load(month(&usual.replace("Sold Qty", "X"), 3)).await;
        us.then(&asked, "resolve", &json!({ "mapping": { "X": "quantity" } })).await.json(202);
        let source = "extends = \"boxnox\"\n[policy]\nchannel = \"offline\"\n";
        let found = tried(house, &us, "boxnox", source).await;
        assert_eq!((&found["same"], &found["different"]), (&json!(3), &json!(0)), "{found:#}");
        for file in found["files"].as_array().unwrap() {
            let after = &file["comparison"]["after"];
            assert_eq!((&after["units"], &after["recognised_as"]), (&json!("2"), &json!("boxnox")), "{file:#}");
        }
    }

    async fn only_the_last_twelve_files_are_read_and_none_that_was_taken_back(house) {
        let us = house.sign_in().await;
        let mut newest = Vec::new();
        for day in 1..=14 {
            let rows = table([sale(&format!("2025-04-{day:02}"), "Leeds", 0, 1, "10.00")]);
            newest.insert(0, us.send(Form::of(&format!("{day}.csv"), rows)).await);
        }
        house.drain().await;
        us.then(&newest[1], "undo", &json!({})).await.json(200);
        let they = house.neighbour("Birchwood", "bo@birchwood.example").await;
        they.load(Form::of("theirs.csv", shelf("2025-04-03", "Leeds", 2))).await;
        let found = tried(house, &us, "generic", &everything_in("GBP")).await;
        let names: Vec<_> = found["files"].as_array().unwrap().iter().map(|file| text(&file["filename"])).collect();
        let expected: Vec<String> = [14, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map(|day| format!("{day}.csv")).to_vec();
        assert_eq!(names, expected);
        assert_eq!(found["same"], 12);
    }

    async fn a_file_that_is_gone_is_named_and_the_others_are_read(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 2))).await;
        for file in house.kept_uploads() {
            std::fs::remove_file(file).unwrap();
        }
        us.load(Form::of("may.csv", shelf("2025-05-03", "Leeds", 2))).await;
        let started = us.post("/formats/generic/test", &json!({ "source": everything_in("GBP") })).await.json(202);
        house.drain().await;
        let test = us.get(text(&started["status_url"])).await.json(200);
        assert_eq!(test["status"], "completed", "{test:#}");
        assert_eq!((&test["result"]["same"], &test["result"]["not_tried"]), (&json!(1), &json!(1)));
    }

    async fn another_organisation_sees_no_test_of_ours(house) {
        let us = house.sign_in().await;
        let started = us.post("/formats/generic/test", &json!({ "source": everything_in("GBP") })).await.json(202);
        let they = house.neighbour("Birchwood", "bo@birchwood.example").await;
        they.get(text(&started["status_url"])).await.problem(404, "not_found");
        us.get(&text(&started["status_url"]).replace("generic", "web-shop")).await.problem(404, "not_found");
    }

    async fn a_test_that_is_called_off_says_so(house) {
        let us = house.sign_in().await;
        let started = us.post("/formats/generic/test", &json!({ "source": everything_in("GBP") })).await.json(202);
        us.post(&format!("/jobs/{}/cancel", text(&started["job_id"])), &json!({})).await;
        let test = us.get(text(&started["status_url"])).await.json(200);
        assert_eq!(test["status"], "failed", "{test:#}");
        assert!(text(&test["error"]).contains("cancelled"), "{test:#}");
        us.post(&format!("/jobs/{}/retry", text(&started["job_id"])), &json!({})).await;
        house.drain().await;
        assert_eq!(us.get(text(&started["status_url"])).await.json(200)["status"], "completed");
    }
}
