//! A rate that jumps by more than a fifth against a neighbour month waits for a person.

use serde_json::json;

use super::{convert, give, rate, sale_of, sold};
use crate::house::{stories, text};

stories! {
    async fn a_rate_that_jumps_counts_once_it_is_confirmed(house) {
        let us = house.sign_in().await;
        give(house, &us, &rate("UAH", "2025-04", "45")).await;
        let may = us.load(sold("may.csv", "2025-05-03", "900.00", "UAH")).await;
        assert_eq!(may["unconverted_rows"], 1);
        let answer = us.post("/exchange-rates", &rate("UAH", "2025-05", "450")).await.json(200);
        assert_eq!((&answer["changed"], &answer["job_id"]), (&json!([]), &json!(null)), "nothing counts yet");
        let why = "UAH in 2025-05 is 450, more than 20 % off the 45 of 2025-04";
        assert_eq!(answer["held"], json!([{ "currency": "UAH", "month": "2025-05", "rate": "450", "why": why }]));
        house.drain().await;
        assert_eq!(us.see(&may["id"]).await["unconverted_rows"], 1, "a held rate converts nothing");
        let held = us.all("/exchange-rates/held").await;
        assert_eq!(held.len(), 1);
        let row = &held[0];
        assert_eq!((&row["currency"], &row["month"], &row["rate"]), (&json!("UAH"), &json!("2025-05"), &json!("450")));
        assert_eq!((&row["beside"], &row["beside_rate"], &row["in_force"]), (&json!("2025-04"), &json!("45"), &json!(null)));
        assert_eq!(row["source"], crate::house::ADMIN);
        let confirmed = us.post("/exchange-rates/held/UAH/2025-05/confirm", &json!({})).await.json(202);
        assert_eq!(confirmed["changed"], json!([{ "currency": "UAH", "month": "2025-05" }]));
        assert_eq!(confirmed["uploads"], json!([{ "id": may["id"], "filename": "may.csv" }]));
        let converted = convert(house, &us, &confirmed).await;
        assert_eq!((&converted["upload_count"], &converted["uploads"][0]["id"]), (&json!(1), &may["id"]));
        assert_eq!(sale_of(&us, &may).await["amount"], "2.00");
        assert!(us.all("/exchange-rates/held").await.is_empty());
        us.post("/exchange-rates/held/UAH/2025-05/confirm", &json!({})).await.problem(404, "not_found");
    }

    async fn a_rate_that_is_rejected_changes_nothing(house) {
        let us = house.sign_in().await;
        let april = us.load(sold("april.csv", "2025-04-03", "100.00", "USD")).await;
        let before = sale_of(&us, &april).await;
        let answer = us.post("/exchange-rates", &rate("USD", "2025-04", "11.2")).await.json(200);
        assert_eq!(answer["held"].as_array().unwrap().len(), 1, "against the built-in months beside it");
        let held = us.all("/exchange-rates/held").await;
        assert_eq!(held[0]["in_force"], before["rate"], "the built-in one counts meanwhile");
        let answer = us.post("/exchange-rates/held/USD/2025-04/reject", &json!({})).await.json(200);
        assert_eq!((&answer["changed"], &answer["job_id"]), (&json!([]), &json!(null)));
        assert!(us.all("/exchange-rates/held").await.is_empty());
        assert_eq!(sale_of(&us, &april).await, before);
        assert!(us.all("/exchange-rates").await.is_empty());
        let deeds = us.all("/audit?action=rates.reject").await;
        assert_eq!((deeds.len(), &deeds[0]["subject"]), (1, &json!("USD 2025-04")));
    }

    async fn one_slip_holds_itself_and_not_the_rest_of_its_file(house) {
        let us = house.sign_in().await;
        let rates = json!({ "rates": [
            { "currency": "UAH", "month": "2025-01", "rate": "44" },
            { "currency": "UAH", "month": "2025-02", "rate": "4.4" },
            { "currency": "UAH", "month": "2025-03", "rate": "45" },
        ] });
        let answer = us.post("/exchange-rates", &rates).await.json(202);
        let months: Vec<_> = answer["changed"].as_array().unwrap().iter().map(|rate| text(&rate["month"])).collect();
        assert_eq!(months, ["2025-01", "2025-03"]);
        assert_eq!(answer["held"][0]["month"], "2025-02");
        let corrected = us.post("/exchange-rates", &rate("UAH", "2025-02", "44.5")).await.json(202);
        assert_eq!(corrected["held"], json!([]));
        assert!(us.all("/exchange-rates/held").await.is_empty(), "a better rate answers the held one");
        let forced = json!({ "rates": [{ "currency": "UAH", "month": "2025-04", "rate": "90" }], "force": true });
        assert_eq!(us.post("/exchange-rates", &forced).await.json(202)["held"], json!([]));
    }

    async fn another_organisation_answers_nothing_of_ours(house) {
        let us = house.sign_in().await;
        us.post("/exchange-rates", &rate("USD", "2025-04", "11.2")).await.json(200);
        let they = house.neighbour("Birchwood", "bo@birchwood.example").await;
        assert!(they.all("/exchange-rates/held").await.is_empty());
        they.post("/exchange-rates/held/USD/2025-04/confirm", &json!({})).await.problem(404, "not_found");
        they.post("/exchange-rates/held/USD/2025-04/reject", &json!({})).await.problem(404, "not_found");
        assert_eq!(us.all("/exchange-rates/held").await.len(), 1);
    }
}
