//! `tell-report-ended`: owes the mail about a report whose job ended without success.
//!
//! Safe to run twice: the mail is owed in the transaction that ends the job, and each outcome of a report is owed once.

use sellout_model::ReportStatus;
use sellout_queue::payloads::TellReportEnded;
use sellout_store::reports;

use crate::engine::{Done, JobContext, Outcome};
use crate::mailing::owe_report_failure;
use crate::services::Services;

/// Runs the job. A report that was started anew meanwhile has another outcome, which is told by itself.
pub async fn run(services: Services, context: JobContext, job: TellReportEnded) -> Outcome {
    let Some(org) = context.held().org else { return Ok(Done::Plain(None)) };
    let Some(report) = reports::get(services.db.read(), org, job.report_id).await? else {
        tracing::warn!(report.id = %job.report_id, "the report of a job is gone");
        return Ok(Done::Plain(None));
    };
    if report.status()? != ReportStatus::Failed {
        return Ok(Done::Plain(None));
    }
    let tx = services.db.begin().await?;
    if let Some(submitted) = owe_report_failure(&services, context.ledger_clock(), &tx, org, &report).await? {
        context.ring_after(submitted);
    }
    context.commit_with(tx, None).await
}
