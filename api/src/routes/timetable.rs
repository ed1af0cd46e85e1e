//! `/timetable`: what the program does by itself, and when; pausing it, for admins. Reports that people plan are in
//! `schedules`.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use sellout_queue::timetable::EntryView;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Admin;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// An entry of the timetable.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryInfo {
    /// Such as `sweep-retention`.
    name: String,
    /// It does not fire.
    paused: bool,
    /// When it fires next; null while it is paused.
    next_run_at: Option<DateTime<Utc>>,
    /// The last of its times that fired.
    last_run_at: Option<DateTime<Utc>>,
}

impl From<EntryView> for EntryInfo {
    fn from(entry: EntryView) -> Self {
        let EntryView { name, paused, next_run_at, last_run_at } = entry;
        Self { name, paused, next_run_at, last_run_at }
    }
}

/// All entries.
#[derive(Serialize, ToSchema)]
pub(crate) struct Timetable {
    items: Vec<EntryInfo>,
}

/// What happens by itself, and when next. An entry is there once a worker has seen it.
#[utoipa::path(get, path = "/timetable", tag = "jobs",
    responses((status = 200, body = Timetable), (status = 403, body = ProblemBody)))]
pub(crate) async fn list(State(app): State<AppState>, _admin: Admin) -> Answer<Json<Timetable>> {
    let items = app.ledger.timetable().await?.into_iter().map(EntryInfo::from).collect();
    Ok(Json(Timetable { items }))
}

/// Let an entry of the timetable fire no more.
#[utoipa::path(post, path = "/timetable/{name}/pause", tag = "jobs", params(("name" = String, Path)),
    responses((status = 200, body = EntryInfo), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn pause(
    State(app): State<AppState>,
    _admin: Admin,
    Path(name): Path<String>,
) -> Answer<Json<EntryInfo>> {
    set_paused(&app, &name, true).await
}

/// Let an entry of the timetable fire again. What it missed it catches up with one run.
#[utoipa::path(post, path = "/timetable/{name}/resume", tag = "jobs", params(("name" = String, Path)),
    responses((status = 200, body = EntryInfo), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn resume(
    State(app): State<AppState>,
    _admin: Admin,
    Path(name): Path<String>,
) -> Answer<Json<EntryInfo>> {
    set_paused(&app, &name, false).await
}

async fn set_paused(app: &App, name: &str, paused: bool) -> Answer<Json<EntryInfo>> {
    app.ledger.pause_entry(name, paused).await?;
    let entry = app.ledger.timetable().await?.into_iter().find(|entry| entry.name == name);
    Ok(Json(entry.ok_or_else(|| Problem::not_found("entry of the timetable"))?.into()))
}
