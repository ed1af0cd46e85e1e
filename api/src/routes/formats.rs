//! `/formats`: the built-in ones and the organisation's own over them, with every version kept. Recognising a file
//! without sending it is in `detect`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use sellout_ingest::format::Format;
use sellout_model::OrgId;
use sellout_store::format_versions;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audited::note;
use crate::extract::Caller;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// A format as it reads files now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FormatView {
    pub(crate) code: String,
    /// Its name for people.
    pub(crate) title: String,
    /// Whose files these are, if always one vendor's.
    pub(crate) vendor: Option<String>,
    /// 0 is the built-in one.
    pub(crate) version: i32,
    /// Whether the organisation keeps it itself.
    pub(crate) own: bool,
}

/// A format with its description.
#[derive(Serialize, ToSchema)]
pub(crate) struct FormatWithSource {
    #[serde(flatten)]
    view: FormatView,
    /// The description as TOML.
    source: String,
    /// The same as JSON.
    #[schema(value_type = Object)]
    description: serde_json::Value,
}

/// All formats.
#[derive(Serialize, ToSchema)]
pub(crate) struct Formats {
    items: Vec<FormatView>,
}

/// A version of a format.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionView {
    version: i32,
    /// Whether it reads files now.
    active: bool,
    source: String,
    created_by: Option<Uuid>,
    created_at: DateTime<Utc>,
}

/// All versions.
#[derive(Serialize, ToSchema)]
pub(crate) struct Versions {
    items: Vec<VersionView>,
}

impl FormatView {
    fn of(format: &Format, version: i32) -> Self {
        Self {
            code: format.code.clone(),
            title: format.title.clone(),
            vendor: format.vendor.clone(),
            version,
            own: version > 0,
        }
    }
}

/// The formats that read this organisation's files.
#[utoipa::path(get, path = "/formats", tag = "formats", responses((status = 200, body = Formats)))]
pub(crate) async fn list(State(app): State<AppState>, caller: Caller) -> Answer<Json<Formats>> {
    let formats = all(&app, caller.org).await?;
    Ok(Json(Formats { items: formats.iter().map(|(format, version)| FormatView::of(format, *version)).collect() }))
}

/// The organisation's own formats, then the built-in ones that it does not override.
pub(crate) async fn all(app: &App, org: OrgId) -> Answer<Vec<(Format, i32)>> {
    let mut formats = Vec::new();
    for own in format_versions::active(app.db.read(), org).await? {
        match Format::from_toml(&own.source) {
            Ok(format) => formats.push((format, own.version)),
            Err(error) => tracing::warn!(format.code = own.code, %error, "a kept format cannot be read any more"),
        }
    }
    for format in Format::builtin() {
        if !formats.iter().any(|(own, _)| own.code == format.code) {
            formats.push((format.clone(), 0));
        }
    }
    Ok(formats)
}

async fn one(app: &App, org: OrgId, code: &str) -> Answer<(Format, i32)> {
    let found = all(app, org).await?.into_iter().find(|(format, _)| format.code == code);
    found.ok_or_else(|| Problem::not_found("format"))
}

/// One format; as TOML with `Accept: application/toml`.
#[utoipa::path(get, path = "/formats/{code}", tag = "formats", params(("code" = String, Path)),
    responses((status = 200, body = FormatWithSource), (status = 404, body = ProblemBody)))]
pub(crate) async fn show(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    let (format, version) = one(&app, caller.org, &code).await?;
    let wants_toml =
        headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/toml"));
    if wants_toml {
        return Ok(([(header::CONTENT_TYPE, "application/toml")], format.source().to_owned()).into_response());
    }
    with_source(&format, version).map(IntoResponse::into_response)
}

fn with_source(format: &Format, version: i32) -> Answer<Json<FormatWithSource>> {
    let source = format.source().to_owned();
    let description = toml::from_str(&source).map_err(Problem::internal)?;
    Ok(Json(FormatWithSource { view: FormatView::of(format, version), source, description }))
}

/// Save a format: TOML (`application/toml`), or JSON as `{"source": "<TOML>"}` or as the description itself. Each
/// save is a new version.
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
    let is_json =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let source = if is_json { toml_from_json(&body)? } else { body };
    let format = Format::from_toml(&source).map_err(|error| Problem::invalid("source", error.to_string()))?;
    if format.code != code {
        return Err(Problem::invalid("code", format!("the description says {:?}; save it under that", format.code)));
    }
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = format_versions::save(&tx, caller.org, &code, &source, Some(caller.user), now).await?;
    note(&tx, &caller, "format.save", &code, now).await?;
    tx.commit().await?;
    with_source(&format, row.version)
}

fn toml_from_json(body: &str) -> Answer<String> {
    let value: serde_json::Value =
        serde_json::from_str(body).map_err(|e| Problem::new(crate::problem::Kind::BadJson, e.to_string()))?;
    if let Some(source) = value.get("source").and_then(serde_json::Value::as_str) {
        return Ok(source.to_owned());
    }
    toml::to_string(&value).map_err(|error| Problem::invalid("body", error.to_string()))
}

/// Return to the built-in format; the organisation's versions are kept.
#[utoipa::path(delete, path = "/formats/{code}", tag = "formats", params(("code" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn remove(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
) -> Answer<StatusCode> {
    let tx = app.db.begin().await?;
    if !format_versions::deactivate(&tx, caller.org, &code).await? {
        return Err(Problem::not_found("format of your own"));
    }
    note(&tx, &caller, "format.delete", &code, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every version that the organisation has saved, newest first.
#[utoipa::path(get, path = "/formats/{code}/versions", tag = "formats", params(("code" = String, Path)),
    responses((status = 200, body = Versions)))]
pub(crate) async fn versions(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
) -> Answer<Json<Versions>> {
    let rows = format_versions::history(app.db.read(), caller.org, &code).await?;
    let items = rows
        .into_iter()
        .map(|row| VersionView {
            version: row.version,
            active: row.active,
            source: row.source,
            created_by: row.created_by,
            created_at: row.created_at,
        })
        .collect();
    Ok(Json(Versions { items }))
}
