//! One SQL text for both databases: `$1` parameters, and the two or three words in which they differ.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, Value};
use serde_json::Value as Json;

pub(crate) use sellout_store::given_rows::{Column, rows_from};

/// A statement with its parameters.
pub(crate) fn statement(
    connection: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// Runs a query and reads its rows.
pub(crate) async fn all<T: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<T>, DbErr> {
    let rows = connection.query_all_raw(statement(connection, sql, values)).await?;
    rows.iter().map(|row| T::from_query_result(row, "")).collect()
}

/// Runs a query and reads its first row.
pub(crate) async fn first(
    connection: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, DbErr> {
    connection.query_one_raw(statement(connection, sql, values)).await
}

/// Runs a write and says how many rows it changed.
pub(crate) async fn write(
    connection: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, DbErr> {
    Ok(connection.execute_raw(statement(connection, sql, values)).await?.rows_affected())
}

/// Locks the rows of a SELECT and passes over those that somebody else has locked. `SQLite` has one writer.
pub(crate) fn skip_locked(connection: &impl ConnectionTrait) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => "FOR NO KEY UPDATE SKIP LOCKED",
        _ => "",
    }
}

/// `id` is one of those that a subquery finds. `PostgreSQL` takes an array for ten ids and looks each up, whatever its
/// statistics say of the subquery.
pub(crate) fn id_of(connection: &impl ConnectionTrait, subquery: &str) -> String {
    match connection.get_database_backend() {
        DbBackend::Postgres => format!("id = ANY(ARRAY({subquery}))"),
        _ => format!("id IN ({subquery})"),
    }
}

/// The parameter that goes with [`rows_from`].
pub(crate) fn json_rows(rows: Vec<Json>) -> Value {
    Json::Array(rows).to_string().into()
}

/// An id as [`rows_from`] reads it on both databases.
pub(crate) fn json_id(id: uuid::Uuid) -> Json {
    Json::String(id.simple().to_string())
}
