//! `GET /uploads/{id}/errors`: the rows that could not be read, as a list, as CSV or as a workbook.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use sellout_model::{OrgId, UploadId};
use sellout_report::{write_errors_csv, write_errors_xlsx};
use sellout_store::upload_lists::shown_load;
use sellout_store::{row_errors, uploads};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::downloads::{Download, send_bytes};
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Params};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// As a list, or as which file.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ErrorsAs {
    /// `csv` or `xlsx` downloads all of them.
    format: Option<String>,
}

/// Something wrong at one place of the file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RowErrorView {
    /// The sheet; empty for a text file.
    pub(crate) sheet: String,
    /// The row as the sender sees it, from 1.
    pub(crate) row: Option<i32>,
    /// The header of the column, if one is meant.
    pub(crate) column: Option<String>,
    /// `error` or `warning`.
    pub(crate) severity: String,
    /// Stable.
    pub(crate) code: String,
    /// What is wrong and what to do.
    pub(crate) message: String,
    /// What stood there.
    pub(crate) value: String,
    /// The whole row, cells joined by tabs.
    pub(crate) raw: String,
}

impl From<row_errors::Model> for RowErrorView {
    fn from(row: row_errors::Model) -> Self {
        Self {
            sheet: row.sheet,
            row: row.row_no,
            column: row.column_name,
            severity: row.severity,
            code: row.code,
            message: row.message,
            value: row.value,
            raw: row.raw,
        }
    }
}

/// The rows that could not be read.
#[utoipa::path(get, path = "/uploads/{id}/errors", tag = "uploads", params(("id" = uuid::Uuid, Path), PagingQuery, ErrorsAs),
    responses((status = 200, body = Page<RowErrorView>), (status = 404, body = ProblemBody)))]
pub(crate) async fn errors(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
    paging: Paging,
    Params(form): Params<ErrorsAs>,
) -> Answer<Response> {
    let upload = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
    let upload = upload.ok_or_else(|| Problem::not_found("upload"))?;
    match form.format.as_deref() {
        None | Some("" | "json") => Ok(Json(errors_of(&app, caller.org, UploadId(id), paging).await?).into_response()),
        Some(kind @ ("csv" | "xlsx")) => download(&app, caller.org, &upload, kind).await,
        Some(_) => Err(Problem::invalid("format", "write csv or xlsx, or leave it out for a list")),
    }
}

/// One page of the errors of the upload's newest load; none if nothing was loaded yet.
pub(crate) async fn errors_of(app: &App, org: OrgId, upload: UploadId, paging: Paging) -> Answer<Page<RowErrorView>> {
    let page = paging.sorted("row")?;
    let Some(load) = shown_load(app.db.read(), org, upload).await? else {
        return Ok(Page { items: Vec::new(), page: page.page, per_page: page.per_page, total: 0 });
    };
    let listed = row_errors::list(app.db.read(), org, load, page).await?;
    Ok(Page::of(listed, page, RowErrorView::from))
}

async fn download(app: &App, org: OrgId, upload: &uploads::Model, kind: &str) -> Answer<Response> {
    let lines = match shown_load(app.db.read(), org, upload.id()).await? {
        Some(load) => row_errors::lines(app.db.read(), org, load).await?,
        None => Vec::new(),
    };
    let as_workbook = kind == "xlsx";
    let bytes = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        let mut lines = lines.into_iter().map(Ok);
        if as_workbook {
            write_errors_xlsx(&mut lines, &mut bytes).map(|()| bytes)
        } else {
            write_errors_csv(&mut lines, &mut bytes).map(|()| bytes)
        }
    })
    .await
    .map_err(Problem::internal)?
    .map_err(Problem::internal)?;
    let content_type = if as_workbook {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    } else {
        "text/csv; charset=utf-8"
    };
    let filename = format!("errors of {}.{kind}", upload.filename);
    let mut response = send_bytes(bytes, &Download { filename: &filename, content_type })?;
    let id = HeaderValue::from_str(&upload.id.to_string()).map_err(Problem::internal)?;
    response.headers_mut().insert("x-upload-id", id);
    Ok(response)
}
