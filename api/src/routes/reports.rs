//! `/reports`: asking for one, following it, fetching its file, also by a signed link.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use sellout_model::{Period, ReportFormat, ReportId, ReportKind, ReportStatus};
use sellout_queue::payloads::MakeReport;
use sellout_queue::{SubmitOptions, submit};
use sellout_store::reports::{self, NewReport};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audited::note;
use crate::auth::LINK_FROM_API;
use crate::downloads::{Download, send_kept};
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Params, Valid, parse_or};
use crate::problem::{Answer, Kind, Problem, ProblemBody};
use crate::scope::{Filters, between};
use crate::state::{App, AppState};

/// A report to make.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// `sales_summary` or `transactions`.
    #[garde(skip)]
    #[schema(value_type = String, example = "sales_summary")]
    pub(crate) kind: ReportKind,
    /// First day; a month means its first.
    #[garde(length(max = 40))]
    #[schema(example = "2025-01")]
    pub(crate) from: String,
    /// Last day; a month means its last.
    #[garde(length(max = 40))]
    #[schema(example = "2025-03")]
    pub(crate) to: String,
    /// `pdf`, `xlsx`, `csv` or `csv_zip`.
    #[garde(skip)]
    #[schema(value_type = String, example = "pdf")]
    pub(crate) format: ReportFormat,
    /// Only a part of the sales.
    #[garde(skip)]
    #[serde(default)]
    pub(crate) filters: Filters,
    /// Whom it is mailed to.
    #[garde(length(max = 100), inner(email))]
    #[serde(default)]
    pub(crate) recipients: Vec<String>,
}

/// A report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReportView {
    pub(crate) id: Uuid,
    /// `sales_summary` or `transactions`.
    pub(crate) kind: String,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    /// `pdf`, `xlsx`, `csv` or `csv_zip`.
    pub(crate) format: String,
    /// `pending`, `processing`, `completed` or `failed`.
    pub(crate) status: String,
    /// The state of the figures that it tells.
    pub(crate) data_version: Option<i64>,
    pub(crate) sha256: Option<String>,
    pub(crate) size_bytes: Option<i64>,
    /// Why it could not be written.
    pub(crate) error: Option<String>,
    /// Opens the file without a sign-in, for 24 hours.
    pub(crate) file_url: Option<String>,
    pub(crate) job_id: Option<Uuid>,
    pub(crate) schedule_id: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
}

/// A report that was asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct Asked {
    id: Uuid,
    job_id: Uuid,
    /// What to poll.
    status_url: String,
}

