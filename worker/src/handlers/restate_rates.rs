//! `restate-rates`: converts again after rates came in.
//!
//! Safe to run twice: amounts that are right already are left alone.

use sellout_queue::payloads::RestateRates;
use sellout_store::load::restate;
use sellout_store::rates::RateTable;

use crate::engine::{Done, JobContext, Outcome};
use crate::services::Services;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: RestateRates) -> Outcome {
    context.progress("converting", 0, None);
    let rates = RateTable::load(services.db.read(), job.org_id).await?;
    let restated = restate(&services.db, job.org_id, &rates, services.clock.now()).await?;
    let result = serde_json::json!({ "statements": restated.statements, "data_version": restated.version });
    Ok(Done::Plain(Some(result)))
}
