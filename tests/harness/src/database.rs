//! A database of one test: made, migrated, and gone with the test.

use std::ops::Deref;

use sellout_model::{Currency, OrgId};
use sellout_store::organisations::{self, NewOrganisation};
use sellout_store::{Db, DbOptions, migrate};
use tempfile::TempDir;

use crate::moment;
use crate::postgres::PostgresDatabase;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file in a folder of its own.
    Sqlite,
    /// A database of its own on the test server.
    Postgres,
}

/// A fresh, migrated database; dropped, it is deleted. Stands for its [`Db`].
#[derive(Debug)]
pub struct TestDb {
    db: Db,
    url: String,
    // Kept for their ends: the folder and the database are deleted when they are dropped, after `db`.
    _folder: Option<TempDir>,
    _postgres: Option<PostgresDatabase>,
}

impl TestDb {
    /// Of this kind; `None` if it cannot be reached and may be missing.
    pub async fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Sqlite => Some(Self::sqlite().await),
            Kind::Postgres => Self::postgres().await,
        }
    }

    /// On both, as far as `PostgreSQL` can be reached.
    pub async fn each() -> Vec<Self> {
        let mut databases = vec![Self::sqlite().await];
        databases.extend(Self::postgres().await);
        databases
    }

    /// An `SQLite` file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the database");
        let url = format!("sqlite://{}", folder.path().join("sellout.db").display());
        let db = connect(&url).await;
        migrate(&db).await.expect("the migrations run on SQLite");
        Self { db, url, _folder: Some(folder), _postgres: None }
    }

    /// A database on the test server, copied from a migrated template; `None` if no server answers and none need to.
    pub async fn postgres() -> Option<Self> {
        let database = PostgresDatabase::make().await?;
        let url = database.url().to_owned();
        Some(Self { db: connect(&url).await, url, _folder: None, _postgres: Some(database) })
    }

    /// Where it is, for processes of their own.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// An organisation in euros and UTC.
    pub async fn organisation(&self) -> OrgId {
        let new = NewOrganisation { name: "Test", currency: Currency::EUR, timezone: "UTC" };
        organisations::create(self.db.write(), &new, moment(0)).await.expect("an organisation").org()
    }
}

impl Deref for TestDb {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

async fn connect(url: &str) -> Db {
    Db::connect(&DbOptions { url: url.to_owned(), max_connections: 5 }).await.expect("the database can be opened")
}
