//! Each sample, posted one after the other, is recognised and comes to its totals; so do all of them together.

use axum::http::header;
use sellout_samples::{Expected, totals};
use serde_json::{Value as Json, json};

use crate::figures::{as_reported, pieces};
use crate::house::{Client, Form, stories};

stories! {
    async fn each_sample_comes_to_its_totals_and_so_do_all_together(house) {
        let us = house.sign_in().await;
        for sample in sellout_samples::all() {
            let upload = us.load(Form::of(sample.name, &sample.bytes)).await;
            agrees(&us, &upload, &sample.expected).await;
        }
        let sales = us.all("/sales").await;
        assert_eq!(as_reported(&sales), totals().together);
        let quarter = us.all("/sales?from=2025-Q2&to=2025-Q2").await;
        assert_eq!(as_reported(&quarter), totals().in_report_period);
    }

    async fn the_status_says_how_far_an_upload_is_and_304_while_nothing_changes(house) {
        let us = house.sign_in().await;
        let sample = sellout_samples::all().swap_remove(1);
        let item = us.send(Form::of(sample.name, &sample.bytes)).await;
        let path = item["status_url"].as_str().unwrap();
        let waiting = us.get(path).await;
        assert_eq!(
            waiting.json(200),
            json!({
                "id": item["id"], "status": "pending", "phase": null, "progress": 0, "rows_loaded": 0, "rows_failed": 0,
            })
        );
        let etag = waiting.header(header::ETAG).to_owned();
        us.get_with(path, "if-none-match", &etag).await.bytes(304);
        house.drain().await;
        let done = us.get_with(path, "if-none-match", &etag).await;
        assert_ne!(done.header(header::ETAG), etag);
        assert_eq!(done.json(200)["status"], "completed");
        assert_eq!(done.json(200)["progress"], 100);
        assert_eq!(done.json(200)["rows_loaded"], sample.expected.rows_loaded);
    }

    async fn the_original_bytes_come_back_and_lists_find_the_upload(house) {
        let us = house.sign_in().await;
        let sample = sellout_samples::all().swap_remove(4);
        let upload = us.load(Form::of(sample.name, &sample.bytes)).await;
        let id = upload["id"].as_str().unwrap();
        assert!(us.get(&format!("/uploads/{id}/file")).await.bytes(200) == sample.bytes);
        assert_eq!(upload["size_bytes"], sample.bytes.len());
        for (query, found) in
            [("", 1), ("?status=completed", 1), ("?vendor=liberty", 1), ("?status=failed", 0), ("?vendor=boxnox", 0)]
        {
            assert_eq!(us.all(&format!("/uploads{query}")).await.len(), found, "{query}");
        }
        let jobs = us.all(&format!("/jobs?upload={id}")).await;
        let kinds: Vec<&str> = jobs.iter().map(|job| job["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["normalise-upload", "process-upload"]);
        assert!(jobs.iter().all(|job| job["state"] == "succeeded" && job["progress"] == 100), "{jobs:#?}");
    }
}

/// An upload says what a right reading of its sample gives.
async fn agrees(us: &Client<'_>, upload: &Json, expected: &Expected) {
    let file = &expected.file;
    let status = if expected.errors.is_empty() { "completed" } else { "completed_with_errors" };
    assert_eq!(upload["status"], status, "{upload:#}");
    assert_eq!((&upload["filename"], &upload["format"]), (&json!(file), &json!(expected.format)), "{upload:#}");
    assert_eq!(rows(upload, "rows_loaded") + rows(upload, "rows_duplicate"), expected.rows_loaded, "{upload:#}");
    assert_eq!(rows(upload, "rows_skipped"), expected.rows_skipped, "{upload:#}");
    assert_eq!(rows(upload, "rows_failed"), expected.rows_failed, "{upload:#}");
    let sales = us.all(&format!("/sales?upload={}", upload["id"].as_str().unwrap())).await;
    assert_eq!(rows(upload, "rows_loaded") as usize, sales.len(), "{file}");
    match &expected.living {
        None => {
            assert_eq!(pieces(&upload["units"]).0, expected.figures.units * 10_000, "{file}");
            assert_eq!(as_reported(&sales), expected.figures, "{file}");
            if let [(currency, amount)] = expected.figures.amounts.iter().collect::<Vec<_>>()[..] {
                assert_eq!(upload["original_currency"], json!(currency), "{file}");
                assert_eq!(upload["original_amount"], json!(amount), "{file}");
            }
        }
        Some(living) => {
            assert_eq!(rows(upload, "rows_duplicate"), living.rows_repeated, "{upload:#}");
            assert_eq!(rows(upload, "rows_restated"), living.rows_restated, "{upload:#}");
            assert_eq!(rows(upload, "rows_loaded"), living.rows_restated + living.rows_new, "{upload:#}");
        }
    }
    named_in(us, upload, expected).await;
}

/// Each row that must be refused or warned of is named with its place.
async fn named_in(us: &Client<'_>, upload: &Json, expected: &Expected) {
    let errors = us.errors_of(upload).await;
    assert_eq!(errors.len(), expected.errors.len(), "{errors:#?}");
    for note in &expected.errors {
        let same = |error: &&Json| error["row"] == note.row && error["column"].as_str() == note.column;
        let error = errors.iter().find(same).unwrap_or_else(|| panic!("{note:?} is not in {errors:#?}"));
        assert!(note.column.is_none() || error["value"] == json!(note.value), "{note:?}: {error}");
        assert_eq!((&error["severity"], &error["sheet"]), (&json!("error"), &json!("")));
        assert!(error["code"].is_string() && error["raw"].is_string() && error["message"].is_string(), "{error}");
    }
    let warnings = upload["warnings"].as_array().unwrap();
    for note in &expected.warnings {
        assert!(warnings.iter().any(|warning| warning["row"] == note.row), "{note:?} is not in {warnings:#?}");
    }
}

fn rows(upload: &Json, field: &str) -> u32 {
    upload[field].as_u64().unwrap_or_else(|| panic!("no {field} in {upload}")) as u32
}
