//! `restate-rates`: converts again after rates came in.
//!
//! Safe to run twice: amounts that are right already are left alone.

use sellout_queue::payloads::RestateRates;
use sellout_store::load::restate;
use sellout_store::rates::RateTable;
use sellout_store::upload_lists;
use serde_json::json;

use crate::engine::{Done, JobContext, Outcome};
use crate::services::Services;

/// How many of the uploads with new amounts are named.
const NAMED: usize = 100;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: RestateRates) -> Outcome {
    context.progress("converting", 0, None);
    let rates = RateTable::load(services.db.read(), job.org_id).await?;
    let restated = restate(&services.db, job.org_id, &rates, services.clock.now()).await?;
    let some = restated.uploads.iter().take(NAMED).copied();
    let named = upload_lists::filenames(services.db.read(), job.org_id, some).await?;
    let named: Vec<_> = named.into_iter().map(|(id, name)| json!({ "id": id.0, "filename": name })).collect();
    let result = json!({
        "statements": restated.statements,
        "data_version": restated.version,
        "upload_count": restated.uploads.len(),
        "uploads": named,
    });
    Ok(Done::Plain(Some(result)))
}
