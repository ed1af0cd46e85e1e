//! Statements written out as SQL: the two databases share one text, with `$1` for bound values.
//!
//! The values are bound before the future is made, so that callers' iterators need not live across a wait.

use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait, DbErr, ExecResult, QueryResult, Statement, Value};

/// How many ids one statement lists: well under `SQLite`'s 32,766 bound values.
pub(crate) const IDS_A_STATEMENT: usize = 2_000;

/// Runs a statement.
pub(crate) fn execute<'c, C: ConnectionTrait>(
    conn: &'c C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> BoxFuture<'c, Result<ExecResult, DbErr>> {
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    Box::pin(async move { conn.execute_raw(statement).await })
}

/// The rows of a query.
pub(crate) fn rows<'c, C: ConnectionTrait>(
    conn: &'c C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> BoxFuture<'c, Result<Vec<QueryResult>, DbErr>> {
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    Box::pin(async move { conn.query_all_raw(statement).await })
}

/// The first row of a query, if it has one.
pub(crate) fn row<'c, C: ConnectionTrait>(
    conn: &'c C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> BoxFuture<'c, Result<Option<QueryResult>, DbErr>> {
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    Box::pin(async move { conn.query_one_raw(statement).await })
}

/// `$from, $from+1, ...`: `count` placeholders.
pub(crate) fn placeholders(from: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 5);
    for n in from..from + count {
        if n > from {
            text.push(',');
        }
        text.push('$');
        text.push_str(&n.to_string());
    }
    text
}
