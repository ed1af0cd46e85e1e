//! Rows that cannot be read: the others load, and each error says its sheet, row, column, code, sentence and value.

use serde_json::{Value as Json, json};

use crate::house::{Form, stories};
use crate::made::{HEADER, ean, sale, table, workbook};

/// The field to break, what stands there, and the code.
const FAULTS: [(&str, &str, &str); 9] = [
    ("quantity", "abc", "bad_quantity"),
    ("quantity", "1.5", "fractional_quantity"),
    ("amount", "12%", "bad_amount"),
    ("product_ean", "5.06008E+12", "ean_truncated"),
    ("product_ean", "50600845X9304", "bad_ean"),
    ("sold_on", "2025-02-31", "bad_date"),
    ("sold_on", "31/02/2025", "bad_date"),
    ("currency", "EURO", "bad_currency"),
    ("amount", "#REF!", "cell_error"),
];

fn broken(field: &str, value: &str) -> String {
    let good = sale("2025-04-03", "Leeds", 1, 1, "10.00");
    let cells = HEADER.split(',').zip(good.split(',')).map(|(name, cell)| if name == field { value } else { cell });
    cells.collect::<Vec<_>>().join(",")
}

stories! {
    async fn each_is_named_with_its_place_and_the_others_load(house) {
        let us = house.sign_in().await;
        let good = |at: usize| sale("2025-04-03", "Leeds", at, 1, "10.00");
        let rows = FAULTS.iter().enumerate().flat_map(|(at, (field, value, _))| [good(at), broken(field, value)]);
        let upload = us.load(Form::of("april.csv", table(rows))).await;
        assert_eq!(upload["status"], "completed_with_errors", "{upload:#}");
        assert_eq!((&upload["rows_loaded"], &upload["rows_failed"]), (&json!(FAULTS.len()), &json!(FAULTS.len())));
        let errors = us.errors_of(&upload).await;
        for (at, (field, value, code)) in FAULTS.iter().enumerate() {
            let error = &errors[at];
            let place = json!({ "sheet": "", "row": 3 + 2 * at, "column": field, "code": code, "value": value });
            for (name, expected) in place.as_object().unwrap() {
                assert_eq!(&error[name], expected, "{name} of {error}");
            }
            assert_eq!(error["severity"], "error");
            let sentence = error["message"].as_str().unwrap();
            assert!(sentence.len() > 20 && !sentence.ends_with('.'), "{sentence}");
            assert!(error["raw"].as_str().unwrap().contains(value), "{error}");
        }
    }

    async fn in_a_workbook_they_name_the_sheet_and_the_true_row(house) {
        let us = house.sign_in().await;
        let names: Vec<&str> = HEADER.split(',').collect();
        let good = ["2025-04-03", "Corner Shop", "Leeds", "Salt", ean(0), "1", "10.00", "EUR"];
        let mut wrong = good;
        wrong[5] = "a few";
        let blank: [&str; 0] = [];
        let upload = us.load(Form::of("april.xlsx", workbook("April", &[&names, &good, &blank, &blank, &wrong]))).await;
        assert_eq!(upload["status"], "completed_with_errors", "{upload:#}");
        let errors = us.errors_of(&upload).await;
        assert_eq!(
            (&errors[0]["sheet"], &errors[0]["row"], &errors[0]["column"]),
            (&json!("April"), &json!(5), &json!("quantity"))
        );
    }

    async fn a_quote_that_is_never_closed_is_said_where_it_opens(house) {
        let us = house.sign_in().await;
        let mut rows: Vec<String> = (0..4).map(|at| sale("2025-04-03", "Leeds", at, 1, "10.00")).collect();
        rows[1] = rows[1].replace("Corner Shop", "\"Corner Shop");
        let upload = us.load(Form::of("april.csv", table(rows))).await;
        assert_eq!((&upload["rows_loaded"], &upload["rows_failed"]), (&json!(3), &json!(1)), "{upload:#}");
        let errors = us.errors_of(&upload).await;
        assert_eq!((&errors[0]["row"], &errors[0]["code"]), (&json!(3), &json!("broken_quote")));
    }

    async fn figures_that_overlap_others_are_refused_statement_by_statement(house) {
        let us = house.sign_in().await;
        let quarter = "period_from,period_to,reseller,store,functional_name,quantity,amount,currency\n\
            2025-04-01,2025-06-30,Corner Shop,Leeds,Salt,9,90.00,EUR\n";
        let first = us.load(Form::of("quarter.csv", quarter)).await;
        assert_eq!(first["status"], "completed", "{first:#}");
        let april = table([sale("2025-04-03", "Leeds", 1, 1, "10.00"), sale("2025-04-03", "York", 1, 2, "20.00")]);
        let upload = us.load(Form::of("april.csv", april)).await;
        assert_eq!(upload["status"], "completed_with_errors", "{upload:#}");
        assert_eq!((&upload["rows_loaded"], &upload["rows_failed"]), (&json!(1), &json!(1)), "York loads");
        let errors = us.errors_of(&upload).await;
        let refused = errors.iter().find(|error| error["code"] == "overlaps_loaded_period");
        let refused = refused.unwrap_or_else(|| panic!("{errors:#?}"));
        assert_eq!(refused["row"], 2, "{refused}");
        let sentence = refused["message"].as_str().unwrap();
        assert!(sentence.contains("quarter.csv") && sentence.contains("undo"), "{sentence}");
        assert_eq!(us.summary("").await["units"], 11);
    }

    async fn all_of_them_come_as_a_csv_and_as_a_workbook(house) {
        let us = house.sign_in().await;
        let rows = FAULTS.iter().map(|(field, value, _)| broken(field, value));
        let upload =
            us.load(Form::of("april.csv", table(rows.chain([sale("2025-04-03", "Leeds", 1, 1, "10.00")])))).await;
        let listed = us.errors_of(&upload).await;
        let path = format!("/uploads/{}/errors", upload["id"].as_str().unwrap());
        let csv = us.get(&format!("{path}?format=csv")).await;
        let mut table = csv::Reader::from_reader(csv.bytes(200));
        let names: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), listed.len());
        for (row, error) in rows.iter().zip(&listed) {
            for (name, cell) in names.iter().zip(row) {
                let told = match &error[name.as_str()] {
                    Json::String(text) => text.clone(),
                    Json::Null => String::new(),
                    other => other.to_string(),
                };
                assert_eq!(cell.trim_start_matches('\''), told, "{name}");
            }
        }
        assert!(us.get(&format!("{path}?format=xlsx")).await.bytes(200).starts_with(b"PK"));
        us.get(&format!("{path}?format=pdf")).await.problem(422, "invalid");
    }
}
