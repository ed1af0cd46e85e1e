//! The database handle: one writer and many readers on `SQLite`, one pool on `PostgreSQL`.
//!
//! Code inside a write takes the transaction, never the handle: `SQLite` has a single writer connection and
//! would wait for itself.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqliteConnection};

use crate::encryption;

/// A connection that was idle for so long is asked whether it still lives before it is used.
const ASK_AFTER: Duration = Duration::from_secs(1);

/// Which database, and how many connections to keep.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// `sqlite://path` or `postgres://...`.
    pub url: String,
    /// The most connections of the pool (`PostgreSQL`) or of the readers (`SQLite`).
    pub max_connections: u32,
}

impl DbOptions {
    /// With ten connections.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), max_connections: 10 }
    }
}

/// A connected database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    /// `SQLite` alone: the connection of [`Db::begin_bulk`].
    bulk: Option<SqlitePool>,
}

/// A write transaction for very many rows on `SQLite`, and the writer's turn. Dropped, it rolls back.
#[derive(Debug)]
pub(crate) struct Bulk {
    tx: sqlx::Transaction<'static, Sqlite>,
    /// Nobody else of this process writes meanwhile: `SQLite` would have them ask again and again.
    _turn: PoolConnection<Sqlite>,
}

impl Bulk {
    /// Where to write.
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }

    /// Makes it stand.
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        self.tx.commit().await.map_err(connection_error)
    }
}

impl Db {
    /// Connects; a `SQLite` file and its folder's write-ahead log are made if they are not there.
    pub async fn connect(options: &DbOptions) -> Result<Self, DbErr> {
        if options.url.starts_with("sqlite:") {
            Self::connect_sqlite(options).await
        } else {
            Self::connect_postgres(options).await
        }
    }

    async fn connect_sqlite(options: &DbOptions) -> Result<Self, DbErr> {
        let base = SqliteConnectOptions::from_str(&options.url)
            .map_err(connection_error)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            .pragma("cache_size", "-8000")
            .pragma("temp_store", "memory")
            .pragma("journal_size_limit", "67108864")
            // A load writes the same pages of indexes with chunk after chunk: they go into the database file once
            // every 64 MiB, not each time, whoever commits.
            .pragma("wal_autocheckpoint", "16000")
            .statement_cache_capacity(200)
            .disable_statement_logging();
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_mins(1))
            .connect_with(base.clone())
            .await
            .map_err(connection_error)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.max_connections.max(2))
            .connect_lazy_with(base.clone().pragma("query_only", "on"));
        // Its rows name statements whose ids the database has just given out: looking each up again is in vain.
        let bulk = SqlitePoolOptions::new().max_connections(1).connect_lazy_with(base.foreign_keys(false));
        Ok(Self { read: readers.into(), write: writer.into(), bulk: Some(bulk) })
    }

    async fn connect_postgres(options: &DbOptions) -> Result<Self, DbErr> {
        let connect = PgConnectOptions::from_str(&options.url)
            .map_err(connection_error)?
            .application_name("sellout")
            // Figures are many short queries over wide joins: compiling them takes longer than running them.
            // Looking rows up by an index is cheap on any disk of today; the default is that of turning ones.
            .options([("jit", "off"), ("random_page_cost", "1.1")])
            .disable_statement_logging();
        let pool = || {
            PgPoolOptions::new()
                .max_connections(options.max_connections)
                .acquire_timeout(Duration::from_secs(10))
                // A connection in use a moment ago is not asked whether it still lives: that would double each statement's way.
                .test_before_acquire(false)
                .before_acquire(|connection, last| {
                    Box::pin(async move { Ok(last.idle_for < ASK_AFTER || connection.ping().await.is_ok()) })
                })
        };
        let connected = match encryption::without(&connect, &options.url) {
            Some(plain) => match pool().connect_with(plain).await {
                Err(error) if encryption::may_be_demanded(&error) => pool().connect_with(connect).await,
                connected => connected,
            },
            None => pool().connect_with(connect).await,
        };
        let pool = connected.map_err(connection_error)?;
        let connection: DatabaseConnection = pool.into();
        Ok(Self { read: connection.clone(), write: connection, bulk: None })
    }

    /// For reading. On `SQLite` these connections refuse writes.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Begins a write transaction: BEGIN IMMEDIATE on `SQLite`, READ COMMITTED on `PostgreSQL`. Dropped, it rolls back.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = self.is_sqlite().then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
        self.write.begin_with_options(options).await
    }

    /// Begins a transaction that writes very many rows, on `SQLite`: a connection that does not check foreign keys,
    /// used only while the one writer's turn is held.
    pub(crate) async fn begin_bulk(&self) -> Result<Bulk, DbErr> {
        let bulk = self.bulk.as_ref().ok_or_else(|| DbErr::Custom("bulk connections are of SQLite".to_owned()))?;
        let turn = self.write.get_sqlite_connection_pool().acquire().await.map_err(connection_error)?;
        let tx = bulk.begin_with("BEGIN IMMEDIATE").await.map_err(connection_error)?;
        Ok(Bulk { tx, _turn: turn })
    }

    /// For a single writing statement outside a transaction, and for migrations.
    pub fn write(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Which of the two it is.
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// Whether it is `SQLite`.
    pub fn is_sqlite(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    /// Whether it is `PostgreSQL`.
    pub fn is_postgres(&self) -> bool {
        self.backend() == DbBackend::Postgres
    }

    /// Answers if the database does.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.read.ping().await
    }

    /// Closes all connections; on `SQLite` the write-ahead log is folded back into the file.
    pub async fn close(self) -> Result<(), DbErr> {
        if self.is_sqlite() {
            self.read.close().await?;
        }
        if let Some(bulk) = self.bulk {
            bulk.close().await;
        }
        self.write.close().await
    }
}

fn connection_error(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}
