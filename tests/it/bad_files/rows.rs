//! A file of which every row is wrong, and one that lacks a column its format cannot do without.

use serde_json::json;

use super::{fails, stops, told};
use crate::house::{Form, stories};
use crate::made::{sale, table, workbook};

stories! {
    async fn every_row_wrong(house) {
        let us = house.sign_in().await;
        let wrong = table((0..30).map(|at| sale("2025-04-03", "Leeds", at % 12, 1, "ten")));
        let words = ["none of the 30 rows", "see the row errors"];
        let upload = fails(house, &us, "april.csv", wrong, "no_valid_rows", &words).await;
        assert_eq!(upload["rows_failed"], 30, "{upload:#}");
        let errors = us.errors_of(&upload).await;
        assert_eq!(errors.len(), 30);
        assert_eq!((&errors[0]["row"], &errors[0]["column"]), (&json!(2), &json!("amount")));
        assert!(told(house).contains("filename=\"errors of april.csv.xlsx\""), "all of them are attached");
        us.upload(Form::of("april.csv", "")).await.json(202);
    }

    async fn required_columns_missing(house) {
        let us = house.sign_in().await;
        let rows: [&[&str]; 2] = [
            &["Product EAN", "Functional Name", "Sold Qty", "Reseller", "Month", "Year"],
            &["5060917001014", "Salt Garden", "2", "Boxnox", "4", "2025"],
        ];
        let without_pos = workbook("Sell Out by EAN", &rows);
        let words = ["the file looks like Boxnox monthly sell-out", "a column is missing: store (\"POS\")"];
        let form = || Form::of("Boxnox 04-2025.xlsx", &without_pos);
        let upload = stops(&us, form(), "needs_format", "changed_columns", &words).await;
        assert_eq!(upload["needs"], json!(["format"]));
        let problem = us.then(&upload, "resolve", &json!({ "format": "boxnox" })).await.problem(422, "invalid");
        assert!(problem["detail"].as_str().unwrap().contains("store (\"POS\")"), "{problem}");
    }

    async fn columns_that_a_mapping_names_and_the_file_lacks(house) {
        let us = house.sign_in().await;
        let unknown = "Shop,Article,How many\nLeeds,5060917001014,2\n";
        let upload = us.load(Form::of("april 2025-04.csv", unknown)).await;
        assert_eq!(upload["status"], "needs_format", "{upload:#}");
        let mapping = json!({ "Shop": "store", "Article": "ean", "How many": "", });
        let answer = json!({ "vendor": "corner_shop", "mapping": mapping });
        let problem = us.then(&upload, "resolve", &answer).await.problem(422, "invalid");
        assert!(problem["detail"].as_str().unwrap().contains("quantity or amount"), "{problem}");
        let answer = json!({ "vendor": "corner_shop", "mapping": { "Pieces": "quantity" } });
        let problem = us.then(&upload, "resolve", &answer).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "mapping.Pieces");
    }
}
