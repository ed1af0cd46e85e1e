//! Turns: a row for each key that has jobs, telling whose turn it is and how many of it run. Claims count up,
//! whatever ends `running` counts down in its own transaction. Jobs without keys never come here.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult};
use serde_json::json;

use super::held::Held;
use crate::Move;
use crate::sql::{Column, all, json_rows, rows_from, skip_locked, write};
use crate::submit::NewJob;
use crate::time::Micros;

/// Queue and key, and how many may run at once.
type Keys = BTreeMap<(String, String), Option<i32>>;

/// Makes the rows of the keys of new jobs, and holds them until the caller commits: a tidy-up that would
/// delete one passes over it.
pub(crate) async fn ensure(tx: &DatabaseTransaction, jobs: &[NewJob]) -> Result<(), DbErr> {
    let mut keys = Keys::new();
    for job in jobs {
        if let Some(fair) = &job.fair_key {
            keys.entry((job.queue.to_string(), fair.clone())).or_insert(None);
        }
        if let Some(limit) = &job.limit_key {
            keys.insert((job.queue.to_string(), limit.clone()), Some(job.most));
        }
    }
    ensure_all(tx, keys).await
}

/// Makes the rows of the keys of jobs that start anew, each with the most of its kind; they may have been tidied away.
pub(super) async fn ensure_keys(tx: &DatabaseTransaction, jobs: &[(&Held, i32)]) -> Result<(), DbErr> {
    let mut keys = Keys::new();
    for (held, most) in jobs {
        for key in held.keys() {
            let most = (held.limit_key.as_deref() == Some(key)).then_some(*most);
            keys.insert((held.queue.to_string(), key.to_owned()), most);
        }
    }
    ensure_all(tx, keys).await
}

async fn ensure_all(tx: &DatabaseTransaction, mut left: Keys) -> Result<(), DbErr> {
    let given = rows_from(tx, 1, &[Column::Text("queue"), Column::Text("key"), Column::BigInt("most")]);
    let insert = format!(
        "INSERT INTO turns (queue, key, most) SELECT given.queue, given.key, given.most FROM {given} WHERE TRUE \
         ON CONFLICT DO NOTHING"
    );
    // KEY SHARE stops a DELETE and nothing else: claims go on.
    let hold = if skip_locked(tx).is_empty() { "" } else { "FOR KEY SHARE OF turns" };
    let select = format!(
        "SELECT turns.queue, turns.key, turns.most FROM turns JOIN {given} \
         ON turns.queue = given.queue AND turns.key = given.key {hold}"
    );
    // One that was tidied away between our statements is made again.
    while !left.is_empty() {
        write(tx, insert.as_str(), [rows_of(&left)]).await?;
        let stand: Vec<Turn> = all(tx, select.as_str(), [rows_of(&left)]).await?;
        for turn in stand {
            let key = (turn.queue, turn.key);
            let most = left.remove(&key).flatten();
            if most.is_some() && turn.most != most {
                let update = "UPDATE turns SET most = $3 WHERE queue = $1 AND key = $2";
                write(tx, update, [key.0.into(), key.1.into(), most.into()]).await?;
            }
        }
    }
    Ok(())
}

fn rows_of(keys: &Keys) -> sea_orm::Value {
    let row =
        |((queue, key), most): (&(String, String), &Option<i32>)| json!({"queue": queue, "key": key, "most": most});
    json_rows(keys.iter().map(row).collect())
}

#[derive(FromQueryResult)]
struct Turn {
    queue: String,
    key: String,
    most: Option<i32>,
}

/// Counts one job up on its keys, without asking whether there is room: for a job that starts as somebody's own.
pub(crate) async fn count_up(tx: &DatabaseTransaction, held: &Held, now: Micros) -> Result<(), DbErr> {
    for key in held.keys() {
        let sql = "UPDATE turns SET running = running + 1, last_turn = $3 WHERE queue = $1 AND key = $2";
        write(tx, sql, [held.queue.as_str().into(), key.into(), now.into()]).await?;
    }
    Ok(())
}

/// Counts down the keys of jobs that stopped running. In key order, so that two of these never wait in a ring.
pub(crate) async fn count_down<'a>(
    tx: &impl ConnectionTrait,
    ended: impl IntoIterator<Item = &'a Held>,
) -> Result<(), DbErr> {
    let mut counts: BTreeMap<(&str, &str), i32> = BTreeMap::new();
    for held in ended {
        for key in held.keys() {
            *counts.entry((held.queue.as_str(), key)).or_default() += 1;
        }
    }
    for ((queue, key), count) in counts {
        let sql = "UPDATE turns SET running = CASE WHEN running > $3 THEN running - $3 ELSE 0 END \
                   WHERE queue = $1 AND key = $2";
        write(tx, sql, [queue.into(), key.into(), count.into()]).await?;
    }
    Ok(())
}

/// Deletes the rows of keys without unfinished jobs that had no turn since `before`. Says how many.
pub(crate) async fn tidy(tx: &DatabaseTransaction, before: Micros) -> Result<u64, DbErr> {
    // Two statements: the second sees what submitters committed before we held the rows.
    let lock = if skip_locked(tx).is_empty() { "" } else { "FOR UPDATE SKIP LOCKED" };
    let idle = format!("SELECT queue, key FROM turns WHERE running = 0 AND last_turn < $1 {lock}");
    let rows: Vec<Idle> = all(tx, idle, [before.into()]).await?;
    let mut deleted = 0;
    // In the words of the two indexes of claimable jobs; a running job is counted in `running`.
    let waits = |crashes: &str| {
        format!(
            "EXISTS (SELECT 1 FROM jobs WHERE jobs.queue = $1 AND {} AND {crashes} \
             AND (jobs.fair_key = $2 OR jobs.limit_key = $2))",
            Move::Claim.guard()
        )
    };
    let sql = format!(
        "DELETE FROM turns WHERE queue = $1 AND key = $2 AND NOT {} AND NOT {}",
        waits("jobs.fair_key IS NOT NULL AND jobs.crashes < 2"),
        waits("jobs.crashes >= 2")
    );
    for row in rows {
        deleted += write(tx, sql.as_str(), [row.queue.into(), row.key.into()]).await?;
    }
    Ok(deleted)
}

#[derive(FromQueryResult)]
struct Idle {
    queue: String,
    key: String,
}
