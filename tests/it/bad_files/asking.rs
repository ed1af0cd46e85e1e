//! Files that wait for an answer: an unknown table, no period anywhere, half a statement. The mail asks.

use serde_json::json;

use super::{stops, told};
use crate::house::{Form, stories};
use crate::made::shelf;

stories! {
    async fn columns_that_nobody_described(house) {
        let us = house.sign_in().await;
        let table = "Shop,Article,How many,Turnover\nLeeds,5060917001014,2,20.00\n";
        let upload =
            stops(&us, Form::of("unknown.csv", table), "needs_format", "unknown_format", &["no known format"]).await;
        assert_eq!(upload["needs"], json!(["format", "vendor", "period", "currency"]));
        assert!(told(house).contains("Subject: Upload needs an answer: unknown.csv\r\n"), "{}", told(house));
    }

    async fn no_period_anywhere(house) {
        let us = house.sign_in().await;
        let table = "reseller,functional_name,product_ean,quantity,amount,currency\n\
            Corner Shop,Salt,5060917001014,2,20.00,EUR\n";
        let words = ["which period"];
        let upload = stops(&us, Form::of("sales.csv", table), "needs_period", "needs_period", &words).await;
        assert_eq!(upload["needs"], json!(["period"]));
        assert!(told(house).contains("Subject: Upload needs an answer: sales.csv\r\n"), "{}", told(house));
    }

    async fn half_a_statement(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 10))).await;
        let upload = us.load(Form::of("april again.csv", shelf("2025-04-03", "Leeds", 3))).await;
        assert_eq!((&upload["status"], &upload["needs"]), (&json!("needs_mode"), &json!(["mode"])), "{upload:#}");
        assert!(upload["error"].as_str().is_some_and(|sentence| sentence.len() > 20), "{upload:#}");
        assert_eq!(upload["code"], "needs_mode", "{upload:#}");
        assert_eq!(us.summary("").await["units"], 10, "it waits beside the figures");
        assert!(told(house).contains("Subject: Upload needs an answer: april again.csv\r\n"), "{}", told(house));
    }

    async fn a_table_that_names_no_vendor(house) {
        let us = house.sign_in().await;
        let table =
            "sold_on,functional_name,product_ean,quantity,amount,currency\n2025-04-03,Salt,5060917001014,2,20.00,EUR\n";
        let upload = stops(&us, Form::of("sales.csv", table), "needs_format", "needs_vendor", &["vendor"]).await;
        assert_eq!(upload["needs"], json!(["vendor"]));
    }
}
