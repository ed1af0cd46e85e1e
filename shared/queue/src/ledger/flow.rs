//! Flows: a parent waits as `scheduled` without a time until each of its children has ended, well or not.
//! It counts them down on its own row, in the transaction that ends the child.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::JobId;

use crate::sql::{Column, first, json_id, json_rows, rows_from, write};
use crate::time::Micros;
use crate::{LedgerError, Move, Queue};

/// The condition of a parent that waits.
const WAITS: &str = "state = 'scheduled' AND run_at IS NULL";

/// Tells a parent how many children to wait for; none: it goes on at once.
pub(crate) async fn await_children(
    tx: &impl ConnectionTrait,
    parent: JobId,
    children: i32,
    now: Micros,
) -> Result<(), LedgerError> {
    let sql = if children > 0 {
        format!("UPDATE jobs SET pending_children = $2 WHERE id = $1 AND {WAITS} AND $3 > 0")
    } else {
        let to = Move::Continue.to();
        format!("UPDATE jobs SET pending_children = $2, state = '{to}', run_at = $3 WHERE id = $1 AND {WAITS}")
    };
    write(tx, sql, [parent.0.into(), children.into(), now.into()]).await?;
    Ok(())
}

/// Counts ended children down. Answers the parent's queue if these were the last.
pub(super) async fn children_ended(
    tx: &impl ConnectionTrait,
    parent: JobId,
    ended: i32,
    now: Micros,
) -> Result<Option<Queue>, LedgerError> {
    let to = Move::Continue.to();
    let sql = format!(
        "UPDATE jobs SET pending_children = CASE WHEN pending_children > $3 THEN pending_children - $3 ELSE 0 END, \
         state = CASE WHEN pending_children <= $3 THEN '{to}' ELSE state END, \
         run_at = CASE WHEN pending_children <= $3 THEN $2 ELSE run_at END \
         WHERE id = $1 AND {WAITS} AND pending_children > 0 RETURNING pending_children, queue"
    );
    let Some(row) = first(tx, sql, [parent.0.into(), now.into(), ended.into()]).await? else { return Ok(None) };
    let (left, queue): (i32, String) = (row.try_get("", "pending_children")?, row.try_get("", "queue")?);
    Ok(if left == 0 { Some(queue.parse().map_err(DbErr::Type)?) } else { None })
}

/// Children that had ended start anew: their parent, if it still waits, waits for them once more.
pub(super) async fn children_reopened(
    tx: &impl ConnectionTrait,
    parent: JobId,
    reopened: i32,
) -> Result<(), LedgerError> {
    let sql = format!(
        "UPDATE jobs SET pending_children = pending_children + $2 WHERE id = $1 AND {WAITS} AND pending_children > 0"
    );
    write(tx, sql, [parent.0.into(), reopened.into()]).await?;
    Ok(())
}

/// Parents that are about to start anew submit new children: those of their earlier life that have not ended belong to
/// nobody from now on, and are not counted for the new ones.
pub(super) async fn let_children_go(tx: &impl ConnectionTrait, parents: &[JobId]) -> Result<(), LedgerError> {
    let sql = format!(
        "UPDATE jobs SET parent_id = NULL WHERE parent_id IN (SELECT given.id FROM {}) AND ({} OR {})",
        rows_from(tx, 1, &[Column::Uuid("id")]),
        Move::Claim.guard(),
        Move::Succeed.guard()
    );
    let rows = parents.iter().map(|id| serde_json::json!({"id": json_id(id.0)})).collect();
    write(tx, sql, [json_rows(rows)]).await?;
    Ok(())
}
