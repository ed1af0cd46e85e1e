//! Saving formats, and returning to the built-in ones.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use sellout_ingest::Format;
use sellout_store::format_versions;

use super::show::FormatWithSource;
use super::{read, read_as, source_in};
use crate::audited::note;
use crate::extract::Caller;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// Save a format: TOML (`application/toml`), or JSON as `{"source": "<TOML>"}` or as the description itself. It may
/// say `extends` and only what it changes of a built-in one. Each save is a new version.
#[utoipa::path(put, path = "/formats/{code}", tag = "formats", params(("code" = String, Path)),
    request_body(content = String, content_type = "application/toml"),
    responses((status = 200, body = FormatWithSource), (status = 422, body = ProblemBody)))]
pub(crate) async fn save(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Answer<Json<FormatWithSource>> {
    let format = read_as(&code, &source_in(&headers, body)?)?;
    let version = keep(&app, &caller, &format).await?;
    FormatWithSource::of(&format, version).map(Json)
}

/// Import a format: the same body, saved under the code that it says.
#[utoipa::path(post, path = "/formats", tag = "formats",
    request_body(content = String, content_type = "application/toml"),
    responses((status = 201, body = FormatWithSource), (status = 422, body = ProblemBody)))]
pub(crate) async fn import(
    State(app): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    body: String,
) -> Answer<(StatusCode, Json<FormatWithSource>)> {
    let format = read(&source_in(&headers, body)?)?;
    let version = keep(&app, &caller, &format).await?;
    Ok((StatusCode::CREATED, Json(FormatWithSource::of(&format, version)?)))
}

/// Saves a description as the next version of its format; gives the version's number.
pub(crate) async fn keep(app: &App, caller: &Caller, format: &Format) -> Answer<i32> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = format_versions::save(&tx, caller.org, &format.code, format.source(), Some(caller.user), now).await?;
    note(&tx, caller, "format.save", &format.code, now).await?;
    tx.commit().await?;
    Ok(row.version)
}

/// Return to the built-in format; the organisation's versions are kept.
#[utoipa::path(delete, path = "/formats/{code}", tag = "formats", params(("code" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn remove(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
) -> Answer<StatusCode> {
    put_aside(&app, &caller, &code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts the organisation's own format aside.
pub(crate) async fn put_aside(app: &App, caller: &Caller, code: &str) -> Answer<()> {
    let tx = app.db.begin().await?;
    if !format_versions::deactivate(&tx, caller.org, code).await? {
        return Err(Problem::not_found("format of your own"));
    }
    note(&tx, caller, "format.delete", code, app.clock.now()).await?;
    Ok(tx.commit().await?)
}
