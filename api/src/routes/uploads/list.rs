//! `GET /uploads`, `GET /uploads/{id}` and its small form for polling.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sellout_model::{UploadId, UploadStatus};
use sellout_store::upload_lists::{self, By, Filter};
use sellout_store::uploads;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{UploadView, UploadViews};
use crate::auth::hexadecimal;
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Params, parse_or};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// Which uploads.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadFilter {
    /// Those that stand so.
    pub(crate) status: Option<String>,
    /// Those of one vendor, or of the one that it is merged into.
    pub(crate) vendor: Option<String>,
}

/// The orders of the list, by their words.
const ORDERS: [(&str, By); 4] =
    [("created_at", By::CreatedAt), ("filename", By::Filename), ("size_bytes", By::SizeBytes), ("status", By::Status)];

/// The uploads, newest first or as asked.
#[utoipa::path(get, path = "/uploads", tag = "uploads", params(PagingQuery, UploadFilter),
    responses((status = 200, body = Page<UploadView>), (status = 422, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(filter): Params<UploadFilter>,
) -> Answer<Json<Page<UploadView>>> {
    listed(&app, &caller, &filter, &paging).await.map(Json)
}

/// One page of uploads, as they are shown.
pub(crate) async fn listed(
    app: &App,
    caller: &Caller,
    filter: &UploadFilter,
    paging: &Paging,
) -> Answer<Page<UploadView>> {
    let status = parse_or::<UploadStatus>("status", filter.status.as_deref())?;
    let vendor = filter.vendor.as_deref().filter(|text| !text.trim().is_empty()).map(sellout_ingest::vendor_code);
    let order = paging.order(&ORDERS, (By::CreatedAt, true))?;
    let filter = Filter { status, vendor: vendor.as_deref() };
    let listed = upload_lists::list(app.db.read(), caller.org, &filter, order, paging.page).await?;
    let views = UploadViews::of(app, caller.org, &listed.items).await?;
    Page::try_of(listed, paging.page, |row| views.show(row))
}

/// One upload, with everything known about it.
#[utoipa::path(get, path = "/uploads/{id}", tag = "uploads", params(("id" = Uuid, Path)),
    responses((status = 200, body = UploadView), (status = 404, body = ProblemBody)))]
pub(crate) async fn show(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<Json<UploadView>> {
    let (views, row) = row_of(&app, &caller, id).await?;
    views.show_whole(row).map(Json)
}

async fn row_of<'a>(app: &'a App, caller: &Caller, id: Uuid) -> Answer<(UploadViews<'a>, uploads::Model)> {
    let row = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
    let row = row.ok_or_else(|| Problem::not_found("upload"))?;
    Ok((UploadViews::of(app, caller.org, std::slice::from_ref(&row)).await?, row))
}

/// The small form.
#[derive(Serialize, ToSchema)]
pub(crate) struct UploadProgress {
    id: Uuid,
    status: String,
    /// What is being done, in words.
    phase: Option<String>,
    /// 0 to 100.
    progress: i32,
    rows_loaded: i64,
    rows_failed: i64,
}

/// Where an upload stands, for polling: 304 while nothing changes, if `If-None-Match` names the last `ETag`.
#[utoipa::path(get, path = "/uploads/{id}/status", tag = "uploads", params(("id" = Uuid, Path)),
    responses((status = 200, body = UploadProgress, headers(("etag" = String))), (status = 304), (status = 404, body = ProblemBody)))]
pub(crate) async fn status(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Answer<Response> {
    let (views, row) = row_of(&app, &caller, id).await?;
    let UploadView { id, status, phase, progress, rows_loaded, rows_failed, .. } = views.show(row)?;
    let body = Json(UploadProgress { id, status, phase, progress, rows_loaded, rows_failed });
    let text = serde_json::to_vec(&body.0).map_err(Problem::internal)?;
    let etag = format!("\"{}\"", &hexadecimal(&Sha256::digest(&text))[..16]);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
    let mut response = if same { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    response.headers_mut().insert(header::ETAG, HeaderValue::from_str(&etag).map_err(Problem::internal)?);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}
