//! `/formats`: the list, and one more by text or by file.

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use sellout_ingest::Format;

use super::Frame;
use super::contexts::format::Mistake;
use super::contexts::formats::FormatsPage;
use crate::extract::{Caller, PageCaller};
use crate::problem::Answer;
use crate::routes::formats::keep::keep;
use crate::routes::formats::show::listed;
use crate::state::{App, AppState};

/// `GET /formats`.
pub(crate) async fn show(State(app): State<AppState>, PageCaller(caller): PageCaller) -> Answer<Html<String>> {
    page(&app, &caller, String::new(), None).await.map(Html)
}

/// `POST /formats`: the description as a file, or as it was typed.
pub(crate) async fn import(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    mut form: Multipart,
) -> Answer<Response> {
    let mut source = String::new();
    while let Some(field) = form.next_field().await? {
        let text = field.text().await?;
        if !text.trim().is_empty() {
            source = text.replace("\r\n", "\n");
        }
    }
    match Format::from_toml(&source) {
        Ok(format) => {
            keep(&app, &caller, &format).await?;
            Ok(Redirect::to(&format!("/formats/{}", format.code)).into_response())
        }
        Err(error) => {
            let mistake = Mistake::of(&error, &source);
            let html = page(&app, &caller, source, Some(mistake)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
        }
    }
}

async fn page(app: &App, caller: &Caller, source: String, mistake: Option<Mistake>) -> Answer<String> {
    let context = FormatsPage { formats: listed(app, caller).await?, source, mistake };
    app.templates.page(&Frame::of(caller, "/formats"), &context)
}
