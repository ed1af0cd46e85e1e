//! Retrying, cancelling and deleting jobs by filter, for admins: set-wise, and a job that cannot be moved is a line of the
//! answer.

use axum::Json;
use axum::extract::State;
use sellout_queue::ledger::Bulk;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::jobs::WhichJobs;
use crate::extract::{Admin, Params};
use crate::problem::{Answer, ProblemBody};
use crate::state::AppState;

/// What became of the jobs that match.
#[derive(Serialize, ToSchema)]
pub(crate) struct Moved {
    /// How many were retried or cancelled.
    changed: u64,
    /// Running ones that were told to stop; they are cancelled in a moment, if they do not end well first.
    requested: u64,
    /// How many stay as they were.
    refused: u64,
    /// Why, for the first hundred of these.
    lines: Vec<RefusedJob>,
}

/// A job that stays as it was.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefusedJob {
    id: Uuid,
    /// Why, and what could be done.
    error: String,
}

impl From<Bulk> for Moved {
    fn from(bulk: Bulk) -> Self {
        let lines = bulk.lines.into_iter().map(|line| RefusedJob { id: line.id.0, error: line.error }).collect();
        Self { changed: bulk.changed, requested: bulk.requested, refused: bulk.refused, lines }
    }
}

/// What became of the ended jobs that match.
#[derive(Serialize, ToSchema)]
pub(crate) struct Deleted {
    /// How many were deleted.
    deleted: u64,
}

/// Run all failed and cancelled jobs that match the filter again. Without a filter: all of the organisation.
#[utoipa::path(post, path = "/jobs/retry", tag = "jobs", params(WhichJobs),
    responses((status = 200, body = Moved), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn retry(
    State(app): State<AppState>,
    Admin(caller): Admin,
    Params(which): Params<WhichJobs>,
) -> Answer<Json<Moved>> {
    Ok(Json(app.ledger.retry_all(&which.filter(caller.org)?).await?.into()))
}

/// Call off all jobs that match the filter and have not ended. Without a filter: all of the organisation.
#[utoipa::path(post, path = "/jobs/cancel", tag = "jobs", params(WhichJobs),
    responses((status = 200, body = Moved), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn cancel(
    State(app): State<AppState>,
    Admin(caller): Admin,
    Params(which): Params<WhichJobs>,
) -> Answer<Json<Moved>> {
    let reason = format!("cancelled by {}", caller.email);
    Ok(Json(app.ledger.cancel_all(&which.filter(caller.org)?, &reason).await?.into()))
}

/// Delete all jobs that match the filter and have ended, with their history. Without a filter: all of the organisation.
#[utoipa::path(post, path = "/jobs/delete", tag = "jobs", params(WhichJobs),
    responses((status = 200, body = Deleted), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn delete(
    State(app): State<AppState>,
    Admin(caller): Admin,
    Params(which): Params<WhichJobs>,
) -> Answer<Json<Deleted>> {
    let deleted = app.ledger.delete_all(&which.filter(caller.org)?).await?;
    Ok(Json(Deleted { deleted }))
}
