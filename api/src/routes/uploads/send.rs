//! `POST /uploads`: one item a file; 202 if any was accepted, else the first refusal.

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::accept::accept;
use super::form::read_form;
use crate::extract::Caller;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// The form, as documented; it is read as a stream.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the multipart form in the API's description")]
pub(crate) struct UploadForm {
    /// One or more sales files, or archives of them.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<u8>,
    /// The vendor's code; found by itself if left out.
    vendor: Option<String>,
    /// Such as `2025-04`, `2025-W14`, `2025-Q1`, `2025-04-01..2025-04-15`.
    period: Option<String>,
    /// `append` or `replace`; the format's own way if left out.
    mode: Option<String>,
    /// `true` loads the same bytes again.
    force: Option<bool>,
    /// The upload that the file corrects and takes the place of; workbooks of row errors say so themselves.
    corrects: Option<String>,
}

/// What became of one file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReceivedItem {
    /// The file's name.
    pub(crate) filename: String,
    /// The upload, if it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<Uuid>,
    /// The job that reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) job_id: Option<Uuid>,
    /// `pending`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<&'static str>,
    /// What to poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_url: Option<String>,
    /// Why it was not accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<String>,
    /// The upload that has the same bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) upload_id: Option<Uuid>,
}

/// What became of all files.
#[derive(Serialize, ToSchema)]
pub(crate) struct Received {
    /// One item a file, in their order.
    items: Vec<ReceivedItem>,
}

/// Send one or more sales files.
#[utoipa::path(post, path = "/uploads", tag = "uploads",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 202, body = Received), (status = 409, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 422, body = ProblemBody), (status = 507, body = ProblemBody)))]
pub(crate) async fn create(State(app): State<AppState>, caller: Caller, multipart: Multipart) -> Answer<Response> {
    let (items, refusal) = receive(&app, &caller, multipart).await?;
    let first = items.iter().find_map(|item| item.status_url.clone());
    match (first, refusal) {
        (Some(url), _) => {
            let mut response = (StatusCode::ACCEPTED, Json(Received { items })).into_response();
            let url = HeaderValue::from_str(&url).map_err(Problem::internal)?;
            response.headers_mut().insert(header::LOCATION, url);
            Ok(response)
        }
        (None, Some(mut refusal)) => {
            refusal.items = items.into_iter().filter_map(|item| serde_json::to_value(item).ok()).collect();
            Err(refusal)
        }
        (None, None) => Err(Problem::invalid("file", "no file was sent")),
    }
}

/// Takes a form's files in: one item a file, and the first refusal.
pub(crate) async fn receive(
    app: &App,
    caller: &Caller,
    multipart: Multipart,
) -> Answer<(Vec<ReceivedItem>, Option<Problem>)> {
    let form = read_form(app, caller.org, multipart).await?;
    let (mut items, mut refusal) = (Vec::new(), None);
    for (filename, file) in form.files {
        let outcome = match file {
            Ok(waiting) => accept(app, caller, &filename, &form.said, waiting).await,
            Err(problem) => Err(problem),
        };
        match outcome {
            Ok(accepted) => items.push(ReceivedItem {
                id: Some(accepted.id.0),
                job_id: Some(accepted.job.0),
                status: Some("pending"),
                status_url: Some(format!("/api/v1/uploads/{}/status", accepted.id)),
                ..ReceivedItem::named(filename)
            }),
            Err(problem) => {
                items.push(ReceivedItem::refused(filename, &problem));
                refusal.get_or_insert(problem);
            }
        }
    }
    Ok((items, refusal))
}

impl ReceivedItem {
    fn named(filename: String) -> Self {
        Self {
            filename,
            id: None,
            job_id: None,
            status: None,
            status_url: None,
            code: None,
            detail: None,
            upload_id: None,
        }
    }

    fn refused(filename: String, problem: &Problem) -> Self {
        Self {
            code: Some(problem.kind.code()),
            detail: Some(problem.detail.clone()),
            upload_id: problem.upload_id,
            ..Self::named(filename)
        }
    }
}
