//! A connection pooler between us and `PostgreSQL` that swallows every NOTIFY, as one that pools transactions does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sellout_model::{Clock, JobState};
use sellout_queue::{Bell, Ledger, LedgerClock};
use sellout_store::{Db, DbOptions};
use sellout_worker::engine::Engine;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

use crate::world::{Act, With, on_postgres, options};

/// The message by which the server tells of a NOTIFY (`PostgreSQL`, "Message Formats": `NotificationResponse`).
const NOTIFICATION: u8 = b'A';

/// Carries a connection and leaves out the notifications of the server.
async fn carry(here: TcpStream, server: String, swallowed: Arc<AtomicUsize>) -> std::io::Result<()> {
    let there = TcpStream::connect(server).await?;
    let (mut from_here, mut to_here) = here.into_split();
    let (mut from_there, mut to_there) = there.into_split();
    let asked = tokio::spawn(async move { copy(&mut from_here, &mut to_there).await });
    // A message is its kind, its length with these four bytes, and the rest.
    let mut head = [0; 5];
    while from_there.read_exact(&mut head).await.is_ok() {
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let mut rest = vec![0; length as usize - 4];
        from_there.read_exact(&mut rest).await?;
        if head[0] == NOTIFICATION {
            swallowed.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        to_here.write_all(&head).await?;
        to_here.write_all(&rest).await?;
    }
    asked.abort();
    Ok(())
}

/// A pooler in front of this server; its address, and how many notifications it swallowed.
async fn pooler(server: String) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let swallowed = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&swallowed);
    tokio::spawn(async move {
        while let Ok((here, _)) = listener.accept().await {
            tokio::spawn(carry(here, server.clone(), Arc::clone(&counted)));
        }
    });
    (address, swallowed)
}

#[tokio::test]
async fn jobs_begin_within_a_second_where_nobody_hears_a_notify() {
    on_postgres(With::Notify, |world| async move {
        let url = world.url.as_deref().unwrap();
        let (user, rest) = url.split_once('@').unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let (address, swallowed) = pooler(server.to_owned()).await;
        let url = format!("{user}@{address}/{database}?sslmode=disable");
        let db = Db::connect(&DbOptions { url, max_connections: 6 }).await.unwrap();
        let bell = Bell::postgres(db.write().get_postgres_connection_pool().clone(), "sellout_test");
        let clock = LedgerClock::from_database(Clock::system(), &db).await.unwrap();
        let ledger = Ledger::new(db.clone(), clock, bell).with_kinds(world.ledger.kinds());
        let engine = Engine::start(ledger, world.handlers(), options()).await.unwrap();
        // A first one, so that the engine listens; then each is rung for, and nobody hears it.
        let first = world.act(Act::Succeed).await;
        world.until(first, JobState::Succeeded).await;
        for _ in 0..3 {
            let id = world.act(Act::Succeed).await;
            let job = world.until(id, JobState::Succeeded).await;
            let waited = job.started_at.unwrap() - job.created_at;
            assert!(waited.num_seconds() < 5, "it waited {waited}");
        }
        assert!(swallowed.load(Ordering::Relaxed) > 0, "nothing was swallowed, so nothing is shown");
        engine.shutdown().await;
        db.close().await.unwrap();
    })
    .await;
}