impl ReportView {
    fn of(app: &App, row: reports::Model) -> Self {
        let done = row.status == ReportStatus::Completed.as_str();
        let file_url = done.then(|| {
            let token = app.keys.link_token(row.report(), app.clock.now() + LINK_FROM_API);
            let base = app.settings.public_url.as_deref().unwrap_or_default();
            format!("{base}/api/v1/reports/{}/file?token={token}", row.id)
        });
        Self {
            id: row.id,
            kind: row.kind,
            from: row.period_from,
            to: row.period_to,
            format: row.format,
            status: row.status,
            data_version: row.data_version,
            sha256: row.sha256,
            size_bytes: row.size_bytes,
            error: row.error,
            file_url,
            job_id: row.job_id,
            schedule_id: row.schedule_id,
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

/// The reports, newest first.
#[utoipa::path(get, path = "/reports", tag = "reports", params(PagingQuery), responses((status = 200, body = Page<ReportView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
) -> Answer<Json<Page<ReportView>>> {
    listed(&app, &caller, paging).await.map(Json)
}

/// One page of reports.
pub(crate) async fn listed(app: &App, caller: &Caller, paging: Paging) -> Answer<Page<ReportView>> {
    let page = paging.sorted("-created_at")?;
    let listed = reports::list(app.db.read(), caller.org, &reports::Filter::default(), page).await?;
    Ok(Page::of(listed, page, |row| ReportView::of(app, row)))
}

/// Ask for a report.
#[utoipa::path(post, path = "/reports", tag = "reports", request_body = Wanted,
    responses((status = 202, body = Asked), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(wanted): Valid<Wanted>,
) -> Answer<Response> {
    let (id, job) = ask(&app, &caller, wanted).await?;
    let status_url = format!("/api/v1/reports/{id}");
    let location = HeaderValue::from_str(&status_url).map_err(Problem::internal)?;
    let mut response = (StatusCode::ACCEPTED, Json(Asked { id, job_id: job, status_url })).into_response();
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// Writes a report's row and its job; gives both ids.
pub(crate) async fn ask(app: &App, caller: &Caller, wanted: Wanted) -> Answer<(Uuid, Uuid)> {
    let from: Option<Period> = parse_or("from", Some(&wanted.from))?;
    let to: Option<Period> = parse_or("to", Some(&wanted.to))?;
    let period = match (from, to) {
        (Some(from), Some(to)) => between(from, to)?,
        (None, _) => return Err(Problem::invalid("from", "say the first day, such as 2025-01")),
        (_, None) => return Err(Problem::invalid("to", "say the last day, such as 2025-03")),
    };
    let filters = wanted.filters.checked()?;
    let new = NewReport {
        kind: wanted.kind,
        format: wanted.format,
        period,
        filters: serde_json::to_value(&filters).map_err(Problem::internal)?,
        recipients: wanted.recipients,
        schedule: None,
        title: None,
        created_by: Some(caller.user),
        job: None,
    };
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let report = reports::create(&tx, caller.org, &new, now).await?;
    let job = MakeReport { report_id: report.report() };
    let submitted = submit(&tx, app.ledger.clock(), &job, SubmitOptions::of(caller.org)).await?;
    reports::set_job(&tx, caller.org, report.report(), submitted.id).await?;
    note(&tx, caller, "report.ask", report.id, now).await?;
    tx.commit().await?;
    app.ledger.ring(&[submitted]).await;
    Ok((report.id, submitted.id.0))
}

/// One report.
#[utoipa::path(get, path = "/reports/{id}", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReportView), (status = 404, body = ProblemBody)))]
pub(crate) async fn show(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<Json<ReportView>> {
    let row = reports::get(app.db.read(), caller.org, ReportId(id)).await?;
    Ok(Json(ReportView::of(&app, row.ok_or_else(|| Problem::not_found("report"))?)))
}

/// A signed link.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Link {
    /// From `file_url` or a mail, instead of a sign-in.
    token: Option<String>,
}

/// The report's file.
#[utoipa::path(get, path = "/reports/{id}/file", tag = "reports", params(("id" = Uuid, Path), Link),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn file(
    State(app): State<AppState>,
    Id(id): Id,
    Params(link): Params<Link>,
    mut parts: Parts,
) -> Answer<Response> {
    let row = match link.token {
        Some(token) if app.keys.link_opens(&token, ReportId(id), app.clock.now()) => {
            reports::by_signed_link(app.db.read(), ReportId(id)).await?
        }
        Some(_) => return Err(Problem::new(Kind::BadLink, "the link is over or was changed; ask for a new one")),
        None => {
            let caller = Caller::find(&mut parts, &app).await?;
            let caller = caller.ok_or_else(|| Problem::of_status(StatusCode::UNAUTHORIZED))?;
            reports::get(app.db.read(), caller.org, ReportId(id)).await?
        }
    };
    let row = row.ok_or_else(|| Problem::not_found("report"))?;
    let Some(key) = row.storage_key.clone() else {
        return Err(Problem::conflict(format!("the report is {} and has no file yet; ask again later", row.status)));
    };
    let key = key.parse().map_err(Problem::internal)?;
    let (format, kind, period) = (row.format()?, row.kind()?, row.period()?);
    let stem = format!("{}-{}", kind.as_str().replace('_', "-"), period.to_string().replace("..", "-to-"));
    let filename = format!("{stem}.{}", sellout_report::extension(format));
    send_kept(&app, key, &Download { filename: &filename, content_type: sellout_report::content_type(format) }).await
}
