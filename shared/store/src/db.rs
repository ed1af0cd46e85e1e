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
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

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
            .connect_lazy_with(base.pragma("query_only", "on"));
        Ok(Self { read: readers.into(), write: writer.into() })
    }

    async fn connect_postgres(options: &DbOptions) -> Result<Self, DbErr> {
        let connect = PgConnectOptions::from_str(&options.url)
            .map_err(connection_error)?
            .application_name("sellout")
            // Figures are many short queries over wide joins: compiling them takes longer than running them.
            .options([("jit", "off")])
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(options.max_connections)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(connect)
            .await
            .map_err(connection_error)?;
        let connection: DatabaseConnection = pool.into();
        Ok(Self { read: connection.clone(), write: connection })
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
        self.write.close().await
    }
}

fn connection_error(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}
