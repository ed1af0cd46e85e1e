//! Stopping a worker: running jobs may end, the rest goes back without spending an attempt.

use std::time::Duration;

use chrono::DateTime;
use sea_orm::ConnectionTrait;
use sellout_model::JobState;
use sellout_queue::{SubmitOptions, submit};
use sellout_worker::engine::{Engine, EngineOptions};

use crate::world::{Act, With, World, act, on_all, on_postgres, options};

on_all!(a_stop_releases_what_does_not_end_in_time, |world| {
    let options = EngineOptions { shutdown_grace: Duration::from_millis(50), ..options() };
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options).await.unwrap();
    let mut ids = Vec::new();
    for what in [Act::Hang, Act::WaitForStop] {
        ids.push(world.act(what).await);
        world.begun.0.notified().await;
    }
    engine.stop_claiming().await;
    assert!(engine.is_draining());
    assert!(world.ledger.workers().await.unwrap()[0].draining);
    engine.shutdown().await;
    for id in ids {
        let job = world.job(id).await;
        assert_eq!((job.state, job.attempt, job.crashes), (JobState::Queued, 0, 0));
        let attempts = world.ledger.attempts(id).await.unwrap();
        assert_eq!(attempts[0].outcome, "released");
    }
    assert!(world.notes().await.is_empty());
});

on_all!(a_stopping_worker_takes_no_more_jobs_and_lets_running_ones_end, |world| {
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let runs = world.act(Act::WaitForStop).await;
    world.begun.0.notified().await;
    engine.stop_claiming().await;
    let waits = world.act(Act::Succeed).await;
    let stop = tokio::spawn(engine.shutdown());
    world.ledger.cancel(None, runs, "no").await.unwrap();
    stop.await.unwrap();
    assert_eq!(world.job(runs).await.state, JobState::Cancelled);
    assert_eq!(world.job(waits).await.state, JobState::Queued);
});

/// On `PostgreSQL` alone, where a claim can be held up and seen to wait.
async fn claims_when_told_to_stop(world: World) {
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let db = world.ledger.db();
    let tx = db.begin().await.unwrap();
    // Due for so long that every claim takes it, whenever it began.
    let due = SubmitOptions { run_at: Some(DateTime::UNIX_EPOCH), ..SubmitOptions::default() };
    let submitted = submit(&tx, world.ledger.clock(), &act(Act::Succeed), due).await.unwrap();
    tx.execute_unprepared("LOCK TABLE jobs IN EXCLUSIVE MODE").await.unwrap();
    world.ledger.ring(&[submitted]).await;
    world.until_a_claim_waits().await;
    engine.stop_claiming().await;
    tx.commit().await.unwrap();
    engine.shutdown().await;
    let job = world.job(submitted.id).await;
    assert_eq!((job.state, job.attempt), (JobState::Queued, 0));
    assert_eq!(world.ledger.attempts(submitted.id).await.unwrap()[0].outcome, "released");
}

#[tokio::test]
async fn what_a_claim_under_way_brings_is_given_back_unbegun() {
    on_postgres(With::Notify, claims_when_told_to_stop).await;
}

on_all!(a_worker_that_died_loses_its_jobs_to_another, |world| {
    let lease = Duration::from_secs(1);
    let dead = EngineOptions { lease, ..options() };
    let engine = Engine::start(world.ledger.clone(), world.handlers(), dead.clone()).await.unwrap();
    let id = world.act(Act::Hang).await;
    world.begun.0.notified().await;
    // As good as dead: the row says that somebody else held it, and nobody renews that.
    let sql = "UPDATE jobs SET worker = 'dead', payload = replace(payload, 'Hang', 'Succeed')";
    world.ledger.db().write().execute_unprepared(sql).await.unwrap();
    let job = world.until(id, JobState::Succeeded).await;
    assert_eq!((job.crashes, job.attempt), (1, 1));
    engine.shutdown().await;
});

on_all!(leases_are_kept_while_a_worker_drains, |world| {
    let lease = Duration::from_secs(1);
    let options = EngineOptions { lease, shutdown_grace: Duration::from_secs(30), ..options() };
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options).await.unwrap();
    let id = world.act(Act::WaitForStop).await;
    world.begun.0.notified().await;
    let stopping = tokio::spawn(engine.shutdown());
    let begun = std::time::Instant::now();
    let mut look = tokio::time::interval(Duration::from_millis(100));
    while begun.elapsed() < 3 * lease {
        look.tick().await;
        assert!(world.ledger.sweep(0).await.unwrap().returned.is_empty());
    }
    world.ledger.cancel(None, id, "no").await.unwrap();
    stopping.await.unwrap();
    let job = world.job(id).await;
    assert_eq!((job.state, job.crashes), (JobState::Cancelled, 0));
});
