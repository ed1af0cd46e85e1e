//! `/emails`: what was mailed to whom, and what became of it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use sellout_model::{EmailId, EmailStatus};
use sellout_queue::payloads::SendMail;
use sellout_queue::{SubmitOptions, submit};
use sellout_store::{email_log, new_id, organisations};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audited::note;
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Params, parse_or};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// A mail to one recipient.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EmailView {
    pub(crate) id: Uuid,
    /// `upload_success`, `upload_question`, `upload_failure`, `report`, `scheduled_report` or `report_failure`.
    pub(crate) kind: String,
    pub(crate) recipient: String,
    pub(crate) subject: String,
    /// `pending`, `sent`, `failed` or `bounced`.
    pub(crate) status: String,
    pub(crate) attempts: i32,
    /// Why it did not leave.
    pub(crate) error: Option<String>,
    /// What the server said when it took the mail.
    pub(crate) response: Option<String>,
    pub(crate) message_id: String,
    pub(crate) attachment_count: i32,
    pub(crate) attachment_bytes: i64,
    pub(crate) upload_id: Option<Uuid>,
    pub(crate) report_id: Option<Uuid>,
    /// The mail that this one repeats.
    pub(crate) resent_from: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) sent_at: Option<DateTime<Utc>>,
}

/// A mail with its message.
#[derive(Serialize, ToSchema)]
pub(crate) struct EmailWithMessage {
    #[serde(flatten)]
    view: EmailView,
    /// The message as it leaves (RFC 5322), once it is built.
    message: Option<String>,
}

impl From<email_log::Model> for EmailView {
    fn from(row: email_log::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            recipient: row.recipient,
            subject: row.subject,
            status: row.status,
            attempts: row.attempts,
            error: row.error,
            response: row.response,
            message_id: row.message_id,
            attachment_count: row.attachment_count,
            attachment_bytes: row.attachment_bytes,
            upload_id: row.upload_id,
            report_id: row.report_id,
            resent_from: row.resent_from,
            created_at: row.created_at,
            sent_at: row.sent_at,
        }
    }
}

/// Which mails.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichEmails {
    pub(crate) kind: Option<String>,
    pub(crate) status: Option<String>,
    /// From this day on, in the organisation's zone.
    pub(crate) from: Option<String>,
    /// To this day.
    pub(crate) to: Option<String>,
}

/// The mails, newest first.
#[utoipa::path(get, path = "/emails", tag = "mails", params(PagingQuery, WhichEmails),
    responses((status = 200, body = Page<EmailView>), (status = 422, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(which): Params<WhichEmails>,
) -> Answer<Json<Page<EmailView>>> {
    listed(&app, &caller, &which, paging).await.map(Json)
}

/// One page of mails.
pub(crate) async fn listed(app: &App, caller: &Caller, which: &WhichEmails, paging: Paging) -> Answer<Page<EmailView>> {
    let page = paging.sorted("-created_at")?;
    let organisation = organisations::get(app.db.read(), caller.org).await?;
    let zone = organisation.ok_or_else(|| Problem::not_found("organisation"))?.zone()?;
    let from: Option<NaiveDate> = parse_or("from", which.from.as_deref())?;
    let to: Option<NaiveDate> = parse_or("to", which.to.as_deref())?;
    let filter = email_log::Filter {
        kind: parse_or("kind", which.kind.as_deref())?,
        status: parse_or("status", which.status.as_deref())?,
        from: from.and_then(|day| beginning(day, zone)),
        before: to.and_then(|day| beginning(day.succ_opt()?, zone)),
        upload: None,
    };
    let listed = email_log::list(app.db.read(), caller.org, &filter, page).await?;
    Ok(Page::of(listed, page, EmailView::from))
}

/// When a day begins in a zone; where the clock skips midnight, at noon less twelve hours.
fn beginning(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN).and_local_timezone(zone).earliest();
    let moment = match midnight {
        Some(moment) => moment,
        None => day.and_hms_opt(12, 0, 0)?.and_local_timezone(zone).earliest()? - chrono::TimeDelta::hours(12),
    };
    Some(moment.to_utc())
}

/// One mail with its message.
#[utoipa::path(get, path = "/emails/{id}", tag = "mails", params(("id" = Uuid, Path)),
    responses((status = 200, body = EmailWithMessage), (status = 404, body = ProblemBody)))]
pub(crate) async fn show(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<Json<EmailWithMessage>> {
    let row = email_log::get(app.db.read(), caller.org, EmailId(id)).await?;
    let row = row.ok_or_else(|| Problem::not_found("mail"))?;
    let message = match &row.storage_key {
        Some(key) => {
            let bytes = app.files.get_bytes(key.parse().map_err(Problem::internal)?).await?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        None => None,
    };
    Ok(Json(EmailWithMessage { view: row.into(), message }))
}

/// Send a mail again: a failed one with its own Message-ID, a sent one as a new mail.
#[utoipa::path(post, path = "/emails/{id}/resend", tag = "mails", params(("id" = Uuid, Path)),
    responses((status = 202, body = EmailView), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn resend(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
) -> Answer<(StatusCode, Json<EmailView>)> {
    Ok((StatusCode::ACCEPTED, Json(resend_email(&app, &caller, id).await?)))
}

/// Sends a mail again.
pub(crate) async fn resend_email(app: &App, caller: &Caller, id: Uuid) -> Answer<EmailView> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = email_log::get(&tx, caller.org, EmailId(id)).await?.ok_or_else(|| Problem::not_found("mail"))?;
    let row = match row.status()? {
        EmailStatus::Pending => return Err(Problem::conflict("the mail has not left yet and is tried by itself")),
        EmailStatus::Failed => {
            // Owed again; what the server said last is shown meanwhile.
            let said = row.error.clone().unwrap_or_default();
            email_log::not_sent(&tx, caller.org, row.email(), EmailStatus::Pending, &said).await?;
            row
        }
        EmailStatus::Sent | EmailStatus::Bounced => {
            let copy = new_id(now);
            let host = row.message_id.rsplit('@').next().unwrap_or("sellout").trim_end_matches('>');
            let message_id = format!("<{copy}@{host}>");
            let copied =
                email_log::resend_copy(&tx, caller.org, row.email(), format!("resend:{copy}"), message_id, now).await?;
            copied.ok_or_else(|| Problem::conflict("the mail is being sent again already"))?
        }
    };
    let submitted =
        submit(&tx, app.ledger.clock(), &SendMail { email_id: row.email() }, SubmitOptions::of(caller.org)).await?;
    email_log::set_job(&tx, caller.org, row.email(), submitted.id).await?;
    note(&tx, caller, "email.resend", id, now).await?;
    let shown = email_log::get(&tx, caller.org, row.email()).await?.ok_or_else(|| Problem::not_found("mail"))?;
    tx.commit().await?;
    app.ledger.ring(&[submitted]).await;
    Ok(shown.into())
}
