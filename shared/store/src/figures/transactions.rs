//! The stream of all sales of a question, for reports: short statements at a fixed data version, page after page by
//! where the last one ended, so that no snapshot is held and memory does not grow with the report.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use sellout_model::OrgId;

use super::query::Query;
use super::sale::{RawSale, columns, named};
use super::source::{Asked, Part, Reach};
use super::summary::asked;
use super::{Sale, Scope};
use crate::sql::IDS_A_STATEMENT;

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    reach: Reach,
    place_to: NaiveDate,
    statement: i64,
    /// The last row that was read; `i32::MAX` once the statement is done.
    row_no: i32,
}

/// Some sales, and where to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct TransactionPage {
    /// The sales: oldest places first, in the order of their files; those that an edge cuts last.
    pub sales: Vec<Sale>,
    /// Give this to read on; `None` at the end.
    pub next: Option<Cursor>,
}

impl Cursor {
    const fn start_of(reach: Reach) -> Self {
        Self { reach, place_to: NaiveDate::MIN, statement: 0, row_no: 0 }
    }
}

/// The next sales after a cursor, at most `limit` (and 2,000) of them. Fix the scope's version before the first page.
pub async fn transactions(
    conn: &impl ConnectionTrait,
    org: OrgId,
    scope: &Scope,
    after: Option<Cursor>,
    limit: usize,
) -> Result<TransactionPage, DbErr> {
    let asked = asked(conn, org, scope).await?;
    let limit = limit.clamp(1, IDS_A_STATEMENT);
    let mut cursor = after.unwrap_or(Cursor::start_of(Reach::Inside));
    loop {
        let statements = statements(conn, &asked, cursor, limit).await?;
        let Some(&(place_to, last, _)) = statements.last() else {
            if cursor.reach == Reach::Edge || scope.period.is_none() {
                return Ok(TransactionPage { sales: Vec::new(), next: None });
            }
            cursor = Cursor::start_of(Reach::Edge);
            continue;
        };
        let rows = rows(conn, &asked, cursor, &statements, limit).await?;
        let full = rows.last().filter(|_| rows.len() == limit);
        cursor = match full {
            Some(row) => Cursor { place_to: row.place_to, statement: row.statement_id, row_no: row.row_no, ..cursor },
            None => Cursor { place_to, statement: last, row_no: i32::MAX, ..cursor },
        };
        if !rows.is_empty() {
            return Ok(TransactionPage { sales: named(conn, org, rows).await?, next: Some(cursor) });
        }
    }
}

/// The next statements in order, until their rows fill a page: last day, id, counting rows.
async fn statements(
    conn: &impl ConnectionTrait,
    asked: &Asked<'_>,
    after: Cursor,
    limit: usize,
) -> Result<Vec<(NaiveDate, i64, i64)>, DbErr> {
    let mut query = Query::default();
    query.push("SELECT s.place_to, s.id, h.rows AS n_rows");
    asked.statements(&mut query, after.reach);
    if after.statement > 0 {
        query.push(" AND (s.place_to, s.id) >= (").bind(after.place_to).push(", ").bind(after.statement).push(")");
    }
    query.push(" ORDER BY s.place_to, s.id LIMIT ").bind(IDS_A_STATEMENT as i64);
    let mut found = Vec::new();
    let mut sum = 0;
    for row in query.rows(conn).await? {
        let id = row.try_get("", "id")?;
        if id == after.statement && after.row_no == i32::MAX {
            continue;
        }
        let rows: i64 = row.try_get("", "n_rows")?;
        found.push((row.try_get("", "place_to")?, id, rows));
        // Rows of the statement that the last page ended in may have been read already.
        sum += if id == after.statement { 0 } else { rows };
        if sum >= limit as i64 {
            break;
        }
    }
    Ok(found)
}

/// The rows of some statements after the cursor, in order.
async fn rows(
    conn: &impl ConnectionTrait,
    asked: &Asked<'_>,
    after: Cursor,
    statements: &[(NaiveDate, i64, i64)],
    limit: usize,
) -> Result<Vec<RawSale>, DbErr> {
    let mut query = Query::default();
    query.push("SELECT * FROM (");
    for (n, &table) in asked.tables(false).iter().enumerate() {
        query.push(if n > 0 { " UNION ALL " } else { "" });
        query.push(&columns(table, asked.scope.basis));
        asked.rows(&mut query, table, after.reach, Part::Booked);
        query.push(" AND s.id IN (").bind_all(statements.iter().map(|s| s.1)).push(")");
        query.push(" AND (s.id <> ").bind(after.statement).push(" OR r.row_no > ").bind(after.row_no).push(")");
    }
    query.push(") parts ORDER BY place_to, statement_id, row_no LIMIT ").bind(limit as i64);
    query.rows(conn).await?.iter().map(|row| RawSale::from_query_result(row, "")).collect()
}
