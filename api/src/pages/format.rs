//! `/formats/{code}`: one format to be looked at, changed, tried on earlier files and taken back.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use sellout_ingest::{Format, FormatError};
use sellout_store::format_lessons::{Turn, Which};
use serde::Deserialize;
use uuid::Uuid;

use super::Frame;
use super::contexts::format::{FormatPage, Kept, Mistake, Remembered, Trial};
use crate::extract::{Caller, PageCaller, Params};
use crate::problem::{Answer, Problem};
use crate::routes::formats::keep::{keep, put_aside};
use crate::routes::formats::lessons::{learned, turn};
use crate::routes::formats::show::{FormatWithSource, as_toml, found};
use crate::routes::formats::trial::{start, tried};
use crate::routes::formats::versions::{go_back, listed};
use crate::state::{App, AppState};

/// Seconds until a page that waits for a trial looks again.
const LOOK_AGAIN: &str = "2";

/// What is to be seen beside the format itself.
#[derive(Deserialize)]
pub(crate) struct Beside {
    /// A trial.
    test: Option<Uuid>,
    /// An older version to be edited.
    version: Option<i32>,
    /// The version that was just saved.
    saved: Option<i32>,
}

/// `GET /formats/{code}`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Path(code): Path<String>,
    Params(beside): Params<Beside>,
) -> Answer<Response> {
    let mut context = context(&app, &caller, &code).await?;
    context.said = beside.saved.map(|version| format!("Saved as version {version}; it reads the next files."));
    if let Some(version) = beside.version {
        let version = listed(&app, &caller, &code).await?.into_iter().find(|kept| kept.version == version);
        context.source = version.ok_or_else(|| Problem::not_found("version of this format"))?.source;
    }
    let mut waits = false;
    if let Some(test) = beside.test {
        let test = tried(&app, &caller, &code, test).await?;
        waits = test.status == "pending";
        context.source = test.source;
        context.trial = Some(match test.result {
            Some(found) => Trial::found(found),
            None => Trial::of(test.status, test.error),
        });
    }
    let html = Html(app.templates.page(&Frame::of(&caller, "/formats"), &context)?);
    let again = waits.then_some([(HeaderName::from_static("refresh"), LOOK_AGAIN)]);
    Ok(match again {
        Some(header) => (header, html).into_response(),
        None => html.into_response(),
    })
}

/// What was typed, and what is to be done with it.
#[derive(Deserialize)]
pub(crate) struct Typed {
    source: String,
    #[serde(rename = "do")]
    what: What,
}

/// A button of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Save,
    Test,
}

/// `POST /formats/{code}`.
pub(crate) async fn change(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    // Browsers send the line ends of a field as CR and LF.
    let source = typed.source.replace("\r\n", "\n");
    let format = match Format::from_toml(&source).and_then(|format| of_this_page(&code, format)) {
        Ok(format) => format,
        Err(error) => return mistaken(&app, &caller, &code, source, &error).await,
    };
    if typed.what == What::Test {
        let started = start(&app, &caller, &format).await?;
        return Ok(Redirect::to(&format!("/formats/{code}?test={}#trial", started.id)).into_response());
    }
    let version = keep(&app, &caller, &format).await?;
    Ok(Redirect::to(&format!("/formats/{code}?saved={version}")).into_response())
}

fn of_this_page(code: &str, format: Format) -> Result<Format, FormatError> {
    if format.code == code {
        return Ok(format);
    }
    let message = format!("this is the page of {code:?}; add a format with another code on the page of all formats");
    Err(FormatError { line: 1, column: 1, message })
}

async fn mistaken(app: &App, caller: &Caller, code: &str, source: String, error: &FormatError) -> Answer<Response> {
    let mistake = Some(Mistake::of(error, &source));
    let context = FormatPage { source, mistake, ..context(app, caller, code).await? };
    let html = app.templates.page(&Frame::of(caller, "/formats"), &context)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
}

async fn context(app: &App, caller: &Caller, code: &str) -> Answer<FormatPage> {
    let FormatWithSource { view, source, .. } = found(app, caller, code).await?;
    let builtin = Format::builtin_by_code(code).map(|format| format.source().to_owned());
    let versions = listed(app, caller, code).await?;
    let source = if view.own { source } else { beginning(code) };
    Ok(FormatPage {
        format: view,
        said: None,
        source,
        mistake: None,
        builtin,
        versions: versions.into_iter().map(Kept::from).collect(),
        lessons: learned(app, caller, code).await?.into_iter().map(Remembered::from).collect(),
        trial: None,
    })
}

/// What the field begins with where the built-in format counts.
fn beginning(code: &str) -> String {
    format!(
        "extends = \"{code}\"\n\n# Say here what is otherwise for you; the rest stays as built in. For example:\n# [policy]\n# currency = \"EUR\"\n"
    )
}

/// `POST /formats/{code}/versions/{version}/restore`.
pub(crate) async fn restore(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Path((code, version)): Path<(String, i32)>,
) -> Answer<Redirect> {
    go_back(&app, &caller, &code, version).await?;
    Ok(Redirect::to(&format!("/formats/{code}")))
}

/// What is to be forgotten or remembered again: a header, or blank how the files are written.
#[derive(Deserialize)]
pub(crate) struct Named {
    header: String,
    #[serde(rename = "do")]
    what: Turn,
}

/// `POST /formats/{code}/lessons`.
pub(crate) async fn lessons(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Path(code): Path<String>,
    Form(named): Form<Named>,
) -> Answer<Redirect> {
    let which = if named.header.is_empty() { Which::Reading } else { Which::Column(&named.header) };
    turn(&app, &caller, &code, which, named.what).await?;
    Ok(Redirect::to(&format!("/formats/{code}#lessons")))
}

/// `POST /formats/{code}/remove`.
pub(crate) async fn remove(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Path(code): Path<String>,
) -> Answer<Redirect> {
    put_aside(&app, &caller, &code).await?;
    let there = Format::builtin_by_code(&code).map_or_else(|| "/formats".to_owned(), |_| format!("/formats/{code}"));
    Ok(Redirect::to(&there))
}

/// How a description is wanted as a file.
#[derive(Deserialize)]
pub(crate) struct HowWhole {
    #[serde(default)]
    whole: bool,
}

/// `GET /formats/{code}/download`.
pub(crate) async fn download(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Path(code): Path<String>,
    Params(how): Params<HowWhole>,
) -> Answer<Response> {
    as_toml(found(&app, &caller, &code).await?, how.whole)
}
