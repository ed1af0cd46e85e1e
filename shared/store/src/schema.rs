//! Bringing the database's schema up to date, and telling whether it is.

use std::collections::HashSet;

use sea_orm::DbErr;
use sellout_migrations::{Migrator, MigratorTrait};

use crate::{Db, sql};

/// How a database's schema stands against the migrations of this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaState {
    /// Migrations that have not run yet, in order.
    pub pending: Vec<String>,
    /// Migrations that have run and that this program does not know: a newer program was here.
    pub unknown: Vec<String>,
}

impl SchemaState {
    /// Whether this program fits the database as it is.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty() && self.unknown.is_empty()
    }
}

/// Any number that nothing else locks: two programs that start together must not migrate together.
const MIGRATING: i64 = 0x5e11_0075;

/// Runs the migrations that have not run yet, all or none of them.
pub async fn migrate(db: &Db) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    if db.is_postgres() {
        sql::execute(&tx, "SELECT pg_advisory_xact_lock($1)", [MIGRATING.into()]).await?;
    }
    Migrator::up(&tx, None).await?;
    tx.commit().await
}

/// How the schema stands. Only reads.
pub async fn schema_state(db: &Db) -> Result<SchemaState, DbErr> {
    let applied = applied(db).await?;
    let known: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    let unknown = applied.iter().filter(|name| !known.contains(name)).cloned().collect();
    let applied: HashSet<String> = applied.into_iter().collect();
    let pending = known.into_iter().filter(|name| !applied.contains(name)).collect();
    Ok(SchemaState { pending, unknown })
}

/// Whether the schema is exactly the one that this program knows.
pub async fn schema_is_current(db: &Db) -> Result<bool, DbErr> {
    Ok(schema_state(db).await?.is_current())
}

async fn applied(db: &Db) -> Result<Vec<String>, DbErr> {
    let conn = db.read();
    let kept = match conn.get_database_backend() {
        sea_orm::DbBackend::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'",
        _ => "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL",
    };
    if sql::row(conn, kept, []).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = sql::rows(conn, "SELECT version FROM seaql_migrations ORDER BY version", []).await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}
