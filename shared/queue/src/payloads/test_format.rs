//! The payload of `test-format`.

use std::time::Duration;

use sea_orm::DatabaseTransaction;
use sellout_model::FormatTestId;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::sql::{Column, json_id, json_rows, rows_from, write};
use crate::{EndedJob, HookFuture, Job, Queue, RetriedJob};

/// Reads earlier files by a description of a format that is not saved yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestFormat {
    /// Which description.
    pub test_id: FormatTestId,
}

impl Job for TestFormat {
    const KIND: &'static str = "test-format";
    /// Beside the files that come in: somebody waits for the answer, and nothing is loaded.
    const QUEUE: Queue = Queue::Housekeeping;
    const MAX_ATTEMPTS: i32 = 3;
    const TIMEOUT: Duration = Duration::from_mins(20);

    fn unique_key(&self) -> Option<String> {
        Some(self.test_id.to_string())
    }

    fn on_end<'a>(tx: &'a DatabaseTransaction, ended: &'a [EndedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            let Some(first) = ended.first() else { return Ok(()) };
            let row = |job: &EndedJob| Some(json!({"id": json_id(job.parse::<Self>()?.test_id.0), "error": job.error}));
            let sql = format!(
                "UPDATE format_tests SET error = given.error, finished_at = $2 \
                 FROM {} WHERE format_tests.id = given.id",
                rows_from(tx, 1, &[Column::Uuid("id"), Column::Text("error")])
            );
            write(tx, sql, [json_rows(ended.iter().filter_map(row).collect()), first.at.into()]).await.map(|_| ())
        })
    }

    fn on_retry<'a>(tx: &'a DatabaseTransaction, retried: &'a [RetriedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            let row = |job: &RetriedJob| Some(json!({"id": json_id(job.parse::<Self>()?.test_id.0)}));
            let sql = format!(
                "UPDATE format_tests SET error = NULL, finished_at = NULL WHERE id IN (SELECT given.id FROM {})",
                rows_from(tx, 1, &[Column::Uuid("id")])
            );
            write(tx, sql, [json_rows(retried.iter().filter_map(row).collect())]).await.map(|_| ())
        })
    }
}
