//! `GET /uploads/{id}/file`: the original bytes.

use axum::extract::State;
use axum::response::Response;
use sellout_files::FileKey;
use sellout_model::UploadId;
use sellout_store::uploads;

use crate::downloads::{Download, send_kept};
use crate::extract::{Caller, Id};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::AppState;

/// The file as it was sent.
#[utoipa::path(get, path = "/uploads/{id}/file", tag = "uploads", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 404, body = ProblemBody)))]
pub(crate) async fn file(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<Response> {
    let row = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
    let row = row.ok_or_else(|| Problem::not_found("upload"))?;
    let key: FileKey = row.storage_key.parse().map_err(Problem::internal)?;
    let download = Download { filename: &row.filename, content_type: "application/octet-stream" };
    send_kept(&app, key, &download).await
}
