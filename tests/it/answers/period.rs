//! A file that names no period is loaded for the one that its sender gives.

use serde_json::json;

use crate::house::{Form, stories};

const UNDATED: &str =
    "reseller,functional_name,product_ean,quantity,amount,currency\nCorner Shop,Salt,5060917001014,2,20.00,EUR\n";

stories! {
    async fn every_period_of_the_grammar_is_an_answer(house) {
        let us = house.sign_in().await;
        for (at, (period, from, to)) in [
            ("2025-04", "2025-04-01", "2025-04-30"),
            ("2025-W14", "2025-03-31", "2025-04-06"),
            ("2025-Q1", "2025-01-01", "2025-03-31"),
            ("2025-04-07", "2025-04-07", "2025-04-07"),
            ("2025-05-02..2025-06", "2025-05-02", "2025-06-30"),
        ]
        .into_iter()
        .enumerate()
        {
            let upload = us.load(Form::of("sales.csv", UNDATED.replace("Corner Shop", &format!("Shop {at}")))).await;
            assert_eq!(upload["status"], "needs_period", "{upload:#}");
            us.then(&upload, "resolve", &json!({ "period": period })).await.json(202);
            let sales = us.all(&format!("/sales?upload={}", upload["id"].as_str().unwrap())).await;
            assert_eq!(sales.len(), 1, "{period}: {:#}", us.see(&upload["id"]).await);
            assert_eq!((&sales[0]["period_from"], &sales[0]["period_to"]), (&json!(from), &json!(to)), "{period}");
        }
    }

    async fn the_file_s_name_says_it_and_a_given_period_goes_before(house) {
        let us = house.sign_in().await;
        let named = us.load(Form::of("sales 2025-03.csv", UNDATED)).await;
        assert_eq!((&named["status"], &named["period_from"]), (&json!("completed"), &json!("2025-03-01")), "{named:#}");
        let given =
            us.load(Form::of("sales 2025-03.csv", UNDATED).field("period", "2025-04").field("force", "true")).await;
        assert_eq!((&given["status"], &given["period_from"]), (&json!("completed"), &json!("2025-04-01")), "{given:#}");
        assert!(given["warnings"].to_string().contains("period_disagrees"), "{given:#}");
    }
}
