//! `fire-schedule`: makes the report of one firing of a schedule.
//!
//! Safe to run twice: the report and its job are written in the transaction that ends this job.

use chrono_tz::Tz;
use sellout_model::ReportRange;
use sellout_queue::payloads::{FireSchedule, MakeReport};
use sellout_queue::{JobError, SubmitOptions};
use sellout_store::reports::{self, NewReport};
use sellout_store::schedules;

use crate::engine::{Done, JobContext, Outcome};
use crate::services::Services;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: FireSchedule) -> Outcome {
    let Some(org) = context.held().org else { return Ok(Done::Plain(None)) };
    let Some(schedule) = schedules::get(services.db.read(), org, job.schedule_id).await? else {
        tracing::warn!(schedule.id = %job.schedule_id, "the schedule of a firing is gone");
        return Ok(Done::Plain(None));
    };
    let zone: Tz =
        schedule.timezone.parse().map_err(|_| JobError::fail(format!("{} is no time zone", schedule.timezone)))?;
    let today = job.fire_at.with_timezone(&zone).date_naive();
    let range: ReportRange =
        schedule.range.parse().map_err(|e| JobError::fail(format!("{e}; correct the schedule")))?;
    let period = range.days(today);
    let new = NewReport {
        kind: schedule.kind()?,
        format: schedule.format()?,
        period,
        filters: schedule.filters()?,
        recipients: schedule.recipients()?,
        schedule: Some(job.schedule_id),
        title: Some(schedule.name.clone()),
        created_by: schedule.created_by.map(Into::into),
        job: None,
    };
    let tx = services.db.begin().await?;
    let report = reports::create(&tx, org, &new, services.clock.now()).await?;
    let next = context.submit(&tx, &MakeReport { report_id: report.report() }, SubmitOptions::of(org)).await?;
    reports::set_job(&tx, org, report.report(), next.id).await?;
    context.commit_with(tx, Some(serde_json::json!({ "report": report.id }))).await
}
