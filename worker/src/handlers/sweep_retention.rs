//! `sweep-retention`: deletes what is kept no longer.
//!
//! Safe to run twice: it deletes what is old at the time.

use std::time::Duration;

use sellout_queue::payloads::SweepRetention;
use sellout_store::{format_tests, idempotency_keys, sessions};

use crate::engine::{Done, JobContext, Outcome};
use crate::normalise::Trouble;
use crate::services::Services;

/// How long a temporary object of a broken upload is left alone.
const LEFTOVERS: Duration = Duration::from_hours(24);

/// How long it can be seen what a description of a format made of earlier files.
const FORMAT_TESTS: Duration = Duration::from_hours(7 * 24);

/// Runs the job.
pub async fn run(services: Services, context: JobContext, _job: SweepRetention) -> Outcome {
    let now = services.clock.now();
    let removed = context.ledger().remove_old(services.keep).await?;
    let keys = context.ledger().tidy_keys(Duration::from_hours(1)).await?;
    sessions::delete_ended(services.db.write(), now).await?;
    idempotency_keys::delete_expired(services.db.write(), now).await?;
    format_tests::delete_older(services.db.write(), now - FORMAT_TESTS).await?;
    let files = services.files.remove_leftovers((now - LEFTOVERS).into()).await.map_err(Trouble::from)?;
    let result = serde_json::json!({ "jobs": removed.jobs, "keys": keys, "files": files });
    Ok(Done::Plain(Some(result)))
}
