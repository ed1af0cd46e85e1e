//! `GET /uploads/{id}/errors`: the rows that could not be read, as a list, as CSV or as a workbook.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use sellout_files::{FileKey, safe_filename};
use sellout_model::error_workbook::workbook_name;
use sellout_model::{OrgId, ReportFormat, UploadId};
use sellout_reader::Wrong;
use sellout_report::{content_type, write_errors_csv};
use sellout_store::row_errors::Kept;
use sellout_store::upload_lists::shown_load;
use sellout_store::{row_errors, uploads};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::downloads::{Download, send_bytes, send_file};
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Params};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// As a list, or as which file.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ErrorsAs {
    /// `csv` downloads the list; `xlsx` the sender's own sheets with a last column "sellout: reason": corrected and
    /// sent again, it takes the place of the file.
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
    let kept = row_errors::kept(app.db.read(), org, upload.id()).await?;
    let mut response = if kind == "xlsx" {
        workbook(app, upload, kept, &workbook_name(&upload.filename)).await?
    } else {
        csv(kept, &format!("errors of {}.csv", safe_filename(&upload.filename))).await?
    };
    let id = HeaderValue::from_str(&upload.id.to_string()).map_err(Problem::internal)?;
    response.headers_mut().insert("x-upload-id", id);
    Ok(response)
}

async fn csv(kept: Kept, filename: &str) -> Answer<Response> {
    let bytes = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        write_errors_csv(&mut kept.lines.into_iter().map(Ok), &mut bytes).map(|()| bytes)
    });
    let bytes = bytes.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    send_bytes(bytes, &Download { filename, content_type: "text/csv; charset=utf-8" })
}

/// The sender's own workbook with what is wrong in it. It is written when it is asked for: what is refused because it
/// overlaps others follows the figures.
async fn workbook(app: &App, upload: &uploads::Model, kept: Kept, filename: &str) -> Answer<Response> {
    let key: FileKey = upload.storage_key.parse().map_err(Problem::internal)?;
    let copy = app.files.local_copy(key).await?;
    let wrong = Wrong { upload: upload.id.to_string(), lines: kept.lines, unmarked: kept.unmarked };
    let written = app.reader.error_workbook(copy.path(), &upload.filename, wrong).await.map_err(Problem::internal)?;
    send_file(written.file, written.size_bytes, &Download { filename, content_type: content_type(ReportFormat::Xlsx) })
}
