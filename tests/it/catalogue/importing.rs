//! The catalogue as a table: CSV or a workbook, all of it or none.

use serde_json::json;

use crate::house::{Form, stories};
use crate::made::{ean, workbook};

stories! {
    async fn a_catalogue_comes_as_csv_or_workbook_and_coming_again_changes_nothing(house) {
        let us = house.sign_in().await;
        // As a spreadsheet program of another country saves it.
        let text = format!("EAN;Product Name;Stock code\n{};Rose Water;R-1\n;Gift Box;B-1\n", ean(0));
        let taken = us.send_table("/products/import", "text/csv", text.clone()).await.json(200);
        assert_eq!(taken, json!({ "products": 2, "prices": 0, "aliases": 0 }));
        us.send_table("/products/import", "text/csv", text).await.json(200);
        assert_eq!(us.all("/products").await.len(), 2, "a product without an EAN is known by its code");
        let rows: &[&[&str]] = &[
            &["ean", "name", "list_price", "currency", "valid_from", "alias"],
            &[ean(0), "Rose Water 50 ml", "12.50", "EUR", "2025-01-01", "Rosewater"],
            &[ean(0), "Rose Water 50 ml", "13.50", "EUR", "2025-07-01", ""],
        ];
        let form = Form::of("catalogue.xlsx", workbook("Products", rows));
        let kind = Form::content_type();
        let taken = us.send_table("/products/import", &kind, form.into_body()).await.json(200);
        assert_eq!(taken, json!({ "products": 1, "prices": 2, "aliases": 1 }));
        let found = us.all("/products?search=rose").await;
        assert_eq!((found.len(), &found[0]["name"], &found[0]["sku"]), (1, &json!("Rose Water 50 ml"), &json!("R-1")));
        assert_eq!((us.all("/list-prices").await.len(), us.all("/product-aliases").await.len()), (2, 1));
    }

    async fn a_wrong_row_is_named_and_nothing_is_taken(house) {
        let us = house.sign_in().await;
        let text = format!("ean,name,sku\n5060917001015,Wrong digit,\n{0},Rose,\n{0},Lily,\n,,X\n", ean(0));
        let refused = us.send_table("/products/import", "text/csv", text).await.problem(422, "invalid");
        let errors = refused["errors"].as_array().unwrap();
        let fields: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["row 2 ean", "row 4 ean", "row 5 name"], "{refused:#}");
        assert_eq!(us.all("/products").await.len(), 0);
        us.send_table("/products/import", "text/csv", "a,b\n1,2\n").await.problem(422, "invalid");
        us.send_table("/products/import", "text/csv", "").await.problem(422, "invalid");
    }
}
