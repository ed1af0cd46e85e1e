//! `/queues`: how much waits where; pausing and resuming, for admins.

use axum::Json;
use axum::extract::{Path, State};
use sellout_queue::Queue;
use sellout_queue::ledger::QueueView;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Admin;
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

fn known(name: &str) -> Answer<Queue> {
    name.parse().map_err(|_| Problem::not_found("queue"))
}
