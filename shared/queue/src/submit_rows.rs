//! The rows of new jobs, in the caller's transaction. One whose unique key is taken adds none: it is the unfinished job
//! that has the key.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Expr, InsertStatement, OnConflict, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult, Value};
use sellout_model::JobId;
use uuid::Uuid;

use crate::ledger::turns;
use crate::sql::{Column, all, json_rows, rows_from};
use crate::submit::{NewJob, Submitted};
use crate::{LedgerError, Move};

/// Rows of one INSERT, within the parameter limits of both databases.
const CHUNK: usize = 1000;
/// The unfinished jobs with a unique key, in the words of their index. As parameters they would not be recognised.
pub(crate) const UNIQUE: &str = "unique_key IS NOT NULL AND state IN ('queued', 'retrying', 'scheduled', 'running')";

const COLUMNS: [&str; 16] = [
    "id",
    "org_id",
    "kind",
    "queue",
    "payload",
    "state",
    "priority",
    "run_at",
    "max_attempts",
    "unique_key",
    "fair_key",
    "limit_key",
    "upload_id",
    "parent_id",
    "pending_children",
    "created_at",
];

/// Writes them, and answers in their order.
pub(crate) async fn write_rows(tx: &DatabaseTransaction, new: &[NewJob]) -> Result<Vec<Submitted>, LedgerError> {
    turns::ensure(tx, new).await?;
    let (unique, plain): (Vec<_>, Vec<_>) = new.iter().partition(|job| job.unique_key.is_some());
    for chunk in plain.chunks(CHUNK) {
        tx.execute(&insert(chunk)).await?;
    }
    let taken = write_unique(tx, unique).await?;
    let submitted = |job: &NewJob| match taken.get(&job.id) {
        Some(holder) => job.submitted(*holder, true),
        None => job.submitted(job.id, false),
    };
    Ok(new.iter().map(submitted).collect())
}

/// Writes one without keys, in a transaction or alone.
pub(crate) async fn write_alone(connection: &impl ConnectionTrait, new: &NewJob) -> Result<Submitted, DbErr> {
    connection.execute(&insert(&[new])).await?;
    Ok(new.submitted(new.id, false))
}

/// Writes those whose key is free; the others are answered with the job that has it.
async fn write_unique(tx: &DatabaseTransaction, mut left: Vec<&NewJob>) -> Result<HashMap<JobId, JobId>, LedgerError> {
    // In one order for all transactions, so that two of these never wait in a ring. The first of a key has it.
    left.sort_by(|a, b| a.unique_key.cmp(&b.unique_key));
    let mut taken = HashMap::new();
    // An unfinished one may end between our statements: then there is room for ours.
    for _ in 0..5 {
        let mut written = HashSet::new();
        for chunk in left.chunks(CHUNK) {
            written.extend(insert_unique(tx, chunk).await?);
        }
        left.retain(|job| !written.contains(&job.id));
        let holders = holders(tx, &left).await?;
        left.retain(|job| match job.unique_key.as_ref().and_then(|key| holders.get(key)) {
            Some(holder) => {
                taken.insert(job.id, *holder);
                false
            }
            None => true,
        });
        if left.is_empty() {
            return Ok(taken);
        }
    }
    Err(LedgerError::Clash)
}

fn insert(jobs: &[&NewJob]) -> InsertStatement {
    let mut query = Query::insert();
    query.into_table("jobs").columns(COLUMNS);
    for job in jobs {
        query.values_panic(values(job).into_iter().map(Expr::value));
    }
    query
}

/// The ids of those that were written.
async fn insert_unique(tx: &DatabaseTransaction, jobs: &[&NewJob]) -> Result<Vec<JobId>, DbErr> {
    let taken = OnConflict::column("unique_key").target_and_where(Expr::cust(UNIQUE)).do_nothing().to_owned();
    let query = insert(jobs).on_conflict(taken).returning_col("id").to_owned();
    let rows = tx.query_all(&query).await?;
    rows.iter().map(|row| Ok(JobId(row.try_get("", "id")?))).collect()
}

#[derive(FromQueryResult)]
struct Holder {
    id: Uuid,
    unique_key: String,
}

/// Who has the keys of these. One that runs is marked, and runs once more afterwards.
async fn holders(tx: &DatabaseTransaction, jobs: &[&NewJob]) -> Result<HashMap<String, JobId>, LedgerError> {
    if jobs.is_empty() {
        return Ok(HashMap::new());
    }
    let keys = || json_rows(jobs.iter().map(|job| serde_json::json!({"key": job.unique_key})).collect());
    let given = rows_from(tx, 1, &[Column::Text("key")]);
    let which =
        |step: Move| format!("unique_key IN (SELECT given.key FROM {given}) AND {UNIQUE} AND {}", step.guard_by_id());
    let again = format!("UPDATE jobs SET again = TRUE WHERE {} RETURNING id, unique_key", which(Move::Again));
    let waiting = format!("SELECT id, unique_key FROM jobs WHERE {}", which(Move::Claim));
    let mut holders = HashMap::new();
    for sql in [again, waiting] {
        let found: Vec<Holder> = all(tx, sql, [keys()]).await?;
        holders.extend(found.into_iter().map(|row| (row.unique_key, JobId(row.id))));
    }
    Ok(holders)
}

fn values(job: &NewJob) -> Vec<Value> {
    vec![
        job.id.0.into(),
        job.org.into(),
        job.kind.into(),
        job.queue.as_str().into(),
        job.payload.clone().into(),
        job.state.as_str().into(),
        job.priority.into(),
        job.run_at.into(),
        job.max_attempts.into(),
        job.unique_key.clone().into(),
        job.fair_key.clone().into(),
        job.limit_key.clone().into(),
        job.upload.into(),
        job.parent.into(),
        job.pending_children.into(),
        job.created_at.into(),
    ]
}
