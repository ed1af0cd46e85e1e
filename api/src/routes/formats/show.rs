//! Formats as they read files now.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use sellout_ingest::Format;
use sellout_store::Formats;
use sellout_store::formats::Unreadable;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Caller, Params};
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
    /// The built-in format that it changes.
    pub(crate) extends: Option<String>,
    /// What of that it says otherwise, as paths such as `policy.currency`.
    pub(crate) overrides: Vec<String>,
    /// Why the kept description cannot be read any more; until it is corrected, the built-in one counts.
    pub(crate) problem: Option<String>,
}

/// A format with its description.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FormatWithSource {
    #[serde(flatten)]
    pub(crate) view: FormatView,
    /// The description as TOML, as it was saved.
    pub(crate) source: String,
    /// The whole description as JSON, with what it extends; null where it cannot be read.
    #[schema(value_type = Object)]
    pub(crate) description: Option<serde_json::Value>,
}

/// All formats.
#[derive(Serialize, ToSchema)]
pub(crate) struct FormatList {
    pub(crate) items: Vec<FormatView>,
}

impl FormatView {
    fn of(format: &Format, version: i32) -> Self {
        Self {
            code: format.code.clone(),
            title: format.title.clone(),
            vendor: format.vendor.clone(),
            version,
            own: version > 0,
            extends: format.extends.clone(),
            overrides: format.changes().to_vec(),
            problem: None,
        }
    }

    fn of_unreadable(unreadable: &Unreadable) -> Self {
        let Unreadable { kept, error } = unreadable;
        let builtin = Format::builtin_by_code(&kept.code);
        Self {
            code: kept.code.clone(),
            title: builtin.map_or(&kept.code, |format| &format.title).clone(),
            vendor: builtin.and_then(|format| format.vendor.clone()),
            version: kept.version,
            own: true,
            extends: None,
            overrides: Vec::new(),
            problem: Some(error.to_string()),
        }
    }
}

impl FormatWithSource {
    /// A format that can be read.
    pub(crate) fn of(format: &Format, version: i32) -> Answer<Self> {
        let whole = format.whole().map_err(Problem::internal)?;
        let description = serde_json::to_value(whole).map_err(Problem::internal)?;
        let source = format.source().to_owned();
        Ok(Self { view: FormatView::of(format, version), source, description: Some(description) })
    }
}

/// The formats that read this organisation's files.
#[utoipa::path(get, path = "/formats", tag = "formats", responses((status = 200, body = FormatList)))]
pub(crate) async fn list(State(app): State<AppState>, caller: Caller) -> Answer<Json<FormatList>> {
    Ok(Json(FormatList { items: listed(&app, &caller).await? }))
}

/// All of them: own ones first, then by code.
pub(crate) async fn listed(app: &App, caller: &Caller) -> Answer<Vec<FormatView>> {
    let formats = Formats::load(app.db.read(), caller.org).await?;
    let broken = |code: &str| formats.unreadable.iter().any(|unreadable| unreadable.kept.code == code);
    let readable = formats.in_force.iter().filter(|(format, _)| !broken(&format.code));
    let mut items: Vec<_> = formats.unreadable.iter().map(FormatView::of_unreadable).collect();
    items.extend(readable.map(|(format, version)| FormatView::of(format, *version)));
    items.sort_by(|one, other| other.own.cmp(&one.own).then_with(|| one.code.cmp(&other.code)));
    Ok(items)
}

/// One format with its description.
pub(crate) async fn found(app: &App, caller: &Caller, code: &str) -> Answer<FormatWithSource> {
    let formats = Formats::load(app.db.read(), caller.org).await?;
    if let Some(unreadable) = formats.unreadable.iter().find(|unreadable| unreadable.kept.code == code) {
        let view = FormatView::of_unreadable(unreadable);
        return Ok(FormatWithSource { view, source: unreadable.kept.source.clone(), description: None });
    }
    let (format, version) = formats.get(code).ok_or_else(|| Problem::not_found("format"))?;
    FormatWithSource::of(format, *version)
}

/// How a description is wanted.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HowWhole {
    /// As TOML: `true` gives the whole description, with what it extends, instead of what was saved.
    #[serde(default)]
    whole: bool,
}

/// One format; as TOML with `Accept: application/toml`.
#[utoipa::path(get, path = "/formats/{code}", tag = "formats", params(("code" = String, Path), HowWhole),
    responses((status = 200, body = FormatWithSource), (status = 404, body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
    Params(how): Params<HowWhole>,
    headers: HeaderMap,
) -> Answer<Response> {
    let found = found(&app, &caller, &code).await?;
    let wants_toml =
        headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/toml"));
    if !wants_toml {
        return Ok(Json(found).into_response());
    }
    as_toml(found, how.whole)
}

/// The description as a file.
pub(crate) fn as_toml(found: FormatWithSource, whole: bool) -> Answer<Response> {
    let name = format!("attachment; filename=\"{}.toml\"", found.view.code);
    let source = match found.description.filter(|_| whole) {
        Some(description) => toml::to_string(&description).map_err(Problem::internal)?,
        None => found.source,
    };
    Ok(([(header::CONTENT_TYPE, "application/toml".to_owned()), (header::CONTENT_DISPOSITION, name)], source)
        .into_response())
}
