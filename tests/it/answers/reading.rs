//! A file that can be read in two ways is asked about with what each would give, and the answer is remembered.

use serde_json::{Value as Json, json};

use crate::house::{Client, Form, stories};

/// A sender whose dates nobody has described.
const SHOP: &str = r#"
code = "corner-days"
title = "The corner shop's days"
vendor = "corner-shop"

[match]
file_names = ["corner"]

[columns]
date = "On"
store = "Shop"
ean = "Article"
quantity = "Pieces"
amount = "Turnover"

[policy]
currency = "EUR"
"#;

fn days(rows: &[&str]) -> String {
    format!("On,Shop,Article,Pieces,Turnover\n{}\n", rows.join("\n"))
}

async fn described(us: &Client<'_>) {
    us.put("/formats/corner-days", &json!({ "source": SHOP })).await.json(200);
}

fn asks(upload: &Json, need: &str, code: &str) {
    assert_eq!((&upload["status"], &upload["code"]), (&json!("needs_format"), &json!(code)), "{upload:#}");
    assert_eq!((&upload["needs"], &upload["questions"][0]["need"]), (&json!([need]), &json!(need)), "{upload:#}");
}

stories! {
    async fn dates_that_could_be_either_are_asked_once_for_a_sender(house) {
        let us = house.sign_in().await;
        described(&us).await;
        let rows = ["03/04/2025,Leeds,5060917001014,2,20.00", "05/06/2025,Leeds,5060917001014,1,10.00"];
        let upload = us.load(Form::of("corner 1.csv", days(&rows))).await;
        asks(&upload, "dates", "ambiguous_dates");
        assert_eq!(us.summary("").await["units"], 0, "nothing counts before it is answered");
        let choices = upload["questions"][0]["choices"].as_array().unwrap();
        let given: Vec<_> = choices.iter().map(|c| (&c["answer"], &c["rows"][0]["period"], &c["amount"])).collect();
        assert_eq!(given, [
            (&json!("day_first"), &json!("2025-04-03"), &json!("30.00")),
            (&json!("month_first"), &json!("2025-03-04"), &json!("30.00")),
        ]);
        us.then(&upload, "resolve", &json!({ "dates": "year_first" })).await.problem(422, "invalid");
        us.then(&upload, "resolve", &json!({ "dates": "month_first" })).await.json(202);
        let loaded = us.see(&upload["id"]).await;
        assert_eq!((&loaded["status"], &loaded["questions"]), (&json!("completed"), &json!([])), "{loaded:#}");
        assert_eq!((&loaded["period_from"], &loaded["period_to"]), (&json!("2025-03-01"), &json!("2025-05-31")));
        let next = us.load(Form::of("corner 2.csv", days(&["07/08/2025,Leeds,5060917001014,2,20.00"]))).await;
        assert_eq!((&next["status"], &next["period_from"]), (&json!("completed"), &json!("2025-07-01")), "{next:#}");
        us.then(&upload, "undo", &json!({})).await.json(200);
        let forgotten = us.load(Form::of("corner 3.csv", days(&["09/10/2025,Leeds,5060917001014,2,20.00"]))).await;
        asks(&forgotten, "dates", "ambiguous_dates");
    }

    async fn thousands_that_the_files_total_proves_are_no_question(house) {
        let us = house.sign_in().await;
        described(&us).await;
        let rows = ["2025-04-03,Leeds,5060917001014,2,1.234", "2025-04-04,Leeds,5060917001021,1,500", "Total,,,3,1.734"];
        let proven = us.load(Form::of("corner 1.csv", days(&rows))).await;
        assert_eq!((&proven["status"], &proven["amount"]), (&json!("completed"), &json!("1734.00")), "{proven:#}");
        let open = us.load(Form::of("corner 2.csv", days(&["2025-05-03,Leeds,5060917001014,2,1.234"]))).await;
        asks(&open, "decimal", "ambiguous_decimals");
        us.then(&open, "resolve", &json!({ "decimal": "," })).await.json(202);
        assert_eq!(us.see(&open["id"]).await["amount"], "1234.00");
    }

    async fn totals_that_come_out_the_other_way_only_stop_the_load(house) {
        let us = house.sign_in().await;
        described(&us).await;
        let rows = ["2025-04-03,Leeds,5060917001014,2,10.00", "2025-04-04,Leeds,5060917001021,3,20.00", "Total,,,5,80.00"];
        let upload = us.load(Form::of("corner 1.csv", days(&rows))).await;
        asks(&upload, "amounts", "ambiguous_amounts");
        assert_eq!(us.summary("").await["units"], 0);
        us.then(&upload, "resolve", &json!({ "amounts": "unit" })).await.json(202);
        let loaded = us.see(&upload["id"]).await;
        assert_eq!((&loaded["status"], &loaded["amount"]), (&json!("completed"), &json!("80.00")), "{loaded:#}");
        assert!(loaded["control"].as_array().unwrap().iter().all(|line| line["file"] == line["loaded"]), "{loaded:#}");
    }
}
