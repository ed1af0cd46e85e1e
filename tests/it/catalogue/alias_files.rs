//! A list of a vendor's names beside products is a file like any other, and no sale.

use serde_json::json;

use super::{product, waiting};
use crate::house::{Form, stories};
use crate::made::{ean, workbook};

fn items(rows: &[[&str; 3]]) -> Form {
    let mut all: Vec<&[&str]> = vec![&["Item ID | Colour", "EAN", "Functional Name"]];
    all.extend(rows.iter().map(<[&str; 3]>::as_slice));
    Form::of("Liberty aliases.xlsx", workbook("Sheet1", &all))
}

stories! {
    async fn the_committed_list_names_every_item_of_the_committed_report(house) {
        let us = house.sign_in().await;
        let read = |path: &str| std::fs::read(format!("{}/samples/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let report = "Continuity Supplier Size Report 06-04-2025.xlsx";
        us.load(Form::of(report, read(&format!("files/{report}")))).await;
        assert!(waiting(&us).await.len() > 10);
        let list = us.load(Form::of("Liberty item list.xlsx", read("vendors/Liberty item list.xlsx"))).await;
        assert_eq!((&list["rows_loaded"], &list["status"]), (&json!(16), &json!("completed")), "{list:#}");
        assert_eq!(waiting(&us).await, []);
    }

    async fn a_workbook_of_names_is_taken_as_aliases_and_undone_takes_them_along(house) {
        let us = house.sign_in().await;
        let pepper = product(&us, "Pepper Garden").await;
        let rows = [
            ["000123456 | 01-AMBER Total", ean(0), "Amber Candle"],
            ["000123457 | 02-PEPPER", "", "Pepper Garden"],
            ["000123458 | 03-GREY", "", "Nobody Knows It"],
        ];
        let upload = us.load(items(&rows)).await;
        assert_eq!((&upload["format"], &upload["vendor"]), (&json!("liberty-aliases"), &json!("liberty")), "{upload:#}");
        assert_eq!(upload["status"], "completed_with_errors", "{upload:#}");
        let counts = ["rows_read", "rows_loaded", "rows_failed"].map(|name| upload[name].as_u64().unwrap());
        assert_eq!(counts, [3, 2, 1]);
        let errors = us.errors_of(&upload).await;
        assert_eq!((&errors[0]["code"], &errors[0]["row"]), (&json!("unknown_product"), &json!(4)), "{errors:#?}");
        let aliases = us.all("/product-aliases").await;
        let told: Vec<_> = aliases.iter().map(|a| (a["vendor"].as_str().unwrap(), a["alias"].as_str().unwrap())).collect();
        assert_eq!(told, [("liberty", "000123456 | 01-AMBER"), ("liberty", "000123457 | 02-PEPPER")]);
        assert_eq!(us.all("/products?search=amber").await.len(), 1, "a sound EAN makes its product");
        assert_eq!(us.summary("").await["rows"], 0, "no sale");

        // The same text for another product is asked about, and left as it is.
        let other = us.load(items(&[["000123457 | 02-PEPPER", ean(0), "Amber Candle"]])).await;
        assert_eq!(us.errors_of(&other).await[0]["code"], "alias_taken");
        let mine = us.all(&format!("/product-aliases?product={}", pepper.as_str().unwrap())).await;
        assert_eq!(mine.len(), 1);

        us.then(&upload, "undo", &json!({})).await.json(200);
        assert_eq!(us.all("/product-aliases").await.len(), 0);
        assert_eq!(waiting(&us).await, []);
    }
}
