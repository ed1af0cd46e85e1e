//! Owing a mail: its row and its job, in the transaction of what it tells about.

use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use sellout_mail::{check_address, message_id};
use sellout_model::{EmailId, EmailKind, OrgId, UploadId, UploadStatus};
use sellout_queue::payloads::SendMail;
use sellout_queue::{LedgerClock, SubmitOptions, Submitted, submit};
use sellout_store::email_log::{self, NewEmail};
use sellout_store::{reports, uploads, users, vendors};
use uuid::Uuid;

use super::row_errors::Attached;
use super::{report_words, upload_words};
use crate::normalise::Trouble;
use crate::services::Services;

/// Owes the mails about an upload to its sender and to its vendor's list; rings are for after the commit.
pub async fn owe_upload_mails(
    services: &Services,
    clock: &LedgerClock,
    tx: &DatabaseTransaction,
    org: OrgId,
    id: UploadId,
) -> Result<Vec<Submitted>, Trouble> {
    let Some(upload) = uploads::get(tx, org, id).await? else { return Ok(Vec::new()) };
    let recipients = recipients(tx, org, &upload).await?;
    if recipients.is_empty() {
        return Ok(Vec::new());
    }
    // Only the subject is needed before the mail is built, and it names no error.
    let composed = upload_words::compose(services, tx, org, &upload, Attached::default()).await?;
    let Some(composed) = composed else { return Ok(Vec::new()) };
    let kind = match upload.status()? {
        UploadStatus::Failed => EmailKind::UploadFailure,
        UploadStatus::NeedsFormat | UploadStatus::NeedsPeriod | UploadStatus::NeedsMode => EmailKind::UploadQuestion,
        _ => EmailKind::UploadSuccess,
    };
    let outcome = outcome(upload.job_id, upload.finished_at);
    let mut submitted = Vec::new();
    for recipient in recipients {
        let new = NewEmail {
            kind,
            once: format!("upload:{id}:{outcome}:{kind}:{recipient}"),
            upload: Some(id),
            report: None,
            schedule: None,
            recipient,
            subject: composed.words.subject.clone(),
            message_id: String::new(),
            job: None,
        };
        submitted.extend(owe(services, clock, tx, org, new).await?);
    }
    Ok(submitted)
}

/// What tells one outcome of an upload or report from its others: a job that is started anew ends more than once.
fn outcome(job: Option<Uuid>, finished_at: Option<DateTime<Utc>>) -> String {
    let job = job.map(|job| job.to_string()).unwrap_or_default();
    format!("{job}:{}", finished_at.map(|at| at.timestamp_micros()).unwrap_or_default())
}

/// Owes the mails of a report to those who are to get it.
pub async fn owe_report_mails(
    services: &Services,
    clock: &LedgerClock,
    tx: &DatabaseTransaction,
    org: OrgId,
    report: &reports::Model,
) -> Result<Vec<Submitted>, Trouble> {
    let recipients = report.recipients()?;
    if recipients.is_empty() {
        return Ok(Vec::new());
    }
    let subject = report_words::subject(tx, org, report).await?;
    let mut submitted = Vec::new();
    for recipient in recipients {
        let kind = if report.schedule_id.is_some() { EmailKind::ScheduledReport } else { EmailKind::Report };
        let new = NewEmail {
            kind,
            once: format!("report:{}:{recipient}", report.id),
            upload: None,
            report: Some(report.report()),
            schedule: report.schedule_id.map(Into::into),
            recipient,
            subject: subject.clone(),
            message_id: String::new(),
            job: None,
        };
        submitted.extend(owe(services, clock, tx, org, new).await?);
    }
    Ok(submitted)
}

/// Owes the mail about a report that was not made to the person who asked for it; nobody, if they are gone.
pub async fn owe_report_failure(
    services: &Services,
    clock: &LedgerClock,
    tx: &DatabaseTransaction,
    org: OrgId,
    report: &reports::Model,
) -> Result<Option<Submitted>, Trouble> {
    let Some(asked_by) = report.created_by else { return Ok(None) };
    let Some(person) = users::get(tx, org, asked_by.into()).await?.filter(|person| person.active) else {
        return Ok(None);
    };
    let composed = report_words::compose_failure(services, tx, org, report).await?;
    let Some(composed) = composed else { return Ok(None) };
    let kind = EmailKind::ReportFailure;
    let outcome = outcome(report.job_id, report.finished_at);
    let new = NewEmail {
        kind,
        once: format!("report:{}:{outcome}:{kind}:{}", report.id, person.email),
        upload: None,
        report: Some(report.report()),
        schedule: report.schedule_id.map(Into::into),
        recipient: person.email,
        subject: composed.words.subject,
        message_id: String::new(),
        job: None,
    };
    owe(services, clock, tx, org, new).await
}

async fn owe(
    services: &Services,
    clock: &LedgerClock,
    tx: &DatabaseTransaction,
    org: OrgId,
    mut new: NewEmail,
) -> Result<Option<Submitted>, Trouble> {
    let now = services.clock.now();
    let named = EmailId(sellout_store::new_id(now));
    new.message_id = message_id(named, &services.mail.from).map_err(|e| Trouble::Passing(e.to_string()))?;
    let Some(email) = email_log::create(tx, org, &new, now).await? else { return Ok(None) };
    let payload = SendMail { email_id: email.email() };
    let submitted = submit(tx, clock, &payload, SubmitOptions::of(org)).await;
    let submitted = submitted.map_err(|e| Trouble::Passing(e.to_string()))?;
    email_log::set_job(tx, org, email.email(), submitted.id).await?;
    Ok(Some(submitted))
}

/// The uploader and the vendor's list; addresses that are none are left out and said in the log.
async fn recipients(tx: &DatabaseTransaction, org: OrgId, upload: &uploads::Model) -> Result<Vec<String>, Trouble> {
    let Some(notify) = &upload.notify else { return Ok(Vec::new()) };
    let mut all: Vec<String> = serde_json::from_str(notify).unwrap_or_default();
    if all.is_empty() {
        return Ok(all);
    }
    // Before a file was recognised, its vendor is the one that its sender named.
    if let Some(code) = upload.vendor.as_ref().or(upload.vendor_given.as_ref())
        && let Some(vendor) = vendors::get(tx, org, code).await?
    {
        all.extend(vendor.recipients()?);
    }
    let mut good: Vec<String> = Vec::new();
    for address in all {
        match check_address(&address) {
            Ok(address) if !good.contains(&address) => good.push(address),
            Ok(_) => {}
            Err(_) => {
                tracing::warn!(upload.id = %upload.id, "an upload's recipient is no mail address and is left out");
            }
        }
    }
    Ok(good)
}
