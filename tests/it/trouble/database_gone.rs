//! A database that goes away in the middle of a load and comes back: callers are told, and the work goes on by itself.

use std::time::Duration;

use sellout_testing::Kind;
use sellout_worker::engine::{Engine, EngineOptions};
use sellout_worker::timetable::duties;
use serde_json::json;

use super::wire::Wire;
use crate::house::{Form, House, Plan, engine_options, until};
use crate::made::{sale, shelf, table};

const ROWS: usize = 20_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_file_loads_it_is_loaded_once_when_the_database_is_back() {
    let wire = Wire::to_postgres().await;
    let plan = Plan { through: Some(wire.address), ..Plan::default() };
    let Some(house) = House::on(Kind::Postgres, plan).await else { return };
    let us = house.sign_in().await;
    let options = EngineOptions { duties: duties(), lease: Duration::from_secs(2), ..engine_options() };
    let engine = Engine::start(house.ledger.clone(), house.handlers(), options).await.unwrap();
    let rows = (0..ROWS).map(|at| sale("2025-04-03", &format!("Store {}", at % 50), at % 12, 1, "1.00"));
    let item = us.send(Form::of("april.csv", table(rows))).await;
    until("rows of a load that is being written", async || house.count("sellout_entries").await > 0).await;

    wire.cut();
    let nobody = house.nobody();
    let (asked, sent, ready) = tokio::join!(
        us.get("/uploads"),
        us.upload(Form::of("may.csv", shelf("2025-05-03", "Leeds", 2))),
        nobody.get("/readyz"),
    );
    for refused in [asked, sent] {
        let problem = refused.problem(503, "unavailable");
        assert!(refused.headers.contains_key("retry-after"), "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains("nothing was changed"), "{problem}");
    }
    assert_eq!(ready.json(503)["parts"]["database"], "down");

    wire.mend().await;
    let done = async || {
        us.get(item["status_url"].as_str().unwrap()).await.status == 200
            && us.see(&item["id"]).await["status"] == "completed"
    };
    until("the upload", done).await;
    assert_eq!(us.summary("").await["units"], ROWS);
    let again = us.send(Form::of("may.csv", shelf("2025-05-03", "Leeds", 2))).await;
    until("the next upload", async || us.see(&again["id"]).await["status"] == "completed").await;
    engine.shutdown().await;
    assert_eq!(us.summary("").await["units"], ROWS + 2);
    assert_eq!(us.see(&item["id"]).await["rows_loaded"], json!(ROWS));
    assert_eq!(nobody.get("/readyz").await.json(200)["status"], "ready");
}
