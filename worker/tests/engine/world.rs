//! A database of its own for each test, jobs that the test steers, and a wait for what must come.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sellout_model::{Clock, JobId, JobState, UploadId};
use sellout_queue::ledger::JobView;
use sellout_queue::{
    Backoff, Bell, EndedJob, HookFuture, Job, JobError, Kind, Kinds, Ledger, LedgerClock, Queue, SubmitOptions, submit,
};
use sellout_store::{Db, DbOptions};
use sellout_worker::engine::{Done, EngineOptions, Handlers, JobContext, Outcome};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

/// Every lease is another's from now on.
pub(crate) const LOSE: &str = "UPDATE jobs SET fence = fence + 1, worker = 'another'";

/// What the handler of an errand does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Act {
    Succeed,
    Fail,
    Retry,
    Panic,
    Snooze,
    /// Until it is told to stop; then it stops.
    WaitForStop,
    /// Until it is cut off.
    Hang,
    /// Commits a note together with its end.
    Commit,
    /// Submits a succeeding errand of its upload, and commits it together with its end.
    Follow,
    /// Commits after its lease was given to another.
    CommitLate,
    /// Tells its progress without a pause for more than a second.
    Chatter,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Errand {
    pub(crate) act: Act,
    pub(crate) limit: Option<String>,
}

impl Job for Errand {
    const KIND: &'static str = "errand";
    const QUEUE: Queue = Queue::Email;
    const MAX_ATTEMPTS: i32 = 2;
    const TIMEOUT: Duration = Duration::from_mins(2);
    const BACKOFF: Backoff = Backoff { first: Duration::from_millis(1), most: Duration::from_millis(2) };

    fn limit_key(&self) -> Option<String> {
        self.limit.clone()
    }

    fn on_end<'a>(tx: &'a DatabaseTransaction, ended: &'a [EndedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            for ended in ended {
                note(tx, &format!("{}: {}", ended.state, ended.error)).await?;
            }
            Ok(())
        })
    }
}

/// The same, but its attempts may take a moment only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Short {}

impl Job for Short {
    const KIND: &'static str = "short";
    const QUEUE: Queue = Queue::Email;
    const MAX_ATTEMPTS: i32 = 1;
    const TIMEOUT: Duration = Duration::from_millis(20);
}

pub(crate) static KINDS: Kinds = Kinds(&[Kind::of::<Errand>(), Kind::of::<Short>()]);

pub(crate) fn act(act: Act) -> Errand {
    Errand { act, limit: None }
}

async fn note(tx: &DatabaseTransaction, text: &str) -> Result<(), sea_orm::DbErr> {
    let sql = "INSERT INTO notes VALUES ($1)";
    let statement = sea_orm::Statement::from_sql_and_values(tx.get_database_backend(), sql, [text.into()]);
    tx.execute_raw(statement).await.map(|_| ())
}

/// Tells the test when a handler has begun.
#[derive(Clone, Debug, Default)]
pub(crate) struct Begun(pub(crate) Arc<Notify>);

pub(crate) fn handlers(begun: &Begun) -> Handlers {
    let begun = begun.clone();
    Handlers::new()
        .on(move |context, errand: Errand| {
            begun.0.notify_one();
            run(context, errand)
        })
        .on(|_context, _short: Short| std::future::pending())
}

async fn run(context: JobContext, errand: Errand) -> Outcome {
    context.progress("at work", 1, Some(2));
    match errand.act {
        Act::Succeed => Ok(Done::Plain(Some(serde_json::json!("done")))),
        Act::Fail => Err(JobError::fail("it cannot be done")),
        Act::Retry => Err(JobError::retry("not now")),
        Act::Panic => panic!("an errand panics"),
        Act::Snooze => Err(JobError::snooze(Duration::from_hours(1))),
        Act::WaitForStop => {
            context.stop().cancelled().await;
            Err(JobError::Stopped)
        }
        Act::Hang => std::future::pending().await,
        Act::Commit => {
            let tx = context.db().begin().await?;
            note(&tx, "committed").await?;
            context.commit_with(tx, None).await
        }
        Act::Follow => {
            let tx = context.db().begin().await?;
            let options = SubmitOptions { upload_id: context.held().upload, ..SubmitOptions::default() };
            context.submit(&tx, &act(Act::Commit), options).await?;
            context.commit_with(tx, None).await
        }
        Act::Chatter => {
            let begun = Instant::now();
            let mut told = 0;
            while begun.elapsed() < Duration::from_millis(1200) {
                told += 1;
                context.progress("talking", told, None);
                tokio::task::yield_now().await;
            }
            Ok(Done::Plain(Some(told.into())))
        }
        Act::CommitLate => {
            context.db().write().execute_unprepared(LOSE).await?;
            let tx = context.db().begin().await?;
            note(&tx, "committed late").await?;
            context.commit_with(tx, None).await
        }
    }
}

/// A test's database and ledger.
pub(crate) struct World {
    pub(crate) ledger: Ledger,
    pub(crate) begun: Begun,
    /// The address of its database, on `PostgreSQL`.
    pub(crate) url: Option<String>,
}

impl World {
    async fn on(db: Db, bell: Bell, url: Option<String>) -> Self {
        sellout_store::migrate(&db).await.unwrap();
        db.write().execute_unprepared("CREATE TABLE notes (text TEXT NOT NULL)").await.unwrap();
        let clock = LedgerClock::from_database(Clock::system(), &db).await.unwrap();
        Self { ledger: Ledger::new(db, clock, bell).with_kinds(&KINDS), begun: Begun::default(), url }
    }

