//! A file that one worker recognises and another loads: that one opens it anew, and reads the same.

use sellout_queue::Queue;
use serde_json::json;

use crate::figures::everything;
use crate::house::{Form, stories};
use crate::made::{HEADER, sale, table, workbook};

/// The same two rows, of which the second is wrong, as text and as a workbook.
fn files() -> [(&'static str, Vec<u8>); 2] {
    let sold = |day: &str, wrong: &str| [sale(day, "Leeds", 1, 3, "30.00"), sale(day, "York", 2, 1, wrong)];
    let rows = sold("2025-05-07", "eleven");
    let cells: Vec<Vec<&str>> =
        [HEADER].into_iter().chain(rows.iter().map(String::as_str)).map(|row| row.split(',').collect()).collect();
    let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    [("april.csv", table(sold("2025-04-03", "ten")).into_bytes()), ("may.xlsx", workbook("Sales", &cells))]
}

stories! {
    async fn a_file_that_another_worker_recognised_loads_the_same(house) {
        let us = house.sign_in().await;
        let them = house.neighbour("Bellworth", "bea@bellworth.example").await;
        for (name, bytes) in files() {
            let alone = them.load(Form::of(name, &bytes)).await;
            let item = us.send(Form::of(name, &bytes)).await;
            house.drain_only(Queue::UploadProcessing).await;
            let recognised = us.see(&item["id"]).await;
            assert_eq!(
                (&recognised["status"], &recognised["format"], &recognised["rows_loaded"]),
                (&json!("processing"), &json!("generic"), &json!(0)),
                "{recognised:#}"
            );
            house.drain_elsewhere().await;
            let loaded = us.see(&item["id"]).await;
            assert_eq!(loaded["status"], "completed_with_errors", "{loaded:#}");
            for said in ["format", "confidence", "rows_loaded", "rows_failed", "units", "amount", "warnings"] {
                assert_eq!(loaded[said], alone[said], "{name}: {said}");
            }
            assert_eq!(us.errors_of(&loaded).await, them.errors_of(&alone).await, "{name}");
        }
        let (summary, sales) = everything(&us).await;
        assert_eq!(sales.len(), 2);
        assert_eq!((summary, sales), everything(&them).await);
    }
}
