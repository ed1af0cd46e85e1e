//! A known sender's file with a changed column: read as before and told, or asked about; remembered until it is undone.

use serde_json::{Value as Json, json};

use crate::house::{Form, stories, text};

/// A month of a sender whose format comes with the program, under this header.
fn month(header: &str, month: u32, pieces: u32) -> Form {
    let rows = [
        format!("5060917001014,Salt Garden,{pieces},10.00,Madrid,{month},2025"),
        format!("5060917001021,Paper Lantern,{pieces},20.00,Online,{month},2025"),
    ];
    Form::of(&format!("Boxnox 0{month}-2025.csv"), format!("{header}\n{}\n", rows.join("\n")))
}

const USUAL: &str = "Product EAN,Functional Name,Sold Qty,Sales Amount (EUR),POS,Month,Year";

/// The codes of an upload's warnings.
fn codes(upload: &Json) -> Vec<&str> {
    upload["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

fn read_as_before(upload: &Json, pieces: u32) {
    assert_eq!((&upload["status"], &upload["format"]), (&json!("completed"), &json!("boxnox")), "{upload:#}");
    assert_eq!((&upload["units"], &upload["amount"]), (&json!(2 * pieces), &json!("30.00")), "{upload:#}");
}

stories! {
    async fn a_renamed_column_is_healed_told_remembered_and_forgotten_with_its_upload(house) {
        let us = house.sign_in().await;
        let renamed = USUAL.replace("Sold Qty", "Pieces sold");
        read_as_before(&us.load(month(USUAL, 1, 3)).await, 3);
        let healed = us.load(month(&renamed, 2, 4)).await;
        read_as_before(&healed, 4);
        assert_eq!(codes(&healed), ["column_healed"]);
        let told = healed["warnings"][0]["message"].as_str().unwrap();
        assert!(told.contains("\"Pieces sold\"") && told.contains("\"Sold Qty\", the quantity") && told.contains("% sure"));
        let next = us.load(month(&renamed, 3, 5)).await;
        read_as_before(&next, 5);
        assert_eq!(codes(&next), [""; 0], "what is remembered needs no word");
        us.then(&healed, "undo", &json!({})).await.json(200);
        let again = us.load(month(&renamed, 4, 6)).await;
        read_as_before(&again, 6);
        assert_eq!(codes(&again), ["column_healed"], "undone is forgotten");
    }

    async fn what_cannot_be_told_is_asked_once_with_the_other_columns_filled(house) {
        let us = house.sign_in().await;
        read_as_before(&us.load(month(USUAL, 1, 3)).await, 3);
        let odd = USUAL.replace("Sold Qty", "X");
        let asked = us.load(month(&odd, 2, 4)).await;
        assert_eq!((&asked["status"], &asked["code"]), (&json!("needs_format"), &json!("changed_columns")), "{asked:#}");
        assert_eq!(asked["needs"], json!(["format"]));
        assert!(asked["error"].as_str().unwrap().contains("whether \"X\" is \"Sold Qty\", the quantity"), "{asked:#}");
        us.then(&asked, "resolve", &json!({ "mapping": { "X": "country" } })).await.problem(422, "invalid");
        us.then(&asked, "resolve", &json!({ "mapping": { "Y": "quantity" } })).await.problem(422, "invalid");
        us.then(&asked, "resolve", &json!({ "mapping": { "X": "quantity" } })).await.json(202);
        read_as_before(&us.see(&asked["id"]).await, 4);
        let next = us.load(month(&odd, 3, 5)).await;
        read_as_before(&next, 5);
        assert_eq!(codes(&next), [""; 0]);
    }

    async fn a_preview_reads_the_first_rows_by_the_format_that_has_changed(house) {
        let us = house.sign_in().await;
        read_as_before(&us.load(month(USUAL, 1, 3)).await, 3);
        let asked = us.load(month(&USUAL.replace("Sold Qty", "X"), 2, 4)).await;
        let url = format!("/uploads/{}/resolve?preview=true", text(&asked["id"]));
        let shown = us.post(&url, &json!({ "mapping": { "X": "quantity" } })).await.json(200);
        assert_eq!((&shown["format"], &shown["source"], &shown["needs"]), (&json!("boxnox"), &json!(null), &json!([])));
        let sale = &shown["preview"]["rows"][0]["sale"];
        assert_eq!((&sale["quantity"], &sale["channel"], &sale["period"]), (&json!(4), &json!("offline"), &json!("2025-02")));
        assert_eq!(sale["currency"], "EUR", "what the format knows and no column says");
        let without = us.post(&url, &json!({ "mapping": { "X": "" } })).await.json(200);
        assert_eq!(without["needs"], json!(["format"]), "{without:#}");
        assert!(text(&without["preview"]["refused"]).contains("Sold Qty"), "{without:#}");
        us.post(&url, &json!({ "mapping": { "X": "country" } })).await.problem(422, "invalid");
        let own = us.post(&url, &json!({ "mapping": { "X": "quantity" }, "save_as": "mine", "vendor": "boxnox" })).await.json(200);
        assert!(own["format"].is_null() && text(&own["source"]).contains("code = \"mine\""), "{own:#}");
        let page = us.fill_in(&format!("/uploads/{}/resolve?preview=true", text(&asked["id"])), &[("map.2", "quantity")]).await;
        let page = String::from_utf8(page.bytes(200).to_vec()).unwrap();
        assert!(page.contains("Salt Garden") && page.contains("2025-02"), "{page}");
    }

    async fn a_look_at_a_file_says_what_its_upload_would(house) {
        let us = house.sign_in().await;
        let (renamed, odd) = (USUAL.replace("Sold Qty", "Pieces sold"), USUAL.replace("Sold Qty", "X"));
        read_as_before(&us.load(month(USUAL, 1, 3)).await, 3);
        let changed = us.detect(month(&renamed, 2, 4)).await;
        assert_eq!((&changed["format"], &changed["drift"]["healed"][0]["header"]), (&json!("boxnox"), &json!("Pieces sold")));
        let asked = us.detect(month(&odd, 2, 4)).await;
        assert_eq!((&asked["format"], &asked["seems"]), (&json!(null), &json!("boxnox")), "{asked:#}");
        let upload = us.load(month(&odd, 2, 4)).await;
        us.then(&upload, "resolve", &json!({ "mapping": { "X": "quantity" } })).await.json(202);
        let known = us.detect(month(&odd, 3, 5)).await;
        assert_eq!((&known["format"], &known["drift"]), (&json!("boxnox"), &json!(null)), "{known:#}");
        let gone = "Product EAN,Functional Name,X,POS,Month,Year\n5060917001014,Salt,1,Madrid,3,2025\n";
        let gone = us.detect(Form::of("Boxnox 03-2025.csv", gone)).await;
        assert_eq!(gone["drift"]["missing"], json!(["Sales Amount (EUR)"]), "of the last file: {gone:#}");
        us.then(&upload, "undo", &json!({})).await.json(200);
        assert_eq!(us.detect(month(&odd, 3, 5)).await["seems"], "boxnox", "undone is forgotten");
    }

    async fn a_column_that_is_gone_or_new_is_told(house) {
        let us = house.sign_in().await;
        read_as_before(&us.load(month(USUAL, 1, 3)).await, 3);
        let rows = "Product EAN,Functional Name,Sold Qty,POS,Month,Year,Remark\n5060917001014,Salt,1,Madrid,2,2025,good\n";
        let upload = us.load(Form::of("Boxnox 02-2025.csv", rows)).await;
        assert_eq!(upload["status"], "completed", "{upload:#}");
        assert_eq!(codes(&upload), ["column_missing", "column_added"]);
    }
}
