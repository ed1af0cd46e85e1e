//! A worker process that is killed in the middle of a load: another one loads the file, exactly once.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sellout_model::FakeClock;
use sellout_queue::{Ledger, LedgerClock};
use sellout_worker::timetable::duties;
use serde_json::json;

use crate::house::{Form, House, SECRET, stories, until};
use crate::made::{sale, table};

/// Rows enough for a load that takes its time.
const ROWS: usize = 40_000;

/// A worker process of this house. Its rings are not heard by it; it looks once a second.
fn worker(house: &House, folder: &std::path::Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sellout"))
        .args(["worker", "--concurrency", "1"])
        .env_clear()
        .env("DATABASE_URL", house.database_url())
        .env("STORAGE_URL", format!("file://{}", house.files_folder().display()))
        .env("SELLOUT_DATA", folder)
        .env("SELLOUT_SECRET_KEY", SECRET)
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// A ledger whose clock is so far ahead of the house's.
async fn ledger_ahead(house: &House, by: Duration) -> Ledger {
    let hands = FakeClock::at(house.services.clock.now());
    let db = house.services.db.clone();
    let time = LedgerClock::from_database(hands.clock(), &db).await.unwrap();
    hands.advance(by);
    Ledger::new(db, time, house.services.bell.clone())
}

stories! {
    async fn in_the_middle_of_a_load_the_file_still_loads_exactly_once(house) {
        let us = house.sign_in().await;
        let rows = (0..ROWS).map(|at| sale("2025-04-03", &format!("Store {}", at % 50), at % 12, 1, "1.00"));
        let item = us.send(Form::of("april.csv", table(rows))).await;
        let folder = tempfile::tempdir().unwrap();
        let mut worker = worker(house, folder.path());
        until("rows of a load that is being written", async || house.count("sellout_entries").await > 0).await;
        worker.kill().unwrap();
        worker.wait().unwrap();
        assert_eq!(us.see(&item["id"]).await["status"], "processing");
        assert_eq!(us.summary("").await["rows"], 0, "half a load counts nothing");
        let half = house.count("sellout_entries").await;
        assert!((1..ROWS as i64).contains(&half), "{half} rows were written");

        // Its lease ends, and the wait after a crash.
        let swept = ledger_ahead(house, Duration::from_mins(1)).await.sweep(0).await.unwrap();
        assert_eq!((swept.returned.len(), swept.ended.len()), (1, 0));
        let later = ledger_ahead(house, Duration::from_hours(1)).await;
        house.drain_with(later.clone()).await;
        let upload = us.see(&item["id"]).await;
        assert_eq!((&upload["status"], &upload["rows_loaded"]), (&json!("completed"), &json!(ROWS)), "{upload:#}");
        assert_eq!(us.summary("").await["units"], ROWS);
        let job = us.get(&format!("/jobs/{}", upload["job_id"].as_str().unwrap())).await.json(200);
        assert_eq!(
            (&job["state"], &job["crashes"], &job["attempt"]),
            (&json!("succeeded"), &json!(1), &json!(1)),
            "{job:#}"
        );
        assert_eq!(house.mails().len(), 1);

        for duty in duties() {
            duty.start(later.clone()).await.unwrap();
        }
        assert_eq!(house.count("sellout_entries").await, ROWS as i64, "what the dead worker wrote is gone");
    }
}
