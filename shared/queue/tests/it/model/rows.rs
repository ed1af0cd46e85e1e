//! Compares the tables with the reference, row by row.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use sellout_model::JobId;
use sellout_queue::Micros;

use super::reference::Reference;
use super::step::Step;
use crate::world::World;

#[derive(Debug, FromQueryResult)]
struct Row {
    id: uuid::Uuid,
    state: String,
    run_at: Option<Micros>,
    attempt: i32,
    crashes: i32,
    fence: i64,
    worker: Option<String>,
    lease_until: Option<Micros>,
    again: bool,
    cancel_requested: bool,
    pending_children: i32,
    parent_id: Option<uuid::Uuid>,
}

#[derive(FromQueryResult)]
struct Turn {
    key: String,
    running: i32,
}

async fn all<T: FromQueryResult>(world: &World, sql: &str) -> Vec<T> {
    let db = world.ledger.db();
    let rows = db.write().query_all_raw(Statement::from_string(db.backend(), sql)).await.unwrap();
    rows.iter().map(|row| T::from_query_result(row, "").unwrap()).collect()
}

/// Fails where the ledger is not as it should be after `step`.
pub(super) async fn compare(world: &World, model: &Reference, step: &Step) {
    let rows: Vec<Row> = all(
        world,
        "SELECT id, state, run_at, attempt, crashes, fence, worker, lease_until, again, cancel_requested, \
         pending_children, parent_id FROM jobs",
    )
    .await;
    assert_eq!(rows.len(), model.jobs.len(), "after {step:?}");
    for row in &rows {
        let job = &model.jobs[&JobId(row.id)];
        let is = (row.state.as_str(), row.run_at, row.attempt, row.crashes, row.fence);
        let should = (job.state.as_str(), job.run_at, job.attempt, job.crashes, job.fence);
        assert_eq!(is, should, "after {step:?}: {row:?}");
        let is = (row.lease_until, row.again, row.cancel_requested, row.pending_children, row.parent_id);
        let should = (job.lease_until, job.again, job.cancel_requested, job.pending, job.parent.map(|id| id.0));
        assert_eq!(is, should, "after {step:?}: {row:?}");
        if job.lease_until.is_some() {
            assert_eq!(row.worker.as_deref(), job.worker, "after {step:?}");
        }
    }
    let turns: Vec<Turn> = all(world, "SELECT key, running FROM turns").await;
    let turns: BTreeMap<_, _> = turns.into_iter().map(|turn| (turn.key, turn.running)).collect();
    for (key, running) in &turns {
        assert_eq!(*running, model.running_of(key), "of {key} run, after {step:?}");
    }
    for key in model.jobs.values().filter(|job| !job.has_ended()).flat_map(super::reference::Job::keys) {
        assert!(turns.contains_key(key), "{key} has jobs and no turn, after {step:?}");
    }
    let told: i64 = world.texts("SELECT CAST(count(*) AS TEXT) FROM told").await.remove(0).parse().unwrap();
    assert_eq!(told, model.told, "what hooks were told, after {step:?}");
}
