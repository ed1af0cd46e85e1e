//! One suite that every bell passes.

use std::time::Duration;

use sellout_model::JobId;
use sellout_queue::{Bell, Queue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
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
    news_of_a_job_reach_its_followers(&bell).await;
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

async fn news_of_a_job_reach_its_followers(bell: &Bell) {
    let [one, other] = [jobs(1)[0], JobId(Uuid::from_u128(77))];
    let (mut followed, mut not_followed) = (bell.follow(one), bell.follow(other));
    // Until the subscription stands, news of any job may come.
    while tokio::time::timeout(SILENCE, followed.heard()).await.is_ok() {}
    while tokio::time::timeout(SILENCE, not_followed.heard()).await.is_ok() {}
    bell.tell(&[one]).await;
    tokio::time::timeout(HEARD, followed.heard()).await.expect("no news");
    assert!(tokio::time::timeout(SILENCE, not_followed.heard()).await.is_err(), "news of another job");
    bell.tell(&jobs(5000)).await;
    tokio::time::timeout(HEARD, not_followed.heard()).await.expect("news of very many jobs are news of any");
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

/// A Redis that greets and then refuses every command with this error.
async fn refusing_redis(error: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut said = [0; 4096];
                while let Ok(read @ 1..) = caller.read(&mut said).await {
                    let text = String::from_utf8_lossy(&said[..read]);
                    // Every command is an array; its length begins with a star at the start of a line.
                    let commands = text.split("\r\n").filter(|line| line.starts_with('*')).count();
                    let writes =
                        ["LPUSH", "BRPOP", "RPOP", "LTRIM", "EXPIRE", "SETEX"].iter().any(|word| text.contains(word));
                    let answer = if writes { format!("-{error}\r\n") } else { "+OK\r\n".to_owned() };
                    if caller.write_all(answer.repeat(commands).as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    format!("redis://{address}")
}

#[tokio::test]
async fn a_redis_that_is_full_or_read_only_costs_no_more_than_the_ring() {
    for (error, told) in [
        ("OOM command not allowed when used memory > 'maxmemory'.", "used memory"),
        ("READONLY You can't write against a read only replica.", "read only replica"),
    ] {
        let bell = Bell::redis(&refusing_redis(error).await, "sellout_test").unwrap();
        bell.ring(Queue::Email, &jobs(3)).await;
        let refused = bell.check().await.unwrap_err();
        assert!(refused.contains(told), "readiness says why: {refused}");
        let mut ear = bell.ear(Queue::Email);
        assert!(tokio::time::timeout(SILENCE, ear.heard()).await.is_err(), "nothing was rung");
    }
}
