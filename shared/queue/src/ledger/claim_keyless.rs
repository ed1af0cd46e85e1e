//! Picking jobs without keys: for each priority the earliest from the cursor on, by one index; then the best of
//! these by priority and waiting time.

use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};

use super::claim::{Candidate, Claim, Cursors, claimed};
use super::held::HELD;
use crate::sql::{all, id_of, skip_locked};
use crate::time::{Micros, micros};
use crate::{LedgerError, Move};

/// A job gains one priority for each five minutes waited.
const GAIN: Micros = 300_000_000;

/// The order of jobs: the earlier rank goes first. The indexes over keys say the same in SQL.
pub(super) fn rank(priority: i32, run_at: Micros) -> Micros {
    run_at - Micros::from(priority) * GAIN
}

/// The priority that a job has gained by waiting since `since`.
pub(super) fn level(priority: i32, since: Micros, now: Micros) -> Micros {
    (now - rank(priority, since)).div_euclid(GAIN)
}

/// The kinds as a SQL list; their names are constants of this build, kebab-case.
pub(super) fn kind_list(kinds: &[&'static str]) -> String {
    let kinds: Vec<_> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
    if kinds.is_empty() { "NULL".to_owned() } else { kinds.join(", ") }
}

/// The slots as a limit. By a bare parameter `SQLite` would plan, and so plan anew at each claim.
const SLOTS: &str = "$5 + 0";

/// The common table expressions `p3` to `p0` and `picked`. Parameters: $1 the queue, $2 now, $5 the slots,
/// $6 to $9 the cursors of priorities 0 to 3.
fn picked(connection: &impl ConnectionTrait, claim: &Claim<'_>, also: &str) -> String {
    let lock = skip_locked(connection);
    let kinds = kind_list(claim.kinds);
    let guard = Move::Claim.guard();
    let one = |priority: i32| {
        let cursor = 6 + priority;
        format!(
            "p{priority} AS MATERIALIZED (SELECT id, priority, run_at, fair_key, limit_key FROM jobs \
             WHERE queue = $1 AND priority = {priority} AND {guard} AND fair_key IS NULL AND crashes < 2 \
             AND run_at >= ${cursor} AND run_at <= $2 AND kind IN ({kinds}){also} ORDER BY run_at LIMIT {SLOTS} {lock})"
        )
    };
    format!(
        "WITH {}, {}, {}, {}, picked AS MATERIALIZED (SELECT * FROM (SELECT * FROM p3 UNION ALL SELECT * FROM p2 \
         UNION ALL SELECT * FROM p1 UNION ALL SELECT * FROM p0) AS best \
         ORDER BY run_at - priority * {GAIN}, id LIMIT {SLOTS})",
        one(3),
        one(2),
        one(1),
        one(0)
    )
}

/// The one statement that claims from a queue that is neither paused nor slowed.
pub(super) fn claim_sql(connection: &impl ConnectionTrait, claim: &Claim<'_>) -> String {
    let free = " AND NOT EXISTS (SELECT 1 FROM queues WHERE name = $1 AND (paused OR rate_interval IS NOT NULL))";
    let picked = picked(connection, claim, free);
    let (claimed, guard) = (claimed(), Move::Claim.guard_by_id());
    let found = id_of(connection, "SELECT id FROM picked");
    format!("{picked} UPDATE jobs SET {claimed} WHERE {found} AND {guard} RETURNING {HELD}")
}

/// The parameters of [`claim_sql`].
pub(super) fn claim_values(claim: &Claim<'_>, cursors: Cursors, now: Micros) -> [Value; 9] {
    let [zero, one, two, three] = cursors.0;
    [
        claim.queue.as_str().into(),
        now.into(),
        claim.worker.into(),
        (now + micros(claim.lease)).into(),
        (claim.slots as i64).into(),
        zero.into(),
        one.into(),
        two.into(),
        three.into(),
    ]
}

/// The candidates, held until the transaction ends.
pub(super) async fn pick(
    tx: &DatabaseTransaction,
    claim: &Claim<'_>,
    cursors: Cursors,
    now: Micros,
) -> Result<Vec<Candidate>, LedgerError> {
    // Worker ($3) and lease ($4) are for the claiming statement alone; the numbers are shared.
    let sql = format!(
        "{} SELECT id, priority, run_at, fair_key, limit_key FROM picked ORDER BY run_at - priority * {GAIN}, id",
        picked(tx, claim, "")
    );
    Ok(all(tx, sql, claim_values(claim, cursors, now)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_minutes_of_waiting_are_worth_one_priority() {
        let now = 1_000 * GAIN;
        assert_eq!(level(1, now, now), 1);
        assert_eq!(level(0, now - GAIN, now), 1);
        assert_eq!(level(0, now - GAIN + 1, now), 0);
        assert!(rank(0, now - 2 * GAIN) < rank(1, now));
    }
}
