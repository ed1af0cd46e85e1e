//! A whole installation in this process, for one test: a database of its own, files in a temporary folder, mails in
//! memory, the API's router, and workers that run when the test says so. What callers do is in `client`.

mod client;
mod plan;
pub(crate) mod redis;
mod reply;
mod stories;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use sea_orm::{ConnectionTrait, Statement};
use secrecy::SecretString;
use sellout_api::auth::{Keys, hash_password};
use sellout_api::{ApiSettings, App, Parts, router};
use sellout_files::Files;
use sellout_mail::{Outgoing, Templates, Transport};
use sellout_model::{Clock, Currency, FakeClock, OrgId, Role};
use sellout_queue::ledger::KeepFor;
use sellout_queue::{Bell, Ledger, LedgerClock, Queue};
use sellout_reader::Reader;
use sellout_store::organisations::{self, NewOrganisation};
use sellout_store::{Db, users};
use sellout_testing::{Kind, TestDb};
use sellout_worker::engine::{EngineOptions, Handlers, drain};
use sellout_worker::handlers::handlers;
use sellout_worker::normalise::KeptBooks;
use sellout_worker::{LinkMaker, MailIdentity, Services};
use tempfile::TempDir;

pub(crate) use client::{Client, text};
pub(crate) use plan::Plan;
pub(crate) use reply::Reply;
pub(crate) use sellout_testing::Form;
pub(crate) use stories::stories;

use redis::RedisLists;

/// Who signs in first.
pub(crate) const ADMIN: &str = "ada@aldermere.example";
/// Everybody's password.
const PASSWORD: &str = "correct horse battery";
/// Signs this house's tokens and links.
pub(crate) const SECRET: &str = "a key of the tests, longer than 32 letters";
/// What links in mails begin with.
const PUBLIC_URL: &str = "https://sales.aldermere.example";

/// The installation.
pub(crate) struct House {
    /// What handlers and the API work with.
    pub(crate) services: Services,
    pub(crate) ledger: Ledger,
    /// The first organisation.
    pub(crate) org: OrgId,
    hands: Option<FakeClock>,
    router: Router,
    folder: TempDir,
    _lists: Option<RedisLists>,
    /// Dropped last, with the database in it.
    db: TestDb,
}

impl House {
    /// On this kind of database; `None` if a service is missing and may be.
    pub(crate) async fn on(kind: Kind, plan: Plan) -> Option<Self> {
        let db = TestDb::of(kind).await?;
        let (bell, lists) = match kind {
            Kind::Sqlite => (Bell::local(), None),
            Kind::Postgres => redis::bell().await.map(|(bell, lists)| (bell, Some(lists)))?,
        };
        let connected = match plan.through {
            Some(address) => plan::connect_through(address, db.url()).await,
            None => Db::clone(&db),
        };
        Some(Self::of(db, connected, bell, lists, plan).await)
    }

    async fn of(db: TestDb, connected: Db, bell: Bell, lists: Option<RedisLists>, plan: Plan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let hands = plan.starts.map(|at| FakeClock::at(at.parse().expect("a moment such as 2025-04-01T12:00:00Z")));
        let clock = hands.as_ref().map_or_else(Clock::system, FakeClock::clock);
        let files = Files::folder(&folder.path().join("files")).unwrap();
        let files = plan.room.map_or(files.clone(), |bytes| files.with_room_for(bytes));
        let time = LedgerClock::from_database(clock.clone(), &connected).await.unwrap();
        let ledger = Ledger::new(connected.clone(), time, bell.clone());
        let services = Services {
            db: connected,
            files,
            reader: Reader::new(env!("CARGO_BIN_EXE_sellout")).with_limits(plan.limits),
            transport: Transport::memory(),
            templates: Templates::new().unwrap(),
            clock,
            bell,
            mail: identity(),
            keep: KeepFor::default(),
            books: KeptBooks::default(),
        };
        let router = router(Arc::new(App::new(parts(&services, &ledger), settings(plan.max_upload_bytes))));
        let org = organisation(&services, "Aldermere", plan.currency).await;
        person(&services, org, ADMIN, Role::Admin).await;
        Self { services, ledger, org, hands, router, folder, _lists: lists, db }
    }

