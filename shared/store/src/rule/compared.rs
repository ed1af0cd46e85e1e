//! Judging with the rows at hand where the rule compares rows.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::rule::{RowOf, Statement, Verdict, judge as judge_statements, places_that_compare_rows};
use sellout_model::{PlaceKind, RowHash};

use super::component::{ByStatement, Stored};
use super::parts;
use crate::sql;

/// The verdicts on statements in the order of replay.
pub(super) async fn judge(tx: &impl ConnectionTrait, stored: &[Stored]) -> Result<Vec<Verdict>, DbErr> {
    let joined = parts::join(stored);
    let of_parts = compared_rows(tx, &joined.statements, stored).await?;
    let rows = joined.rows(stored, &of_parts);
    let verdicts = judge_statements(&joined.statements, |id| rows.get(&id).map(Vec::as_slice).unwrap_or_default());
    Ok(joined.split(stored, verdicts, &of_parts))
}

async fn compared_rows(
    tx: &impl ConnectionTrait,
    statements: &[Statement],
    stored: &[Stored],
) -> Result<ByStatement<Vec<RowOf>>, DbErr> {
    let places: std::collections::HashSet<_> = places_that_compare_rows(statements).into_iter().collect();
    let mut rows = ByStatement::default();
    for (table, of_orders) in [("sellout_entries", false), ("ecommerce_orders", true)] {
        let ids: Vec<i64> = stored
            .iter()
            .map(|s| &s.rule)
            .filter(|s| places.contains(&s.place) && (s.place.kind() != PlaceKind::Period) == of_orders)
            .map(|s| s.id)
            .collect();
        for ids in ids.chunks(sql::IDS_A_STATEMENT) {
            let text = format!(
                "SELECT statement_id, row_no, row_hash FROM {table} WHERE statement_id IN ({}) \
                 ORDER BY statement_id, row_no",
                sql::placeholders(1, ids.len())
            );
            for row in sql::rows(tx, &text, ids.iter().map(|id| (*id).into())).await? {
                let statement: i64 = row.try_get("", "statement_id")?;
                let of: RowOf = (row.try_get("", "row_no")?, RowHash(row.try_get("", "row_hash")?));
                rows.entry(statement).or_insert_with(Vec::new).push(of);
            }
        }
    }
    Ok(rows)
}
