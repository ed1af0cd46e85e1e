//! The one question of the rule: is this load a correction, or only a part?

use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::{LoadId, OrgId, UploadId};

use crate::sql;

/// Whether the load has fewer than half of the products that count in the places it would cover, over all its
/// places of periods together. Orders never ask.
pub(crate) async fn may_be_a_part(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
    load: LoadId,
) -> Result<bool, DbErr> {
    let covered = "FROM statements n JOIN statements o ON o.org_id = n.org_id AND o.vendor = n.vendor \
        AND o.kind = 'period' AND o.store = n.store AND o.channel = n.channel AND o.place_from >= n.place_from \
        AND o.place_to <= n.place_to AND o.state = 'live' AND o.upload_id <> $2 \
        WHERE n.load_id = $1 AND n.kind = 'period' AND n.org_id = $3";
    let bound: [Value; 3] = [load.0.into(), upload.0.into(), org.0.into()];
    let there = format!(
        "SELECT COUNT(DISTINCT e.key_id) AS products FROM sellout_entries e WHERE e.statement_id IN (SELECT o.id \
         {covered}) AND NOT EXISTS (SELECT 1 FROM uncounted_rows u WHERE u.statement_id = e.statement_id \
         AND u.row_no = e.row_no AND u.to_version IS NULL)"
    );
    let own = format!(
        "SELECT COUNT(DISTINCT e.key_id) AS products FROM sellout_entries e WHERE e.statement_id IN (SELECT n.id \
         {covered} AND EXISTS (SELECT 1 FROM sellout_entries c WHERE c.statement_id = o.id AND NOT EXISTS (SELECT 1 \
         FROM uncounted_rows u WHERE u.statement_id = c.statement_id AND u.row_no = c.row_no AND u.to_version IS NULL)))"
    );
    let there = products(tx, &there, bound.clone()).await?;
    Ok(there > 0 && products(tx, &own, bound).await? * 2 < there)
}

async fn products(tx: &impl ConnectionTrait, text: &str, bound: [Value; 3]) -> Result<i64, DbErr> {
    sql::row(tx, text, bound).await?.map_or(Ok(0), |row| row.try_get("", "products"))
}
