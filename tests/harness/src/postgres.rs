//! Databases on the `PostgreSQL` server of the tests. One migrated template serves all tests of a schema, whichever
//! process they run in; each test gets a copy.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::str::FromStr;

use sellout_store::{Db, DbOptions, migrate};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::services::{postgres_url, skipped};

/// Held shared while a copy is made, and alone while the template is.
const TEMPLATE_LOCK: i64 = 0x5e11_7e57;

/// A database that is deleted when it is dropped.
#[derive(Debug)]
pub(crate) struct PostgresDatabase {
    name: String,
    url: String,
    server: PgConnectOptions,
}

impl PostgresDatabase {
    /// A copy of the template; `None`, and a loud word, if no server answers and none has to.
    pub(crate) async fn make() -> Option<Self> {
        let server_url = postgres_url();
        let server = PgConnectOptions::from_str(&server_url).expect("TEST_POSTGRES_URL is a postgres:// address");
        let mut conn = match PgConnection::connect_with(&server).await {
            Ok(conn) => conn,
            Err(error) => {
                skipped(&format!("PostgreSQL does not answer at {server_url} ({error})"));
                return None;
            }
        };
        let template = template_name().await;
        let name = format!("sellout_test_{}", uuid::Uuid::now_v7().simple());
        loop {
            lock(&mut conn, "pg_advisory_lock_shared").await;
            if exists(&mut conn, &template).await {
                run(&mut conn, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
                // The database goes with its test: nobody has to wait for its disk.
                run(&mut conn, format!("ALTER DATABASE {name} SET synchronous_commit = off")).await;
                break;
            }
            run(&mut conn, format!("SELECT pg_advisory_unlock_shared({TEMPLATE_LOCK})")).await;
            make_template(&mut conn, &server_url, &template).await;
        }
        conn.close().await.expect("the connection can be closed");
        Some(Self { url: with_database(&server_url, &name), name, server })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // Dropping cannot wait; a thread with a runtime of its own can.
        let gone = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let mut conn = PgConnection::connect_with(&server).await?;
                conn.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await
            })
        });
        match gone.join() {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => eprintln!("the test database {} stays: {error}", self.name),
            Err(_) => eprintln!("the test database {} stays", self.name),
        }
    }
}

/// Makes the template unless another process was quicker, and deletes those of schemas that are gone.
async fn make_template(conn: &mut PgConnection, server_url: &str, template: &str) {
    lock(conn, "pg_advisory_lock").await;
    if !exists(conn, template).await {
        for old in templates(conn).await {
            run(conn, format!("DROP DATABASE IF EXISTS {old} WITH (FORCE)")).await;
        }
        // Under another name until it is whole, should this process die on the way.
        let half = format!("{template}_half");
        run(conn, format!("CREATE DATABASE {half}")).await;
        let db = Db::connect(&DbOptions { url: with_database(server_url, &half), max_connections: 1 }).await;
        let db = db.expect("the template can be opened");
        migrate(&db).await.expect("the migrations run on PostgreSQL");
        db.close().await.expect("the template can be closed");
        run(conn, format!("ALTER DATABASE {half} RENAME TO {template}")).await;
    }
    run(conn, format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await;
}

/// Named after the schema as `SQLite` writes it down: another schema, another template.
async fn template_name() -> String {
    let db = crate::TestDb::sqlite().await;
    let pool = db.read().get_sqlite_connection_pool();
    let schema: Vec<(Option<String>,)> =
        sqlx::query_as("SELECT sql FROM sqlite_master ORDER BY name").fetch_all(pool).await.expect("the schema");
    let mut hasher = DefaultHasher::new();
    schema.hash(&mut hasher);
    format!("sellout_template_{:016x}", hasher.finish())
}

async fn templates(conn: &mut PgConnection) -> Vec<String> {
    let sql = "SELECT datname::text FROM pg_database WHERE datname LIKE 'sellout\\_template\\_%'";
    sqlx::query_scalar(sql).fetch_all(conn).await.expect("the list of databases")
}

async fn exists(conn: &mut PgConnection, name: &str) -> bool {
    let sql = "SELECT 1 FROM pg_database WHERE datname = $1";
    sqlx::query(sql).bind(name).fetch_optional(conn).await.expect("the list of databases").is_some()
}

async fn lock(conn: &mut PgConnection, how: &str) {
    run(conn, format!("SELECT {how}({TEMPLATE_LOCK})")).await;
}

async fn run(conn: &mut PgConnection, sql: String) {
    if let Err(error) = conn.execute(AssertSqlSafe(sql.as_str())).await {
        panic!("{sql}: {error}");
    }
}

/// The same server, another database.
fn with_database(server_url: &str, name: &str) -> String {
    let (address, options) = server_url.split_once('?').unwrap_or((server_url, ""));
    let host = address.rsplit_once('/').map_or(address, |(host, _)| host);
    let mut url = format!("{host}/{name}");
    if !options.is_empty() {
        write!(url, "?{options}").expect("text can grow");
    }
    url
}
