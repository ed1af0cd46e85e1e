//! Many attempts that ended well and changed nothing else, written in one statement by primary key.

use std::collections::HashSet;

use sellout_model::JobId;
use serde_json::Value as Json;

use super::Ledger;
use super::held::Held;
use super::settle::Ending;
use crate::sql::{Column, json_id, json_rows, rows_from, statement};
use crate::{LedgerError, Move};

/// An attempt that ended well, outside a transaction of its handler's.
#[derive(Clone, Debug)]
pub struct Finish {
    /// The job.
    pub held: Held,
    /// What it has to show.
    pub result: Option<Json>,
}

impl Ledger {
    /// Writes them. One that is no longer its worker's is left out quietly. Safe to call again after an error.
    pub async fn finish(&self, finishes: &[Finish]) -> Result<(), LedgerError> {
        let (plain, rest): (Vec<_>, Vec<_>) = finishes.iter().partition(|finish| finish.held.stands_alone());
        let done = self.finish_plain(&plain).await?;
        let left = plain.into_iter().filter(|finish| !done.contains(&finish.held.id));
        // With keys, parents or a submission meanwhile, there is more to write than the row.
        for finish in left.chain(rest) {
            match self.end(&finish.held, &Ending::Succeeded(finish.result.clone())).await {
                Ok(_) => {}
                Err(LedgerError::Lost) => {
                    tracing::warn!(job.id = %finish.held.id, job.kind = %finish.held.kind, "a job ended after its lease was lost; nothing was written");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn finish_plain(&self, finishes: &[&Finish]) -> Result<HashSet<JobId>, LedgerError> {
        let Some(first) = finishes.first() else { return Ok(HashSet::new()) };
        let mut finishes = finishes.to_vec();
        finishes.sort_unstable_by_key(|finish| finish.held.id);
        let rows = finishes
            .iter()
            .map(|finish| {
                let result = finish.result.as_ref().map(Json::to_string);
                serde_json::json!({"id": json_id(finish.held.id.0), "fence": finish.held.fence, "result": result})
            })
            .collect();
        let connection = self.db.write();
        let sql = format!(
            "UPDATE jobs SET state = '{}', finished_at = $2, result = given.result, error = NULL, progress = 100, \
             cancel_requested = FALSE, lease_until = NULL FROM {} \
             WHERE jobs.id = given.id AND jobs.fence = given.fence AND jobs.worker = $3 AND jobs.{} AND NOT jobs.again \
             RETURNING jobs.id",
            Move::Succeed.to(),
            rows_from(connection, 1, &[Column::Uuid("id"), Column::BigInt("fence"), Column::Text("result")]),
            Move::Succeed.guard_by_id()
        );
        let values = [json_rows(rows), self.clock.micros().into(), first.held.worker.as_str().into()];
        let rows = sea_orm::ConnectionTrait::query_all_raw(connection, statement(connection, sql, values)).await?;
        rows.iter().map(|row| Ok(JobId(row.try_get("", "id")?))).collect()
    }
}
