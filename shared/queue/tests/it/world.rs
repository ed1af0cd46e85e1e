//! A database of its own for each test, a clock moved by hand, and two kinds of job to play with.

use std::future::Future;
use std::time::Duration;

use chrono::{TimeZone, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sellout_model::{FakeClock, JobId, JobState};
use sellout_queue::ledger::{Claim, Cursors, Finish, JobView};
use sellout_queue::{
    Backoff, Bell, EndedJob, Ending, Held, HookFuture, Job, Kind, Kinds, Ledger, LedgerClock, Queue, RetriedJob,
    SubmitOptions, Submitted, submit, submit_many,
};
use sellout_store::{Db, DbOptions};
use serde::{Deserialize, Serialize};

/// A job whose keys the test chooses. Its hooks note what they are told in the table `told`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Errand {
    pub(crate) name: String,
    pub(crate) unique: Option<String>,
    pub(crate) fair: Option<String>,
    pub(crate) limit: Option<String>,
}

impl Job for Errand {
    const KIND: &'static str = "errand";
    const QUEUE: Queue = Queue::Email;
    const MAX_ATTEMPTS: i32 = 3;
    const BACKOFF: Backoff = Backoff { first: Duration::from_secs(10), most: Duration::from_secs(15) };

    fn unique_key(&self) -> Option<String> {
        self.unique.clone()
    }

    fn fair_key(&self) -> Option<String> {
        self.fair.clone()
    }

    fn limit_key(&self) -> Option<String> {
        self.limit.clone()
    }

    fn on_end<'a>(tx: &'a DatabaseTransaction, ended: &'a [EndedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            for ended in ended {
                let name = ended.parse::<Self>().map_or_else(|| "?".to_owned(), |job| job.name);
                tell(tx, &format!("{name} {}: {}", ended.state, ended.error)).await?;
            }
            Ok(())
        })
    }

    fn on_retry<'a>(tx: &'a DatabaseTransaction, retried: &'a [RetriedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            for retried in retried {
                let name = retried.parse::<Self>().map_or_else(|| "?".to_owned(), |job| job.name);
                tell(tx, &format!("{name} again: {:?}", retried.why)).await?;
            }
            Ok(())
        })
    }
}

async fn tell(tx: &DatabaseTransaction, text: &str) -> Result<(), sea_orm::DbErr> {
    let statement = sea_orm::Statement::from_sql_and_values(
        tx.get_database_backend(),
        "INSERT INTO told VALUES ($1)",
        [text.into()],
    );
    tx.execute_raw(statement).await.map(|_| ())
}

/// A job in another queue.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Parcel {
    pub(crate) number: u32,
}

impl Job for Parcel {
    const KIND: &'static str = "parcel";
    const QUEUE: Queue = Queue::ScheduledReport;
}

pub(crate) static KINDS: Kinds = Kinds(&[Kind::of::<Errand>(), Kind::of::<Parcel>()]);
pub(crate) const LEASE: Duration = Duration::from_secs(20);

pub(crate) fn errand(name: &str) -> Errand {
    Errand { name: name.to_owned(), ..Errand::default() }
}

/// A test's database, clock and ledger.
pub(crate) struct World {
    pub(crate) ledger: Ledger,
    pub(crate) clock: FakeClock,
}

impl World {
    async fn on(db: Db) -> Self {
        sellout_store::migrate(&db).await.unwrap();
        db.write().execute_unprepared("CREATE TABLE told (text TEXT NOT NULL)").await.unwrap();
        let clock = FakeClock::at(Utc.with_ymd_and_hms(2025, 4, 1, 12, 0, 0).unwrap());
        let ledger = Ledger::new(db, LedgerClock::from_wall(clock.clock()), Bell::local()).with_kinds(&KINDS);
        Self { ledger, clock }
    }

    pub(crate) async fn submit(&self, job: &impl Job, options: SubmitOptions) -> Submitted {
        let tx = self.ledger.db().begin().await.unwrap();
        let submitted = submit(&tx, self.ledger.clock(), job, options).await.unwrap();
        tx.commit().await.unwrap();
        self.clock.advance(Duration::from_micros(1));
        submitted
    }

    pub(crate) async fn errand(&self, job: Errand) -> JobId {
        self.submit(&job, SubmitOptions::default()).await.id
    }

    pub(crate) async fn claim_as(&self, worker: &str, slots: usize) -> Vec<Held> {
        self.claim_in(Queue::Email, worker, &["errand"], slots).await
    }

