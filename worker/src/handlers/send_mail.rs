//! `send-mail`: hands one mail for one recipient to the mail server.
//!
//! Safe to run twice: a mail that was sent is left alone; one whose answer was lost leaves again with the same bytes
//! and Message-ID, so that its reader sees it once.

use sellout_mail::Outgoing;
use sellout_model::{EmailStatus, OrgId};
use sellout_queue::JobError;
use sellout_queue::payloads::SendMail;
use sellout_store::email_log;

use crate::engine::{Done, JobContext, Outcome};
use crate::mailing::build;
use crate::services::Services;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: SendMail) -> Outcome {
    let Some(org) = context.held().org else { return Ok(Done::Plain(None)) };
    let Some(email) = email_log::get(services.db.read(), org, job.email_id).await? else {
        tracing::warn!(email.id = %job.email_id, "the mail of a job is gone");
        return Ok(Done::Plain(None));
    };
    if email.status()? == EmailStatus::Sent {
        return Ok(Done::Plain(None));
    }
    let built = build(&services, org, &email).await?;
    email_log::attempt(services.db.write(), org, job.email_id).await?;
    let outgoing = Outgoing {
        message_id: email.message_id.clone(),
        from: services.mail.from.clone(),
        to: email.recipient.clone(),
        bytes: built.0,
    };
    match services.transport.send(&outgoing).await {
        Ok(outcome) => {
            let tx = services.db.begin().await?;
            email_log::sent(&tx, org, job.email_id, &outcome.response, services.clock.now()).await?;
            context.commit_with(tx, None).await
        }
        Err(error) if error.is_worth_retrying() => Err(JobError::retry(error)),
        Err(error) => refused(&services, org, &email, error).await,
    }
}

/// The server will never take it: the row says so at once, with the server's words.
async fn refused(services: &Services, org: OrgId, email: &email_log::Model, error: sellout_mail::SendError) -> Outcome {
    let tx = services.db.begin().await?;
    email_log::not_sent(&tx, org, email.email(), EmailStatus::Failed, &error.to_string()).await?;
    tx.commit().await?;
    Err(JobError::fail(error))
}
