//! Flows: a parent waits as `scheduled` without a time until each of its children has ended, well or not.
//! It counts them down on its own row, in the transaction that ends the child.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::JobId;

use crate::sql::{first, write};
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

/// Counts an ended child down. Answers the parent's queue if that was the last.
pub(super) async fn child_ended(
    tx: &impl ConnectionTrait,
    parent: JobId,
    now: Micros,
) -> Result<Option<Queue>, LedgerError> {
    let to = Move::Continue.to();
    let sql = format!(
        "UPDATE jobs SET pending_children = pending_children - 1, \
         state = CASE WHEN pending_children = 1 THEN '{to}' ELSE state END, \
         run_at = CASE WHEN pending_children = 1 THEN $2 ELSE run_at END \
         WHERE id = $1 AND {WAITS} AND pending_children > 0 RETURNING pending_children, queue"
    );
    let Some(row) = first(tx, sql, [parent.0.into(), now.into()]).await? else { return Ok(None) };
    let (left, queue): (i32, String) = (row.try_get("", "pending_children")?, row.try_get("", "queue")?);
    Ok(if left == 0 { Some(queue.parse().map_err(DbErr::Type)?) } else { None })
}

/// A child that had ended starts anew: its parent, if it still waits, waits for it once more.
pub(super) async fn child_reopened(tx: &impl ConnectionTrait, parent: JobId) -> Result<(), LedgerError> {
    let sql = format!(
        "UPDATE jobs SET pending_children = pending_children + 1 WHERE id = $1 AND {WAITS} AND pending_children > 0"
    );
    write(tx, sql, [parent.0.into()]).await?;
    Ok(())
}
