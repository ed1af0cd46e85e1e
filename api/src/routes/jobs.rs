//! `/jobs`: what the program does in the background. Streams of one job's progress are in `job_events`, many jobs at
//! once in `jobs_at_once`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use sellout_model::{JobId, JobState, OrgId};
use sellout_queue::Queue;
use sellout_queue::ledger::{AttemptView, JobFilter, JobView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::{Admin, Caller, Id, Page, Paging, PagingQuery, Params, parse_or};
use crate::problem::{Answer, ProblemBody};
use crate::state::{App, AppState};

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct JobInfo {
    pub(crate) id: Uuid,
    /// Such as `process-upload`.
    pub(crate) kind: String,
    pub(crate) queue: String,
    /// `scheduled`, `queued`, `running`, `retrying`, `succeeded`, `failed` or `cancelled`.
    #[schema(value_type = String)]
    pub(crate) state: JobState,
    /// 0 to 3.
    pub(crate) priority: i32,
    pub(crate) attempt: i32,
    pub(crate) max_attempts: i32,
    /// How often its process died.
    pub(crate) crashes: i32,
    /// What it is doing.
    pub(crate) phase: Option<String>,
    /// 0 to 100.
    pub(crate) progress: i32,
    /// What it has to show.
    pub(crate) result: Option<serde_json::Value>,
    /// Why it failed.
    pub(crate) error: Option<String>,
    pub(crate) upload_id: Option<Uuid>,
    /// The job that waits for it.
    pub(crate) parent_id: Option<Uuid>,
    /// Children that it waits for.
    pub(crate) pending_children: i32,
    /// When it is due; null: when its children have ended.
    pub(crate) run_at: Option<DateTime<Utc>>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) started_at: Option<DateTime<Utc>>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
}

impl From<JobView> for JobInfo {
    fn from(job: JobView) -> Self {
        Self {
            id: job.id.0,
            kind: job.kind,
            queue: job.queue,
            state: job.state,
            priority: job.priority,
            attempt: job.attempt,
            max_attempts: job.max_attempts,
            crashes: job.crashes,
            phase: job.phase,
            progress: job.progress,
            result: job.result,
            error: job.error,
            upload_id: job.upload_id.map(Uuid::from),
            parent_id: job.parent_id.map(Uuid::from),
            pending_children: job.pending_children,
            run_at: job.run_at,
            created_at: job.created_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
        }
    }
}

/// One attempt of a job.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct AttemptInfo {
    /// Its number, from 1; an attempt that was not spent shares its number with the next.
    pub(crate) attempt: i32,
    /// Who ran it.
    pub(crate) worker: Option<String>,
    pub(crate) started_at: Option<DateTime<Utc>>,
    /// Null: it runs.
    pub(crate) ended_at: Option<DateTime<Utc>>,
    /// `running`, `succeeded`, `failed`, `cancelled`, `snoozed`, `awaits_children`, `released` (its worker stopped) or
    /// `crashed` (its worker died).
    pub(crate) outcome: String,
    /// Why, if not well.
    pub(crate) error: Option<String>,
}

impl From<AttemptView> for AttemptInfo {
    fn from(attempt: AttemptView) -> Self {
        let AttemptView { attempt, worker, started_at, ended_at, outcome, error } = attempt;
        Self { attempt, worker, started_at, ended_at, outcome, error }
    }
}

/// A job with its history and its children.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct JobDetail {
    #[serde(flatten)]
    pub(crate) job: JobInfo,
    /// Every attempt, earliest first.
    pub(crate) attempts: Vec<AttemptInfo>,
    /// How many children stand in which state; empty if it has none. `GET /jobs?parent=` lists them.
    pub(crate) children: BTreeMap<String, i64>,
}

/// Which jobs.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichJobs {
    /// In this state.
    pub(crate) state: Option<String>,
    /// In this queue.
    pub(crate) queue: Option<String>,
    /// Of this kind.
    pub(crate) kind: Option<String>,
    /// For this upload.
    pub(crate) upload: Option<Uuid>,
    /// Children of this job.
    pub(crate) parent: Option<Uuid>,
}

impl WhichJobs {
    /// The filter, within the caller's organisation.
    pub(crate) fn filter(&self, org: OrgId) -> Answer<JobFilter> {
        Ok(JobFilter {
            org: Some(org),
            state: parse_or("state", self.state.as_deref())?,
            queue: parse_or::<Queue>("queue", self.queue.as_deref())?,
            kind: self.kind.clone().filter(|kind| !kind.is_empty()),
            upload: self.upload.map(Into::into),
            parent: self.parent.map(JobId),
            ..JobFilter::default()
        })
    }
}

/// The jobs of the organisation, newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", params(PagingQuery, WhichJobs),
    responses((status = 200, body = Page<JobInfo>), (status = 422, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(which): Params<WhichJobs>,
) -> Answer<Json<Page<JobInfo>>> {
    listed(&app, &caller, &which, paging).await.map(Json)
}

/// One page of jobs.
pub(crate) async fn listed(app: &App, caller: &Caller, which: &WhichJobs, paging: Paging) -> Answer<Page<JobInfo>> {
    let page = paging.sorted("-created_at")?;
    let filter = which.filter(caller.org)?;
    let found = app.ledger.jobs(&filter, page.page, page.per_page).await?;
    let items = found.items.into_iter().map(JobInfo::from).collect();
    Ok(Page { items, page: page.page, per_page: page.per_page, total: found.total })
}

/// One job, with its attempts and how its children stand.
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", params(("id" = Uuid, Path)),
    responses((status = 200, body = JobDetail), (status = 404, body = ProblemBody)))]
pub(crate) async fn show(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<Json<JobDetail>> {
    detail(&app, &caller, JobId(id)).await.map(Json)
}

/// A job as [`show`] answers it.
pub(crate) async fn detail(app: &App, caller: &Caller, id: JobId) -> Answer<JobDetail> {
    let job = app.ledger.job(Some(caller.org), id).await?.into();
    let attempts = app.ledger.attempts(id).await?.into_iter().map(AttemptInfo::from).collect();
    Ok(JobDetail { job, attempts, children: app.ledger.children(id).await? })
}

/// Delete a job that has ended, with its history.
#[utoipa::path(delete, path = "/jobs/{id}", tag = "jobs", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn delete(State(app): State<AppState>, Admin(caller): Admin, Id(id): Id) -> Answer<StatusCode> {
    app.ledger.delete(Some(caller.org), JobId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Call a job off. One that runs is stopped in a moment.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", params(("id" = Uuid, Path)),
    responses((status = 202, body = JobInfo), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn cancel(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
) -> Answer<(StatusCode, Json<JobInfo>)> {
    let reason = format!("cancelled by {}", caller.email);
    app.ledger.cancel(Some(caller.org), JobId(id), &reason).await?;
    let job = app.ledger.job(Some(caller.org), JobId(id)).await?;
    Ok((StatusCode::ACCEPTED, Json(job.into())))
}

/// Run a failed or cancelled job again.
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "jobs", params(("id" = Uuid, Path)),
    responses((status = 202, body = JobInfo), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn retry(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
) -> Answer<(StatusCode, Json<JobInfo>)> {
    app.ledger.retry(Some(caller.org), JobId(id)).await?;
    let job = app.ledger.job(Some(caller.org), JobId(id)).await?;
    Ok((StatusCode::ACCEPTED, Json(job.into())))
}
