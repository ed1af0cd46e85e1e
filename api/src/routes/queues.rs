//! `/queues`: how much waits where; pausing, resuming and slowing, for admins.

use axum::Json;
use axum::extract::{Path, State};
use garde::Validate;
use sellout_queue::Queue;
use sellout_queue::ledger::{QueueView, Rate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Admin, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::AppState;

/// A queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct QueueInfo {
    name: &'static str,
    /// Nothing is begun from it.
    paused: bool,
    /// Jobs that are due.
    depth: i64,
    /// Jobs that wait for a time or for others.
    scheduled: i64,
    running: i64,
    /// Failed jobs that are kept.
    failed: i64,
    /// How long the oldest due job has waited.
    oldest_age_seconds: Option<i64>,
    /// Jobs a minute it may begin; null is no limit.
    rate_per_minute: Option<i64>,
}

impl From<QueueView> for QueueInfo {
    fn from(queue: QueueView) -> Self {
        let QueueView { name, paused, depth, scheduled, running, failed, oldest_age_seconds, rate_per_minute, .. } =
            queue;
        Self { name, paused, depth, scheduled, running, failed, oldest_age_seconds, rate_per_minute }
    }
}

/// All queues.
#[derive(Serialize, ToSchema)]
pub(crate) struct Queues {
    items: Vec<QueueInfo>,
}

/// Every queue, with what waits in it.
#[utoipa::path(get, path = "/queues", tag = "jobs", responses((status = 200, body = Queues), (status = 403, body = ProblemBody)))]
pub(crate) async fn list(State(app): State<AppState>, _admin: Admin) -> Answer<Json<Queues>> {
    let items = app.ledger.queues().await?.into_iter().map(QueueInfo::from).collect();
    Ok(Json(Queues { items }))
}

/// Begin nothing more from a queue; what runs goes on.
#[utoipa::path(post, path = "/queues/{name}/pause", tag = "jobs", params(("name" = String, Path)),
    responses((status = 200, body = QueueInfo), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn pause(
    State(app): State<AppState>,
    _admin: Admin,
    Path(name): Path<String>,
) -> Answer<Json<QueueInfo>> {
    let queue = known(&name)?;
    app.ledger.pause(queue).await?;
    Ok(Json(app.ledger.queue(queue).await?.into()))
}

/// Let a queue run again.
#[utoipa::path(post, path = "/queues/{name}/resume", tag = "jobs", params(("name" = String, Path)),
    responses((status = 200, body = QueueInfo), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn resume(
    State(app): State<AppState>,
    _admin: Admin,
    Path(name): Path<String>,
) -> Answer<Json<QueueInfo>> {
    let queue = known(&name)?;
    app.ledger.resume(queue).await?;
    Ok(Json(app.ledger.queue(queue).await?.into()))
}

/// How fast a queue may begin jobs.
#[derive(Clone, Copy, Debug, Deserialize, Validate, ToSchema)]
pub(crate) struct RateGiven {
    /// Jobs a minute over all workers together; null lets it run freely.
    #[garde(inner(range(min = 1, max = 1_000_000)))]
    per_minute: Option<u32>,
    /// How many may begin at once after a quiet time; 1 if left out.
    #[garde(inner(range(min = 1, max = 10_000)))]
    burst: Option<u32>,
}

/// Slow a queue, or let it run freely again. The rate of `email` is set anew from `SELLOUT_MAILS_PER_SECOND` when a
/// worker starts.
#[utoipa::path(put, path = "/queues/{name}/rate", tag = "jobs", params(("name" = String, Path)), request_body = RateGiven,
    responses((status = 200, body = QueueInfo), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub(crate) async fn rate(
    State(app): State<AppState>,
    _admin: Admin,
    Path(name): Path<String>,
    Valid(given): Valid<RateGiven>,
) -> Answer<Json<QueueInfo>> {
    let queue = known(&name)?;
    let rate = given.per_minute.map(|per_minute| Rate { per_minute, burst: given.burst.unwrap_or(1) });
    app.ledger.set_rate(queue, rate).await?;
    Ok(Json(app.ledger.queue(queue).await?.into()))
}

fn known(name: &str) -> Answer<Queue> {
    name.parse().map_err(|_| Problem::not_found("queue"))
}
