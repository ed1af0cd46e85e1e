//! What is remembered of a format's files: changed headers, and how dates, numbers and money are written.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use sellout_ingest::Answers;
use sellout_store::format_lessons::{self, Lesson, Turn, Which};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::found;
use crate::audited::note;
use crate::extract::Caller;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// Something that is remembered of a format's files.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LessonView {
    /// The changed header; null where it is about how the files are written.
    pub(crate) header: Option<String>,
    /// The format's own header that it stands for; blank: it is none of the format's columns.
    pub(crate) stands_for: Option<String>,
    /// How the files are written: `{dates?, decimal?, amounts?, vat_included?}`.
    #[schema(value_type = Option<Object>)]
    pub(crate) reading: Option<Answers>,
    /// Whether somebody has had it forgotten, so that it is asked about.
    pub(crate) forgotten: bool,
    /// The upload that taught it: once that is undone, it is not remembered any more.
    pub(crate) upload_id: Uuid,
    pub(crate) filename: String,
    pub(crate) learned_at: DateTime<Utc>,
}

/// All that is remembered of a format's files.
#[derive(Serialize, ToSchema)]
pub(crate) struct LessonList {
    items: Vec<LessonView>,
}

impl From<Lesson> for LessonView {
    fn from(lesson: Lesson) -> Self {
        let Lesson { header, stands_for, reading, forgotten, upload, filename, learned_at } = lesson;
        Self { header, stands_for, reading, forgotten, upload_id: upload.0, filename, learned_at }
    }
}

/// What earlier files have taught about a format, newest first.
#[utoipa::path(get, path = "/formats/{code}/lessons", tag = "formats", params(("code" = String, Path)),
    responses((status = 200, body = LessonList), (status = 404, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
) -> Answer<Json<LessonList>> {
    found(&app, &caller, &code).await?;
    Ok(Json(LessonList { items: learned(&app, &caller, &code).await? }))
}

/// All of them.
pub(crate) async fn learned(app: &App, caller: &Caller, code: &str) -> Answer<Vec<LessonView>> {
    let lessons = format_lessons::of_format(app.db.read(), caller.org, code).await?;
    Ok(lessons.into_iter().map(LessonView::from).collect())
}

/// Forget what a changed header stands for: the next file with it is asked about. What is loaded stays as it was read.
#[utoipa::path(delete, path = "/formats/{code}/lessons/columns/{header}", tag = "formats",
    params(("code" = String, Path), ("header" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn forget_column(
    State(app): State<AppState>,
    caller: Caller,
    Path((code, header)): Path<(String, String)>,
) -> Answer<StatusCode> {
    turn(&app, &caller, &code, Which::Column(&header), Turn::Forget).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remember again what a changed header stands for.
#[utoipa::path(post, path = "/formats/{code}/lessons/columns/{header}/restore", tag = "formats",
    params(("code" = String, Path), ("header" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn restore_column(
    State(app): State<AppState>,
    caller: Caller,
    Path((code, header)): Path<(String, String)>,
) -> Answer<StatusCode> {
    turn(&app, &caller, &code, Which::Column(&header), Turn::Restore).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forget how a format's files are written: the next file that leaves it open is asked about.
#[utoipa::path(delete, path = "/formats/{code}/lessons/reading", tag = "formats", params(("code" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn forget_reading(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
) -> Answer<StatusCode> {
    turn(&app, &caller, &code, Which::Reading, Turn::Forget).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remember again how a format's files are written.
#[utoipa::path(post, path = "/formats/{code}/lessons/reading/restore", tag = "formats", params(("code" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn restore_reading(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
) -> Answer<StatusCode> {
    turn(&app, &caller, &code, Which::Reading, Turn::Restore).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets something, or remembers it again.
pub(crate) async fn turn(app: &App, caller: &Caller, code: &str, which: Which<'_>, turn: Turn) -> Answer<()> {
    let tx = app.db.begin().await?;
    if !format_lessons::turn(&tx, caller.org, code, which, turn).await? {
        return Err(Problem::not_found(format!("thing {} of this format", turn.before())));
    }
    note(&tx, caller, turn.action(), subject(code, which), app.clock.now()).await?;
    Ok(tx.commit().await?)
}

fn subject(code: &str, which: Which<'_>) -> String {
    match which {
        Which::Column(header) => format!("{code} {header}"),
        Which::Reading => code.to_owned(),
    }
}
