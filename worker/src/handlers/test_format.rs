//! `test-format`: reads earlier files by a description of a format that is not saved yet, and tells what differs.
//!
//! Safe to run twice: it reads files and writes down what it found in the transaction that ends the job.

use sellout_ingest::Format;
use sellout_queue::JobError;
use sellout_queue::payloads::TestFormat;
use sellout_store::format_tests;

use crate::engine::{Done, JobContext, Outcome};
use crate::format_test::try_on_earlier_files;
use crate::services::Services;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: TestFormat) -> Outcome {
    let Some(org) = context.held().org else { return Ok(Done::Plain(None)) };
    let Some(test) = format_tests::get(services.db.read(), org, job.test_id).await? else {
        tracing::warn!(format_test.id = %job.test_id, "the description of a job is gone");
        return Ok(Done::Plain(None));
    };
    let format = Format::from_toml(&test.source).map_err(|error| JobError::fail(error.to_string()))?;
    let go_on = |file: usize, of: usize| {
        context.progress("reading earlier files", file as u64, Some(of as u64));
        context.go_on()
    };
    let found = try_on_earlier_files(&services, org, &format, go_on).await?;
    let tx = services.db.begin().await?;
    format_tests::finish(&tx, org, job.test_id, &found, services.clock.now()).await?;
    let result = serde_json::json!({
        "same": found.same,
        "different": found.different,
        "newly_read": found.newly_read,
        "not_tried": found.not_tried,
    });
    context.commit_with(tx, Some(result)).await
}
