//! Loads that were given up: what they have written goes, a piece at a time, so that nobody waits for it.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use sea_orm::prelude::Uuid;

use crate::{Db, sql};

/// How many rows one transaction deletes: some 50 ms of `SQLite`'s writer.
const A_PIECE: i64 = 5_000;

/// Deletes what loads that were given up have written; returns how many loads are gone.
///
/// `writing` loads whose upload has moved on are given up first.
pub async fn delete_dead(db: &Db, stale_before: DateTime<Utc>) -> Result<u64, DbErr> {
    let tx = db.begin().await?;
    let text = "UPDATE loads SET state = 'dead' WHERE state = 'writing' AND created_at < $1 AND NOT EXISTS \
        (SELECT 1 FROM jobs j WHERE j.upload_id = loads.upload_id AND j.state = 'running')";
    sql::execute(&tx, text, [stale_before.into()]).await?;
    tx.commit().await?;
    let mut gone = 0;
    for row in sql::rows(db.read(), "SELECT id FROM loads WHERE state = 'dead'", []).await? {
        let load: Uuid = row.try_get("", "id")?;
        for table in ["sellout_entries", "ecommerce_orders"] {
            while delete_some(db, table, load).await? {}
        }
        let tx = db.begin().await?;
        let text = "DELETE FROM loads WHERE id = $1 AND state = 'dead'";
        gone += sql::execute(&tx, text, [load.into()]).await?.rows_affected();
        tx.commit().await?;
    }
    Ok(gone)
}

/// Deletes some rows of a load; whether there were any. On `PostgreSQL` no foreign key takes them along.
async fn delete_some(db: &Db, table: &str, load: Uuid) -> Result<bool, DbErr> {
    let text = format!(
        "DELETE FROM {table} WHERE (statement_id, row_no) IN (SELECT statement_id, row_no FROM {table} \
         WHERE statement_id IN (SELECT id FROM statements WHERE load_id = $1) LIMIT {A_PIECE})"
    );
    let tx = db.begin().await?;
    let gone = sql::execute(&tx, &text, [load.into()]).await?.rows_affected();
    tx.commit().await?;
    Ok(gone > 0)
}
