//! One suite that every bell passes.

use std::time::Duration;

use sellout_model::JobId;
use sellout_queue::{Bell, Queue};
use uuid::Uuid;

use crate::world::{on_postgres, setting, skip};

/// Long enough for any ring to arrive; a test that passes never waits for it.
const HEARD: Duration = Duration::from_secs(10);
/// Long enough for a ring that must not come to be noticed.
const SILENCE: Duration = Duration::from_millis(150);

fn jobs(count: u128) -> Vec<JobId> {
    (0..count).map(|n| JobId(Uuid::from_u128(n))).collect()
}

async fn conforms(bell: Bell) {
    a_ring_is_heard_in_its_queue_only(&bell).await;
    every_ring_wakes_somebody(&bell).await;
    giving_up_listening_loses_no_ring(&bell).await;
    claimed_rings_are_drained(&bell).await;
    bell.check().await.unwrap();
}

async fn a_ring_is_heard_in_its_queue_only(bell: &Bell) {
    let (mut mail, mut report) = (bell.ear(Queue::Email), bell.ear(Queue::ScheduledReport));
    settle(bell, &mut [&mut mail, &mut report]).await;
    let one = jobs(1);
    let (heard, ()) = tokio::join!(tokio::time::timeout(HEARD, mail.heard()), bell.ring(Queue::Email, &one));
    heard.expect("the ring was not heard");
    assert!(tokio::time::timeout(SILENCE, report.heard()).await.is_err(), "heard in another queue");
}

async fn every_ring_wakes_somebody(bell: &Bell) {
    let (mut one, mut two) = (bell.ear(Queue::Email), bell.ear(Queue::Email));
    settle(bell, &mut [&mut one, &mut two]).await;
    let both = async { tokio::join!(one.heard(), two.heard()) };
    let rung = jobs(2);
    let (heard, ()) = tokio::join!(tokio::time::timeout(HEARD, both), bell.ring(Queue::Email, &rung));
    heard.expect("two rings woke fewer than two");
}

async fn giving_up_listening_loses_no_ring(bell: &Bell) {
    let mut ear = bell.ear(Queue::Email);
    settle(bell, &mut [&mut ear]).await;
    for _ in 0..3 {
        assert!(tokio::time::timeout(Duration::from_millis(5), ear.heard()).await.is_err());
    }
    bell.ring(Queue::Email, &jobs(1)).await;
    tokio::time::timeout(HEARD, ear.heard()).await.expect("the ring was lost");
}

async fn claimed_rings_are_drained(bell: &Bell) {
    let mut ear = bell.ear(Queue::Email);
    settle(bell, &mut [&mut ear]).await;
    bell.ring(Queue::Email, &jobs(5)).await;
    tokio::time::timeout(HEARD, ear.heard()).await.expect("not heard");
    ear.drain(4).await;
    assert!(tokio::time::timeout(SILENCE, ear.heard()).await.is_err(), "stale rings were left");
}

/// Waits until the bell reaches its ears, and takes away what rang meanwhile.
async fn settle(bell: &Bell, ears: &mut [&mut sellout_queue::Ear]) {
    for ear in ears.iter_mut() {
        while tokio::time::timeout(SILENCE, ear.heard()).await.is_ok() {}
    }
    assert!(!bell.name().is_empty());
}

#[tokio::test]
async fn the_bell_in_process_conforms() {
    conforms(Bell::local()).await;
}

#[tokio::test]
async fn the_bell_of_redis_conforms() {
    let url = setting("TEST_REDIS_URL", "redis://127.0.0.1:6379");
    let bell = Bell::redis(&url, &format!("sellout_test_{}", Uuid::now_v7().simple())).unwrap();
    match bell.check().await {
        Ok(()) => conforms(bell).await,
        Err(error) => skip("Redis", &error),
    }
}

#[tokio::test]
async fn the_bell_of_postgres_conforms() {
    on_postgres(|world| async move {
        let pool = world.ledger.db().write().get_postgres_connection_pool().clone();
        let bell = Bell::postgres(pool, "sellout_test");
        conforms(bell).await;
    })
    .await;
}

#[tokio::test]
async fn a_bell_without_its_server_is_no_error() {
    // A port of the discard protocol, where nobody listens.
    let bell = Bell::redis("redis://127.0.0.1:9", "sellout_test").unwrap();
    bell.ring(Queue::Email, &jobs(1)).await;
    assert!(bell.check().await.is_err());
    assert!(!bell.is_silent(Queue::Email).await);
    let mut ear = bell.ear(Queue::Email);
    assert!(tokio::time::timeout(SILENCE, ear.heard()).await.is_err());
    ear.drain(3).await;
}
