//! `merge-places`: brings statements to where the merges of vendors and stores say that they belong.
//!
//! Safe to run twice: it moves what is elsewhere, in the transaction that ends the job, and nothing is the second time.

use sellout_queue::payloads::MergePlaces;
use sellout_store::merges;

use crate::engine::{JobContext, Outcome};
use crate::services::Services;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: MergePlaces) -> Outcome {
    context.progress("merging", 0, None);
    let tx = services.db.begin().await?;
    let moves = merges::settle(&tx, job.org_id, services.clock.now()).await?;
    let result = serde_json::json!({
        "statements": moves.statements, "uploads": moves.uploads.len(), "data_version": moves.version
    });
    context.commit_with(tx, Some(result)).await
}
