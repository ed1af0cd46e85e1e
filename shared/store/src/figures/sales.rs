//! The list of sales, by pages: newest places first, in the order of their files.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use sellout_model::OrgId;

use super::query::Query;
use super::sale::{RawSale, columns, named};
use super::source::{Asked, Part, Reach};
use super::summary::{asked, counted};
use super::{Sale, Scope};
use crate::page::{Listed, Page};

/// Newest places first; in them the newest statements, whose rows keep the order of the file.
const ORDER: &str = " ORDER BY place_to DESC, statement_id DESC, row_no LIMIT ";

/// One page of the sales that count, and how many there are.
pub async fn sales(conn: &impl ConnectionTrait, org: OrgId, scope: &Scope, page: Page) -> Result<Listed<Sale>, DbErr> {
    let scope = scope.fixed(conn, org).await?;
    let total = counted(conn, org, &scope).await?.rows;
    let mut query = Query::default();
    write(&mut query, &asked(conn, org, &scope).await?, page);
    let rows = query.rows(conn).await?;
    let rows = rows.iter().map(|row| RawSale::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
    Ok(Listed { items: named(conn, org, rows).await?, total: u64::try_from(total).unwrap_or_default() })
}

fn write(query: &mut Query, asked: &Asked<'_>, page: Page) {
    // Each part needs no more rows than the page could take from it alone.
    let most = page.offset().saturating_add(page.per_page) as i64;
    let edge = asked.scope.period.map(|_| Reach::Edge);
    query.push("SELECT * FROM (");
    let mut parts = 0;
    for &table in asked.tables(false) {
        for reach in [Some(Reach::Inside), edge].into_iter().flatten() {
            parts += 1;
            query.push(if parts > 1 { " UNION ALL " } else { "" });
            query.push("SELECT * FROM (").push(&columns(table, asked.scope.basis));
            asked.rows(query, table, reach, Part::Booked);
            query.push(ORDER).bind(most).push(&format!(") part{parts}"));
        }
    }
    query.push(") parts").push(ORDER).bind(page.per_page as i64).push(" OFFSET ").bind(page.offset() as i64);
}
