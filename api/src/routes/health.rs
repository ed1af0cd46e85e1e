//! `/healthz`, `/readyz` and `/metrics`: for those who run the program.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Peer, is_loopback};
use crate::problem::{Answer, Kind, Problem, ProblemBody};
use crate::state::{App, AppState};

/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether the program can do its work, part by part.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// `ready`; `degraded` (only `queue` is down: jobs begin a second later); `draining` (told to stop: send no more); or
    /// `not_ready`.
    status: &'static str,
    /// `up` or `down`, by the name of the part.
    parts: BTreeMap<&'static str, &'static str>,
}

/// Whether the process answers at all.
#[utoipa::path(get, path = "/healthz", tag = "operation", security(()), responses((status = 200, body = String)))]
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

/// Whether every part that is needed answers; 503 if one does not, or if the process was told to stop. Without its bell
/// (`queue`) the program does all its work, a second later.
#[utoipa::path(get, path = "/readyz", tag = "operation", security(()),
    responses((status = 200, body = Readiness), (status = 503, body = Readiness)))]
pub(crate) async fn readyz(State(app): State<AppState>) -> Response {
    let (database, files, queue) = tokio::join!(
        answers("database", app.db.ping()),
        answers("files", app.files.check()),
        answers("queue", app.ledger.bell().check()),
    );
    let parts: BTreeMap<_, _> = [("database", database), ("files", files), ("queue", queue)]
        .into_iter()
        .map(|(name, up)| (name, if up { "up" } else { "down" }))
        .collect();
    let (code, status) = if app.draining.is_cancelled() || app.closing.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining")
    } else if !database || !files {
        (StatusCode::SERVICE_UNAVAILABLE, "not_ready")
    } else {
        (StatusCode::OK, if queue { "ready" } else { "degraded" })
    };
    (code, Json(Readiness { status, parts })).into_response()
}

async fn answers<E: std::fmt::Display>(part: &str, question: impl Future<Output = Result<(), E>>) -> bool {
    match tokio::time::timeout(PATIENCE, question).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(part, %error, "a part that is needed is down");
            false
        }
        Err(_) => {
            tracing::warn!(part, "a part that is needed does not answer");
            false
        }
    }
}

/// Measurements in Prometheus' text form; for this machine itself and for admins.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, body = String), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn metrics(State(app): State<AppState>, peer: Peer, request: Request) -> Answer<Response> {
    let handle = app.metrics.as_ref().filter(|_| app.settings.serve_metrics);
    let handle = handle.ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))?;
    if !is_loopback(peer, request.headers()) {
        only_admins(&app, request).await?;
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, handle.render()).into_response())
}

async fn only_admins(app: &App, request: Request) -> Answer<()> {
    let (mut parts, _) = request.into_parts();
    match Caller::find(&mut parts, app).await? {
        Some(caller) if caller.is_admin() => Ok(()),
        Some(_) => Err(Problem::new(Kind::Forbidden, "only an admin sees the measurements")),
        None => Err(Problem::new(Kind::Unauthorized, Kind::Unauthorized.usual_detail())),
    }
}