    /// The first organisation's admin, signed in.
    pub(crate) async fn sign_in(&self) -> Client<'_> {
        Client::sign_in(self, ADMIN, PASSWORD).await
    }

    /// Somebody else of the first organisation, signed in.
    pub(crate) async fn colleague(&self, email: &str, role: Role) -> Client<'_> {
        person(&self.services, self.org, email, role).await;
        Client::sign_in(self, email, PASSWORD).await
    }

    /// Another organisation's admin, signed in.
    pub(crate) async fn neighbour(&self, name: &str, email: &str) -> Client<'_> {
        let org = organisation(&self.services, name, Currency::EUR).await;
        person(&self.services, org, email, Role::Admin).await;
        Client::sign_in(self, email, PASSWORD).await
    }

    /// Somebody who has not signed in.
    pub(crate) fn nobody(&self) -> Client<'_> {
        Client::nobody(self)
    }

    /// Runs the jobs that are due, and what they submit, until nothing due is left.
    pub(crate) async fn drain(&self) {
        self.drain_with(self.ledger.clone()).await;
    }

    /// The same in one queue alone.
    pub(crate) async fn drain_only(&self, queue: Queue) {
        let options = EngineOptions { queues: vec![queue], ..engine_options() };
        drain(self.ledger.clone(), self.handlers(), &options).await.unwrap();
    }

    /// The same by another worker's ledger.
    pub(crate) async fn drain_with(&self, ledger: Ledger) {
        drain(ledger, self.handlers(), &engine_options()).await.unwrap();
    }

    /// The same by another worker, which has none of the files open that this one has.
    pub(crate) async fn drain_elsewhere(&self) {
        let services = Services { books: KeptBooks::default(), ..self.services.clone() };
        drain(self.ledger.clone(), handlers(&services), &engine_options()).await.unwrap();
    }

    pub(crate) fn handlers(&self) -> Handlers {
        handlers(&self.services)
    }

    /// Lets time pass; only in a house whose plan says when it starts.
    pub(crate) fn pass(&self, time: Duration) {
        self.hands.as_ref().expect("a house with a clock of its own").advance(time);
    }

    /// The mails that left, in their order.
    pub(crate) fn mails(&self) -> Vec<Outgoing> {
        self.services.transport.sent()
    }

    /// Where files are kept.
    pub(crate) fn files_folder(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    /// Whatever lies in the folder for files, with the folders below it.
    pub(crate) fn kept_files(&self) -> Vec<PathBuf> {
        files_below(&self.files_folder())
    }

    /// The kept files of uploads.
    pub(crate) fn kept_uploads(&self) -> Vec<PathBuf> {
        let is_upload = |file: &PathBuf| file.components().any(|part| part.as_os_str() == "uploads");
        self.kept_files().into_iter().filter(is_upload).collect()
    }

    /// Waits until so many files of uploads are left: what was not accepted is deleted beside the answer.
    pub(crate) async fn until_deleted(&self, left: usize) {
        until(&format!("{left} kept files"), async || self.kept_uploads().len() == left).await;
    }

    /// The database, for processes of their own.
    pub(crate) fn database_url(&self) -> &str {
        self.db.url()
    }

    /// How many rows a table has, whoever may see them.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        let db = &self.services.db;
        let count = Statement::from_string(db.backend(), format!("SELECT COUNT(*) AS n FROM {table}"));
        db.read().query_one_raw(count).await.unwrap().unwrap().try_get("", "n").unwrap()
    }
}

/// Looks again and again until it is so; a minute is for ever.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let looked = async {
        let mut look = tokio::time::interval(Duration::from_millis(10));
        while !is_so().await {
            look.tick().await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_mins(1), looked).await.is_ok(), "waited in vain for {what}");
}

/// How this process runs jobs.
pub(crate) fn engine_options() -> EngineOptions {
    EngineOptions { concurrency: 2, shutdown_grace: Duration::from_secs(10), ..EngineOptions::default() }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn parts(services: &Services, ledger: &Ledger) -> Parts {
    Parts {
        db: services.db.clone(),
        files: services.files.clone(),
        ledger: ledger.clone(),
        reader: services.reader.clone(),
        clock: services.clock.clone(),
    }
}

fn settings(max_upload_bytes: u64) -> ApiSettings {
    ApiSettings {
        secret_key: SecretString::from(SECRET),
        public_url: Some(PUBLIC_URL.to_owned()),
        max_upload_bytes,
        requests_per_minute: None,
        serve_metrics: false,
    }
}

fn identity() -> Arc<MailIdentity> {
    let keys = Keys::from_secret(&SecretString::from(SECRET));
    Arc::new(MailIdentity {
        from: "Aldermere sales <sales@aldermere.example>".to_owned(),
        public_url: Some(PUBLIC_URL.to_owned()),
        links: Some(LinkMaker(Arc::new(move |report, until| keys.link_token(report, until)))),
        max_attachment: 10 << 20,
    })
}

async fn organisation(services: &Services, name: &str, currency: Currency) -> OrgId {
    let new = NewOrganisation { name, currency, timezone: "Europe/Warsaw" };
    organisations::create(services.db.write(), &new, services.clock.now()).await.unwrap().org()
}

async fn person(services: &Services, org: OrgId, email: &str, role: Role) {
    let hash = hash_password(PASSWORD).unwrap();
    let new = users::NewUser { email, password_hash: Some(&hash), role };
    let made = users::create(services.db.write(), org, &new, services.clock.now()).await.unwrap();
    assert!(made.is_some(), "{email} is there already");
}
