//! `/uploads`: the list, and sending files by the form.

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::Frame;
use super::contexts::upload::Shown;
use super::contexts::uploads::{Outcome, UploadsPage, statuses};
use crate::extract::{Caller, Page, PageCaller, Paging, Params};
use crate::problem::Answer;
use crate::routes::uploads::list::{UploadFilter, listed};
use crate::routes::uploads::send::{ReceivedItem, receive};
use crate::routes::vendors::to_choose_from;
use crate::state::{App, AppState};

/// `GET /uploads`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
    Params(filter): Params<UploadFilter>,
) -> Answer<Html<String>> {
    page(&app, &caller, &filter, &paging, Vec::new()).await.map(Html)
}

/// `POST /uploads`, without a script: one accepted file leads to its page, else the list says what became of each.
pub(crate) async fn send(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    multipart: Multipart,
) -> Answer<Response> {
    let (items, refusal) = receive(&app, &caller, multipart).await?;
    if let ([ReceivedItem { id: Some(id), .. }], None) = (items.as_slice(), &refusal) {
        return Ok(Redirect::to(&format!("/uploads/{id}")).into_response());
    }
    let status = refusal.map_or(StatusCode::OK, |problem| problem.kind.status());
    let html = page(&app, &caller, &UploadFilter::default(), &Paging::first(), items).await?;
    Ok((status, Html(html)).into_response())
}

async fn page(
    app: &App,
    caller: &Caller,
    filter: &UploadFilter,
    paging: &Paging,
    received: Vec<ReceivedItem>,
) -> Answer<String> {
    let list = listed(app, caller, filter, paging).await?;
    let Page { items, page, per_page, total } = list;
    let status = filter.status.clone().unwrap_or_default();
    let context = UploadsPage {
        list: Page { items: items.into_iter().map(Shown::of).collect(), page, per_page, total },
        query: if status.is_empty() { String::new() } else { format!("status={status}&") },
        status,
        statuses: statuses(),
        received: received.into_iter().map(Outcome::from).collect(),
        vendors: to_choose_from(app, caller).await?,
        max_upload_bytes: app.settings.max_upload_bytes,
    };
    app.templates.page(&Frame::of(caller, "/uploads"), &context)
}
