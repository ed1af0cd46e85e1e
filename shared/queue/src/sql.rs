//! One SQL text for both databases: `$1` parameters, and the two or three words in which they differ.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, Value};
use serde_json::Value as Json;

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

/// A column of a list of rows handed over as one JSON parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    Uuid(&'static str),
    BigInt(&'static str),
    Text(&'static str),
}

/// The FROM item that reads the JSON array in a parameter as rows named `given`.
pub(crate) fn rows_from(connection: &impl ConnectionTrait, parameter: u8, columns: &[Column]) -> String {
    if connection.get_database_backend() == DbBackend::Postgres {
        let columns: Vec<_> = columns
            .iter()
            .map(|column| match column {
                Column::Uuid(name) => format!("{name} uuid"),
                Column::BigInt(name) => format!("{name} bigint"),
                Column::Text(name) => format!("{name} text"),
            })
            .collect();
        return format!("json_to_recordset(${parameter}::json) AS given({})", columns.join(", "));
    }
    let columns: Vec<_> = columns
        .iter()
        .map(|column| match column {
            Column::Uuid(name) => format!("unhex(value ->> '{name}') AS {name}"),
            Column::BigInt(name) | Column::Text(name) => format!("value ->> '{name}' AS {name}"),
        })
        .collect();
    format!("(SELECT {} FROM json_each(${parameter})) AS given", columns.join(", "))
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
