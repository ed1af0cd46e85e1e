//! What the sender should know of rows that load all the same. What judging finds is in `judged`.

mod judged;

use serde_json::{Value as Json, json};

use crate::house::{Form, stories};
use crate::made::{HEADER, sale, table, workbook};

/// The warning of this code.
fn warning<'u>(upload: &'u Json, code: &str) -> &'u Json {
    let all = upload["warnings"].as_array().unwrap();
    all.iter().find(|warning| warning["code"] == code).unwrap_or_else(|| panic!("no {code} in {upload:#}"))
}

stories! {
    async fn a_wrong_extension(house) {
        let us = house.sign_in().await;
        let names: Vec<&str> = HEADER.split(',').collect();
        let row = sale("2025-04-03", "Leeds", 1, 1, "10.00");
        let cells: Vec<&str> = row.split(',').collect();
        let upload = us.load(Form::of("april.csv", workbook("April", &[&names, &cells]))).await;
        assert_eq!((&upload["status"], &upload["rows_loaded"]), (&json!("completed"), &json!(1)), "{upload:#}");
        assert!(warning(&upload, "wrong_extension")["message"].as_str().unwrap().contains("csv"));
    }

    async fn two_encodings_in_one_file(house) {
        let us = house.sign_in().await;
        let mut bytes = table((0..30).map(|at| sale("2025-04-03", "Łódź", at % 12, 1, "10.00"))).into_bytes();
        let latin = sale("2025-04-03", "Caf?", 1, 1, "10.00").into_bytes();
        bytes.extend(latin.into_iter().map(|byte| if byte == b'?' { 0xe9 } else { byte }));
        let upload = us.load(Form::of("april.csv", bytes)).await;
        assert_eq!((&upload["status"], &upload["rows_loaded"]), (&json!("completed"), &json!(31)), "{upload:#}");
        warning(&upload, "encoding_repaired");
        let stores: Vec<Json> = us.all("/sales").await.into_iter().map(|sale| sale["store"].clone()).collect();
        assert!(stores.contains(&json!("Łódź")) && stores.contains(&json!("Café")), "{stores:?}");
    }

    async fn a_wrong_check_digit(house) {
        let us = house.sign_in().await;
        let row = sale("2025-04-03", "Leeds", 1, 1, "10.00").replace("5060917001021", "5060917001022");
        let upload = us.load(Form::of("april.csv", table([row]))).await;
        assert_eq!((&upload["status"], &upload["rows_loaded"]), (&json!("completed"), &json!(1)), "{upload:#}");
        assert_eq!(warning(&upload, "ean_check_digit")["row"], 2);
        assert_eq!(upload["warning_count"], 1);
    }

    async fn a_currency_without_a_rate(house) {
        let us = house.sign_in().await;
        let row = sale("2025-04-03", "Leeds", 1, 2, "100.00").replace("EUR", "UAH");
        let upload = us.load(Form::of("april.csv", table([row]))).await;
        assert_eq!((&upload["status"], &upload["unconverted_rows"]), (&json!("completed"), &json!(1)), "{upload:#}");
        assert!(warning(&upload, "no_rate")["message"].as_str().unwrap().contains("UAH in 2025-04"));
        assert_eq!((&upload["amount"], &upload["original_amount"]), (&json!(null), &json!("100.00")));
    }

    async fn a_total_that_differs_from_its_rows(house) {
        let us = house.sign_in().await;
        let rows = [
            sale("2025-04-03", "Leeds", 1, 1, "10.00"),
            sale("2025-04-03", "Leeds", 2, 1, "10.00"),
            "Total,,,,,3,20.00,EUR".to_owned(),
        ];
        let upload = us.load(Form::of("april.csv", table(rows))).await;
        assert_eq!((&upload["status"], &upload["rows_skipped"]), (&json!("completed"), &json!(1)), "{upload:#}");
        let control = upload["control"].as_array().unwrap();
        let gaps: Vec<_> = control.iter().map(|c| (c["file"].clone(), c["loaded"].clone(), c["gap"].clone())).collect();
        assert!(gaps.contains(&(json!("3"), json!("2"), json!("1"))), "{control:#?}");
        assert!(gaps.contains(&(json!("20.00"), json!("20.00"), json!("0.00"))), "{control:#?}");
        let warning = warning(&upload, "control_total");
        let sentence = warning["message"].as_str().unwrap();
        assert!(sentence.contains("units 3") && sentence.contains('2'), "{sentence}");
    }

    async fn a_period_given_that_the_rows_contradict(house) {
        let us = house.sign_in().await;
        let form = Form::of("april.csv", crate::made::shelf("2025-04-03", "Leeds", 2)).field("period", "2025-05");
        let upload = us.load(form).await;
        assert_eq!(
            (&upload["status"], &upload["period_from"]),
            (&json!("completed"), &json!("2025-04-01")),
            "{upload:#}"
        );
        warning(&upload, "period_disagrees");
    }
}
