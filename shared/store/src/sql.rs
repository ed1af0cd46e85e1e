//! Statements written out as SQL: the two databases share one text, with `$1` for bound values.
//!
//! The values are bound before the future is made, so that callers' iterators need not live across a wait.

use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value};

/// How many ids one statement lists: well under `SQLite`'s 32,766 bound values.
pub(crate) const IDS_A_STATEMENT: usize = 2_000;

/// `SQLite`'s driver looks every named placeholder up in a list, which takes quadratic time; placeholders that stand
/// in order need no names.
fn statement(backend: DbBackend, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    let unnamed = if backend == DbBackend::Sqlite { without_names(sql) } else { None };
    Statement::from_sql_and_values(backend, unnamed.as_deref().unwrap_or(sql), values)
}

/// The text with `?` for `$1`, `$2`, ... if they stand in this order and each once.
fn without_names(sql: &str) -> Option<String> {
    let mut parts = sql.split('$');
    let mut text = String::with_capacity(sql.len());
    text.push_str(parts.next()?);
    for (part, expected) in parts.zip(1_u32..) {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if part[..digits].parse() != Ok(expected) {
            return None;
        }
        text.push('?');
        text.push_str(&part[digits..]);
    }
    Some(text)
}

/// Runs a statement.
pub(crate) fn execute<'c, C: ConnectionTrait>(
    conn: &'c C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> BoxFuture<'c, Result<ExecResult, DbErr>> {
    let statement = statement(conn.get_database_backend(), sql, values);
    Box::pin(async move { conn.execute_raw(statement).await })
}

/// The rows of a query.
pub(crate) fn rows<'c, C: ConnectionTrait>(
    conn: &'c C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> BoxFuture<'c, Result<Vec<QueryResult>, DbErr>> {
    let statement = statement(conn.get_database_backend(), sql, values);
    Box::pin(async move { conn.query_all_raw(statement).await })
}

/// The first row of a query, if it has one.
pub(crate) fn row<'c, C: ConnectionTrait>(
    conn: &'c C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> BoxFuture<'c, Result<Option<QueryResult>, DbErr>> {
    let statement = statement(conn.get_database_backend(), sql, values);
    Box::pin(async move { conn.query_one_raw(statement).await })
}

/// Value `$parameter` where it stands in a SELECT list, whose types `PostgreSQL` must be told.
pub(crate) fn typed(conn: &impl ConnectionTrait, parameter: u8, kind: &str) -> String {
    match conn.get_database_backend() {
        DbBackend::Postgres => format!("CAST(${parameter} AS {kind})"),
        _ => format!("${parameter}"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_in_order_lose_their_names() {
        assert_eq!(without_names("a = $1 AND b IN ($2,$3)").as_deref(), Some("a = ? AND b IN (?,?)"));
        assert_eq!(without_names("a = 1").as_deref(), Some("a = 1"));
        assert_eq!(without_names("a = $1 AND b = $1"), None);
        assert_eq!(without_names("a = $2 AND b = $1"), None);
        let eleven: Vec<String> = (1..=11).map(|n| format!("${n}")).collect();
        assert_eq!(without_names(&eleven.join(",")), Some(["?"; 11].join(",")));
    }
}
