//! Statements written out as SQL: the two databases share one text, with `$1` for bound values.

use sea_orm::{ConnectionTrait, DbErr, ExecResult, QueryResult, Statement, Value};

/// How many ids one statement lists: well under `SQLite`'s 32,766 bound values.
pub(crate) const IDS_A_STATEMENT: usize = 2_000;

/// Runs a statement.
pub(crate) async fn execute(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<ExecResult, DbErr> {
    conn.execute_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await
}

/// The rows of a query.
pub(crate) async fn rows(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await
}

/// The first row of a query, if it has one.
pub(crate) async fn row(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, DbErr> {
    conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await
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
