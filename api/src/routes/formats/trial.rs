//! Trying a description on the files that came in before, without saving it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use sellout_ingest::Format;
use sellout_model::FormatTestId;
use sellout_queue::payloads::TestFormat;
use sellout_queue::{SubmitOptions, submit};
use sellout_store::format_tests::{self, Found};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{read_as, source_in};
use crate::extract::Caller;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// A trial that begins.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialStarted {
    pub(crate) id: Uuid,
    job_id: Uuid,
    /// What to poll.
    status_url: String,
}

/// What a description makes of earlier files.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialView {
    pub(crate) id: Uuid,
    pub(crate) code: String,
    /// `pending`, `completed` or `failed`.
    pub(crate) status: &'static str,
    /// The description that was tried.
    pub(crate) source: String,
    /// `{same, different, newly_read, not_tried, files:[{upload_id, filename, created_at, not_tried?, comparison:{same, before,
    /// after, differences}}]}`, once it is completed; `before` and `after` count rows, units, amounts and errors.
    #[schema(value_type = Option<Object>)]
    pub(crate) result: Option<Found>,
    /// Why nothing could be found out.
    pub(crate) error: Option<String>,
    pub(crate) job_id: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
}

impl TrialView {
    fn of(row: format_tests::Model) -> Answer<Self> {
        let result = row.found()?;
        let status = match (&result, &row.error) {
            (Some(_), _) => "completed",
            (None, Some(_)) => "failed",
            (None, None) => "pending",
        };
        let format_tests::Model { id, code, source, error, job_id, created_at, finished_at, .. } = row;
        Ok(Self { id, code, status, source, result, error, job_id, created_at, finished_at })
    }
}

/// Try a description before saving it: the newest files of the format (up to 12) are read by the format in force and
/// by this description, and what differs is told; so are files that wait for a format and would be of this one. Nothing is
/// loaded.
#[utoipa::path(post, path = "/formats/{code}/test", tag = "formats", params(("code" = String, Path)),
    request_body(content = String, content_type = "application/toml"),
    responses((status = 202, body = TrialStarted), (status = 422, body = ProblemBody)))]
pub(crate) async fn test(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Answer<Response> {
    let format = read_as(&code, &source_in(&headers, body)?)?;
    let started = start(&app, &caller, &format).await?;
    let location = HeaderValue::from_str(&started.status_url).map_err(Problem::internal)?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(started)).into_response())
}

/// Has a description tried.
pub(crate) async fn start(app: &App, caller: &Caller, format: &Format) -> Answer<TrialStarted> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let said = (format.code.as_str(), format.source());
    let row = format_tests::create(&tx, caller.org, said, Some(caller.user), now).await?;
    let job = TestFormat { test_id: row.test() };
    let submitted = submit(&tx, app.ledger.clock(), &job, SubmitOptions::of(caller.org)).await?;
    format_tests::set_job(&tx, caller.org, row.test(), submitted.id).await?;
    tx.commit().await?;
    app.ledger.ring(&[submitted]).await;
    let status_url = format!("/api/v1/formats/{}/tests/{}", format.code, row.id);
    Ok(TrialStarted { id: row.id, job_id: submitted.id.0, status_url })
}

/// What a description makes of earlier files; kept for a week.
#[utoipa::path(get, path = "/formats/{code}/tests/{id}", tag = "formats",
    params(("code" = String, Path), ("id" = Uuid, Path)),
    responses((status = 200, body = TrialView), (status = 404, body = ProblemBody)))]
pub(crate) async fn shown(
    State(app): State<AppState>,
    caller: Caller,
    Path((code, id)): Path<(String, Uuid)>,
) -> Answer<Json<TrialView>> {
    tried(&app, &caller, &code, id).await.map(Json)
}

/// One trial of a format.
pub(crate) async fn tried(app: &App, caller: &Caller, code: &str, id: Uuid) -> Answer<TrialView> {
    let row = format_tests::get(app.db.read(), caller.org, FormatTestId(id)).await?;
    let row = row.filter(|row| row.code == code).ok_or_else(|| Problem::not_found("test of this format"))?;
    TrialView::of(row)
}