    pub(crate) async fn claim_in(&self, queue: Queue, worker: &str, kinds: &[&'static str], slots: usize) -> Vec<Held> {
        let claim = Claim { queue, worker, kinds, slots, lease: LEASE };
        self.ledger.claim(&claim, &mut Cursors::front()).await.unwrap().jobs
    }

    /// The next job, claimed by worker `w`.
    pub(crate) async fn claim_one(&self) -> Held {
        let mut jobs = self.claim_as("w", 1).await;
        assert_eq!(jobs.len(), 1, "nothing to claim");
        jobs.remove(0)
    }

    /// The names of the next errands, left running.
    pub(crate) async fn names(&self, slots: usize) -> Vec<String> {
        self.claim_as("w", slots).await.iter().map(name_of).collect()
    }

    pub(crate) async fn end(&self, held: &Held, ending: Ending) -> JobState {
        self.ledger.end(held, &ending).await.unwrap()
    }

    pub(crate) async fn succeed(&self, held: &Held) {
        self.ledger.finish(&[Finish { held: held.clone(), result: None }]).await.unwrap();
    }

    pub(crate) async fn job(&self, id: JobId) -> JobView {
        self.ledger.job(None, id).await.unwrap()
    }

    pub(crate) async fn state(&self, id: JobId) -> JobState {
        self.job(id).await.state
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// What the hooks of errands were told.
    pub(crate) async fn told(&self) -> Vec<String> {
        self.texts("SELECT text FROM told").await
    }

    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let db = self.ledger.db();
        let rows = db.read().query_all_raw(sea_orm::Statement::from_string(db.backend(), sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    pub(crate) async fn sql(&self, sql: &str) {
        self.ledger.db().write().execute_unprepared(sql).await.unwrap();
    }

    /// So many parcels that are due, put there at once.
    pub(crate) async fn waiting(&self, count: u32) {
        let tx = self.ledger.db().begin().await.unwrap();
        let jobs = (0..count).map(|number| (Parcel { number }, SubmitOptions::default()));
        submit_many(&tx, self.ledger.clock(), jobs).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// How many of a key run, by the turns table.
    pub(crate) async fn running_of(&self, key: &str) -> i32 {
        let db = self.ledger.db();
        let sql = format!("SELECT running FROM turns WHERE key = '{key}'");
        let row = db.read().query_one_raw(sea_orm::Statement::from_string(db.backend(), sql)).await.unwrap();
        row.unwrap().try_get_by_index(0).unwrap()
    }
}

pub(crate) fn name_of(held: &Held) -> String {
    serde_json::from_str::<Errand>(&held.payload).unwrap().name
}

/// A new `SQLite` file; it goes with its folder.
pub(crate) async fn new_sqlite() -> (tempfile::TempDir, World) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let db = Db::connect(&DbOptions::new(url)).await.unwrap();
    (folder, World::on(db).await)
}

/// Runs a test on a new `SQLite` file.
pub(crate) async fn on_sqlite<Fut: Future<Output = ()>>(test: impl FnOnce(World) -> Fut) {
    let (_folder, world) = new_sqlite().await;
    test(world).await;
}

/// Where the tests' `PostgreSQL` is.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment which servers they may use")]
pub(crate) fn setting(name: &str, usual: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| usual.to_owned())
}

/// Says loudly that a test did not run, or fails where services must be there.
pub(crate) fn skip(what: &str, error: &str) {
    assert_ne!(setting("TEST_REQUIRE_SERVICES", "0"), "1", "{what} is not there: {error}");
    eprintln!("SKIPPED: {what} is not there ({error}); this test did not run");
}

/// A database of a test on the server, to be dropped.
pub(crate) struct TestDatabase {
    admin: Db,
    db: Db,
    name: String,
}

impl TestDatabase {
    pub(crate) async fn drop(self) {
        self.db.close().await.unwrap();
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        self.admin.write().execute_unprepared(&sql).await.unwrap();
    }
}

/// A new `PostgreSQL` database, unless there is no server.
pub(crate) async fn new_postgres() -> Option<(TestDatabase, World)> {
    let server = setting("TEST_POSTGRES_URL", "postgres://root@127.0.0.1:5432/test");
    let admin = match Db::connect(&DbOptions { url: server.clone(), max_connections: 1 }).await {
        Ok(admin) => admin,
        Err(error) => {
            skip("PostgreSQL", &error.to_string());
            return None;
        }
    };
    let name = format!("sellout_test_{}", uuid::Uuid::now_v7().simple());
    admin.write().execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (before, _) = server.rsplit_once('/').unwrap();
    let db = Db::connect(&DbOptions { url: format!("{before}/{name}"), max_connections: 6 }).await.unwrap();
    let world = World::on(db.clone()).await;
    Some((TestDatabase { admin, db, name }, world))
}

/// Runs a test on a new `PostgreSQL` database, which is dropped also when the test fails.
pub(crate) async fn on_postgres<Fut>(test: impl FnOnce(World) -> Fut)
where
    Fut: Future<Output = ()> + Send + 'static,
{
    let Some((database, world)) = new_postgres().await else { return };
    let ended = tokio::spawn(test(world)).await;
    database.drop().await;
    if let Err(failed) = ended {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// Defines a test once and runs it on both databases.
macro_rules! on_both {
    ($(#[doc = $doc:literal])* $name:ident, |$world:ident| $body:block) => {
        $(#[doc = $doc])*
        mod $name {
            use super::*;
            async fn story($world: $crate::world::World) $body
            #[tokio::test]
            async fn sqlite() {
                $crate::world::on_sqlite(story).await;
            }
            #[tokio::test]
            async fn postgres() {
                $crate::world::on_postgres(story).await;
            }
        }
    };
}
pub(crate) use on_both;