    pub(crate) fn handlers(&self) -> Handlers {
        handlers(&self.begun)
    }

    pub(crate) async fn submit(&self, job: &impl Job, options: SubmitOptions) -> JobId {
        let tx = self.ledger.db().begin().await.unwrap();
        let submitted = submit(&tx, self.ledger.clock(), job, options).await.unwrap();
        tx.commit().await.unwrap();
        self.ledger.ring(&[submitted]).await;
        submitted.id
    }

    pub(crate) async fn act(&self, what: Act) -> JobId {
        self.submit(&act(what), SubmitOptions::default()).await
    }

    pub(crate) async fn job(&self, id: JobId) -> JobView {
        self.ledger.job(None, id).await.unwrap()
    }

    /// Waits until the job is in this state; a minute is for ever.
    pub(crate) async fn until(&self, id: JobId, state: JobState) -> JobView {
        let reached = async {
            let mut look = tokio::time::interval(Duration::from_millis(10));
            loop {
                look.tick().await;
                let job = self.job(id).await;
                if job.state == state {
                    return job;
                }
            }
        };
        match tokio::time::timeout(Duration::from_mins(1), reached).await {
            Ok(job) => job,
            Err(elapsed) => panic!("not {state} ({elapsed}): {:?}", self.job(id).await),
        }
    }

    /// Waits until a claim of `PostgreSQL` waits for a lock; a minute is for ever.
    pub(crate) async fn until_a_claim_waits(&self) {
        let db = self.ledger.db();
        // A claim is known by how it begins: the server keeps no more of it.
        let claims = "SELECT 1 AS waits FROM pg_stat_activity WHERE datname = current_database() \
                      AND wait_event_type = 'Lock' AND query LIKE 'WITH p3 AS %'";
        let waits = async {
            let mut look = tokio::time::interval(Duration::from_millis(10));
            let asked = || sea_orm::Statement::from_string(db.backend(), claims);
            while db.read().query_one_raw(asked()).await.unwrap().is_none() {
                look.tick().await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_mins(1), waits).await.is_ok(), "no claim came");
    }

    pub(crate) async fn notes(&self) -> Vec<String> {
        let db = self.ledger.db();
        let statement = sea_orm::Statement::from_string(db.backend(), "SELECT text FROM notes");
        let rows = db.read().query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }
}

pub(crate) fn options() -> EngineOptions {
    EngineOptions {
        queues: vec![Queue::Email],
        concurrency: 4,
        stop_grace: Duration::from_millis(50),
        ..EngineOptions::default()
    }
}

pub(crate) const UPLOAD: UploadId = UploadId(uuid::Uuid::from_u128(9));

pub(crate) async fn on_sqlite<Fut: Future<Output = ()>>(test: impl FnOnce(World) -> Fut) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let db = Db::connect(&DbOptions::new(url)).await.unwrap();
    test(World::on(db, Bell::local(), None).await).await;
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment which servers they may use")]
fn setting(name: &str, usual: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| usual.to_owned())
}

fn skip(what: &str, error: &str) {
    assert_ne!(setting("TEST_REQUIRE_SERVICES", "0"), "1", "{what} is not there: {error}");
    eprintln!("SKIPPED: {what} is not there ({error}); this test did not run");
}

/// Which bell a test on `PostgreSQL` uses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum With {
    Notify,
    Redis,
}

pub(crate) async fn on_postgres<Fut>(with: With, test: impl FnOnce(World) -> Fut)
where
    Fut: Future<Output = ()> + Send + 'static,
{
    let server = setting("TEST_POSTGRES_URL", "postgres://root@127.0.0.1:5432/test");
    let admin = match Db::connect(&DbOptions { url: server.clone(), max_connections: 1 }).await {
        Ok(admin) => admin,
        Err(error) => return skip("PostgreSQL", &error.to_string()),
    };
    let name = format!("sellout_test_{}", uuid::Uuid::now_v7().simple());
    let redis = Bell::redis(&setting("TEST_REDIS_URL", "redis://127.0.0.1:6379"), &name).unwrap();
    if let (With::Redis, Err(error)) = (with, redis.check().await) {
        return skip("Redis", &error);
    }
    admin.write().execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (before, _) = server.rsplit_once('/').unwrap();
    let url = format!("{before}/{name}");
    let db = Db::connect(&DbOptions { url: url.clone(), max_connections: 6 }).await.unwrap();
    let bell = match with {
        With::Redis => redis,
        With::Notify => Bell::postgres(db.write().get_postgres_connection_pool().clone(), "sellout_test"),
    };
    let ended = tokio::spawn(test(World::on(db.clone(), bell, Some(url)).await)).await;
    db.close().await.unwrap();
    admin.write().execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    if let Err(failed) = ended {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// Defines a test once and runs it on both databases, and on the second with both of its bells.
macro_rules! on_all {
    ($name:ident, |$world:ident| $body:block) => {
        mod $name {
            use super::*;
            async fn story($world: $crate::world::World) $body
            #[tokio::test]
            async fn sqlite() {
                $crate::world::on_sqlite(story).await;
            }
            #[tokio::test]
            async fn postgres_notify() {
                $crate::world::on_postgres($crate::world::With::Notify, story).await;
            }
            #[tokio::test]
            async fn postgres_redis() {
                $crate::world::on_postgres($crate::world::With::Redis, story).await;
            }
        }
    };
}
pub(crate) use on_all;
