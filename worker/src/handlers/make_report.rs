//! `make-report`: writes a report's file and owes its mails.
//!
//! Safe to run twice: the same data version gives the same bytes under the same key, and each mail is owed once.

use sellout_files::FileKey;
use sellout_model::ReportStatus;
use sellout_queue::payloads::MakeReport;
use sellout_store::reports::{self, Produced};
use sellout_store::schedules;
use tokio_util::io::ReaderStream;

use crate::engine::{Done, JobContext, Outcome};
use crate::mailing::owe_report_mails;
use crate::normalise::Trouble;
use crate::reporting::{Filters, Wanted, write_report};
use crate::services::Services;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: MakeReport) -> Outcome {
    let Some(org) = context.held().org else { return Ok(Done::Plain(None)) };
    let Some(row) = reports::get(services.db.read(), org, job.report_id).await? else {
        tracing::warn!(report.id = %job.report_id, "the report of a job is gone");
        return Ok(Done::Plain(None));
    };
    reports::set_status(services.db.write(), org, job.report_id, ReportStatus::Processing).await?;
    context.progress("writing", 0, None);
    let written = write_report(&services.db, org, &wanted(&row)?).await?;
    let key = FileKey::report(org, job.report_id);
    let body = ReaderStream::new(tokio::fs::File::from_std(written.file));
    let stored = services.files.put_stream(key, body, u64::MAX).await.map_err(Trouble::from)?;
    let produced = Produced {
        data_version: written.report.data_version,
        storage_key: key.to_string(),
        sha256: stored.sha256,
        size_bytes: stored.size_bytes as i64,
    };
    let now = services.clock.now();
    let tx = services.db.begin().await?;
    reports::completed(&tx, org, job.report_id, &produced, now).await?;
    if let Some(schedule) = row.schedule_id {
        schedules::set_last(&tx, org, schedule.into(), now, ReportStatus::Completed).await?;
    }
    for submitted in owe_report_mails(&services, context.ledger_clock(), &tx, org, &row).await? {
        context.ring_after(submitted);
    }
    context.commit_with(tx, Some(serde_json::json!({ "report": job.report_id, "sha256": produced.sha256 }))).await
}

/// What a report's row asks for.
pub(crate) fn wanted(row: &reports::Model) -> Result<Wanted, Trouble> {
    let filters: Filters = serde_json::from_value(row.filters()?)
        .map_err(|e| Trouble::failed("bad_filters", format!("the report's filters cannot be read: {e}")))?;
    Ok(Wanted { kind: row.kind()?, period: row.period()?, filters, format: row.format()?, version: None })
}
