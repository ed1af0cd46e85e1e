//! Every version of a format, and the way back to an older one.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use sellout_store::format_versions;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read;
use super::show::FormatWithSource;
use crate::audited::note;
use crate::extract::Caller;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// A version of a format.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct VersionView {
    pub(crate) version: i32,
    /// Whether it reads files now.
    pub(crate) active: bool,
    pub(crate) source: String,
    pub(crate) created_by: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
}

/// All versions.
#[derive(Serialize, ToSchema)]
pub(crate) struct Versions {
    items: Vec<VersionView>,
}

impl From<format_versions::Model> for VersionView {
    fn from(row: format_versions::Model) -> Self {
        let format_versions::Model { version, active, source, created_by, created_at, .. } = row;
        Self { version, active, source, created_by, created_at }
    }
}

/// Every version that the organisation has saved, newest first.
#[utoipa::path(get, path = "/formats/{code}/versions", tag = "formats", params(("code" = String, Path)),
    responses((status = 200, body = Versions)))]
pub(crate) async fn versions(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
) -> Answer<Json<Versions>> {
    Ok(Json(Versions { items: listed(&app, &caller, &code).await? }))
}

/// All versions, newest first.
pub(crate) async fn listed(app: &App, caller: &Caller, code: &str) -> Answer<Vec<VersionView>> {
    let rows = format_versions::history(app.db.read(), caller.org, code).await?;
    Ok(rows.into_iter().map(VersionView::from).collect())
}

/// Go back to an older version: it reads files again, under its own number.
#[utoipa::path(post, path = "/formats/{code}/versions/{version}/restore", tag = "formats",
    params(("code" = String, Path), ("version" = i32, Path)),
    responses((status = 200, body = FormatWithSource), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn restore(
    State(app): State<AppState>,
    caller: Caller,
    Path((code, version)): Path<(String, i32)>,
) -> Answer<Json<FormatWithSource>> {
    go_back(&app, &caller, &code, version).await.map(Json)
}

/// Makes an older version read files again.
pub(crate) async fn go_back(app: &App, caller: &Caller, code: &str, version: i32) -> Answer<FormatWithSource> {
    let tx = app.db.begin().await?;
    let row = format_versions::restore(&tx, caller.org, code, version).await?;
    let row = row.ok_or_else(|| Problem::not_found("version of this format"))?;
    // What an older program could read this one may not: then nothing changes.
    let format = read(&row.source)?;
    note(&tx, caller, "format.restore", format!("{code} {version}"), app.clock.now()).await?;
    tx.commit().await?;
    FormatWithSource::of(&format, row.version)
}
