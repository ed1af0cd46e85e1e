//! `restate-list-prices`: values sales by list price anew.
//!
//! Safe to run twice: amounts that are right already are left alone.

use sellout_queue::payloads::RestateListPrices;
use sellout_store::load::restate_by_list_prices;

use crate::engine::{Done, JobContext, Outcome};
use crate::services::Services;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: RestateListPrices) -> Outcome {
    context.progress("pricing", 0, None);
    let restated = restate_by_list_prices(&services.db, job.org_id, services.clock.now()).await?;
    let result = serde_json::json!({ "statements": restated.statements, "data_version": restated.version });
    Ok(Done::Plain(Some(result)))
}
