//! A corrected rate restates its month and says where it comes from; taken back, the built-in one counts again.

use serde_json::json;

use super::{convert, give, rate, sale_of, sold};
use crate::house::{ADMIN, stories};

stories! {
    async fn the_rate_and_its_source_stand_on_the_row(house) {
        let us = house.sign_in().await;
        let dollars = us.load(sold("april.csv", "2025-04-03", "100.00", "USD")).await;
        let row = sale_of(&us, &dollars).await;
        assert_eq!((&row["rate_source"], &row["rate_given_by"]), (&json!("ECB"), &json!(null)), "{row:#}");
        let euros = us.load(sold("may.csv", "2025-05-03", "100.00", "EUR")).await;
        let row = sale_of(&us, &euros).await;
        assert_eq!((&row["rate"], &row["rate_source"]), (&json!("1"), &json!(null)), "the euro's own");
        let hryvnias = us.load(sold("june.csv", "2025-06-03", "100.00", "UAH")).await;
        let row = sale_of(&us, &hryvnias).await;
        assert_eq!((&row["rate"], &row["rate_source"], &row["amount"]), (&json!(null), &json!(null), &json!(null)));
        give(house, &us, &rate("USD", "2025-04", "1.25")).await;
        let row = sale_of(&us, &dollars).await;
        assert_eq!((&row["rate"], &row["amount"]), (&json!("1.25"), &json!("80.00")));
        assert_eq!((&row["rate_source"], &row["rate_given_by"]), (&json!("user"), &json!(ADMIN)));
        let given = us.all("/exchange-rates").await;
        assert_eq!((given.len(), &given[0]["source"]), (1, &json!(ADMIN)));
        assert!(given[0]["given_by"].is_string() && given[0]["built_in"].as_str().unwrap().starts_with("1.1"));
        let counting = us.get("/exchange-rates/in-force?month=2025-04").await.json(200);
        let source = |code: &str| counting["items"].as_array().unwrap().iter().find(|r| r["currency"] == code).unwrap()["source"].clone();
        assert_eq!((source("USD"), source("GBP")), (json!("user"), json!("ECB")));
    }

    async fn a_corrected_rate_restates_its_month_and_names_the_uploads(house) {
        let us = house.sign_in().await;
        let april = us.load(sold("april.csv", "2025-04-03", "100.00", "USD")).await;
        let late = us.load(sold("late.csv", "2025-04-29", "50.00", "USD").field("mode", "append")).await;
        us.load(sold("may.csv", "2025-05-03", "100.00", "USD")).await;
        us.load(sold("pounds.csv", "2025-03-03", "100.00", "GBP")).await;
        let may = us.summary("from=2025-05&to=2025-05").await;
        let then = us.summary("").await["data_version"].clone();
        let answer = us.post("/exchange-rates", &rate("USD", "2025-04", "1.25")).await.json(202);
        let named = json!([{ "id": late["id"], "filename": "late.csv" }, { "id": april["id"], "filename": "april.csv" }]);
        assert_eq!((&answer["uploads"], &answer["upload_count"]), (&named, &json!(2)), "{answer:#}");
        let converted = convert(house, &us, &answer).await;
        assert_eq!((&converted["statements"], &converted["upload_count"]), (&json!(2), &json!(2)), "{converted:#}");
        assert_eq!(us.summary("from=2025-04&to=2025-04").await["amount"], "120.00");
        assert_eq!(us.see(&april["id"]).await["amount"], "80.00", "the upload's own figures follow");
        assert_eq!(us.summary("from=2025-05&to=2025-05").await["amount"], may["amount"], "other months stay");
        assert!(us.summary("").await["data_version"].as_i64() > then.as_i64());
    }

    async fn a_rate_that_is_taken_back_gives_way_to_the_built_in_one(house) {
        let us = house.sign_in().await;
        let april = us.load(sold("april.csv", "2025-04-03", "100.00", "USD")).await;
        let before = sale_of(&us, &april).await;
        give(house, &us, &rate("USD", "2025-04", "1.25")).await;
        let answer = us.delete("/exchange-rates/USD/2025-04").await.json(202);
        assert_eq!(answer["uploads"][0]["id"], april["id"]);
        convert(house, &us, &answer).await;
        let after = sale_of(&us, &april).await;
        let figures = |row: &serde_json::Value| [row["amount"].clone(), row["rate"].clone(), row["rate_source"].clone()];
        assert_eq!(figures(&after), figures(&before));
        us.delete("/exchange-rates/USD/2025-04").await.problem(404, "not_found");
    }

    async fn without_a_built_in_one_amounts_wait_again(house) {
        let us = house.sign_in().await;
        let april = us.load(sold("april.csv", "2025-04-03", "90.00", "UAH")).await;
        give(house, &us, &rate("UAH", "2025-04", "45")).await;
        assert_eq!(us.see(&april["id"]).await["amount"], "2.00");
        let answer = us.delete("/exchange-rates/UAH/2025-04").await.json(202);
        convert(house, &us, &answer).await;
        let upload = us.see(&april["id"]).await;
        assert_eq!(upload["unconverted_rows"], 1, "{upload:#}");
        assert_eq!(us.summary("").await["unconverted"][0]["currency"], "UAH");
    }
}
