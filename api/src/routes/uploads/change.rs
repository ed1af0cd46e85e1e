//! `POST /uploads/{id}/undo`, `/retry` and `/resolve`: taking back, running again, answering what it needs.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use garde::Validate;
use sellout_model::{JobId, UploadId};
use sellout_store::upload_lists;
use sellout_store::uploads::{self, Answer as StoreAnswer, Resolved};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::restatements::{MOST_MOVED, MovedView};
use super::super::sales::currency_of;
use super::accept::submit_reading;
use super::form::vendor_code;
use super::preview::{MappingPreview, preview_mapping};
use crate::audited::note;
use crate::extract::{Caller, Id, Params, Valid, parse_or};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::restating::by_list_prices;
use crate::state::{App, AppState};

/// Only tell, or do.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Preview {
    /// `true` only tells what would change.
    #[serde(default)]
    pub(crate) preview: bool,
}

/// What taking back changed, or would change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Undone {
    /// The upload.
    pub(crate) id: Uuid,
    /// Whether nothing was done yet.
    pub(crate) preview: bool,
    /// Other uploads whose figures change.
    pub(crate) changed: Vec<Touched>,
    /// The data version of the figures then.
    pub(crate) data_version: i64,
    /// Of a preview: the figures before and after. Once it is done, `GET /restatements/{data_version}` tells them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) moved: Option<MovedView>,
}

/// An upload whose figures change with another's.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Touched {
    pub(crate) id: Uuid,
    pub(crate) filename: String,
}

/// What an upload that runs again answers with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Started {
    id: Uuid,
    status: &'static str,
    job_id: Uuid,
    /// What to poll.
    status_url: String,
}

/// Take an upload back: its figures go, and what it had replaced comes back.
#[utoipa::path(post, path = "/uploads/{id}/undo", tag = "uploads", params(("id" = Uuid, Path), Preview),
    responses((status = 200, body = Undone), (status = 404, body = ProblemBody)))]
pub(crate) async fn undo(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
    Params(how): Params<Preview>,
) -> Answer<Json<Undone>> {
    undo_upload(&app, &caller, id, how.preview).await.map(Json)
}

/// Takes back, or only tells.
pub(crate) async fn undo_upload(app: &App, caller: &Caller, id: Uuid, preview: bool) -> Answer<Undone> {
    let now = app.clock.now();
    let (report, moved) = if preview {
        let preview = uploads::preview_undo(&app.db, caller.org, UploadId(id), MOST_MOVED, now).await?;
        let currency = currency_of(app, caller).await?;
        (preview.report, preview.moved.map(|moved| MovedView::of(moved, currency)))
    } else {
        let tx = app.db.begin().await?;
        let report = uploads::undo(&tx, caller.org, UploadId(id), now).await?;
        note(&tx, caller, "upload.undo", id, now).await?;
        // Aliases that the file brought went with it.
        let restating = by_list_prices(app, &tx, caller).await?;
        tx.commit().await?;
        app.ledger.ring(restating.as_slice()).await;
        (report, None)
    };
    Ok(Undone {
        id,
        preview,
        data_version: report.version,
        changed: touched(app, caller, report.changed).await?,
        moved,
    })
}

/// Uploads by their names.
pub(crate) async fn touched(
    app: &App,
    caller: &Caller,
    ids: impl IntoIterator<Item = UploadId>,
) -> Answer<Vec<Touched>> {
    let named = upload_lists::filenames(app.db.read(), caller.org, ids).await?;
    Ok(named.into_iter().map(|(id, filename)| Touched { id: id.0, filename }).collect())
}

/// Read and load the file again.
#[utoipa::path(post, path = "/uploads/{id}/retry", tag = "uploads", params(("id" = Uuid, Path)),
    responses((status = 202, body = Started), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn retry(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<Response> {
    let job = retry_upload(&app, &caller, id).await?;
    started(id, job)
}

/// Runs an upload again; gives the job.
pub(crate) async fn retry_upload(app: &App, caller: &Caller, id: Uuid) -> Answer<JobId> {
    let tx = app.db.begin().await?;
    uploads::prepare_retry(&tx, caller.org, UploadId(id)).await?;
    let submitted = submit_reading(app, &tx, caller, UploadId(id)).await?;
    note(&tx, caller, "upload.retry", id, app.clock.now()).await?;
    tx.commit().await?;
    app.ledger.ring(&[submitted]).await;
    Ok(submitted.id)
}

/// What an upload asked for.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resolution {
    /// The vendor's code.
    #[garde(inner(length(max = 200)))]
    pub(crate) vendor: Option<String>,
    /// Such as `2025-04`.
    #[garde(inner(length(max = 60)))]
    pub(crate) period: Option<String>,
    /// `append` or `replace`.
    #[garde(skip)]
    pub(crate) mode: Option<String>,
    /// What each column of the proposed mapping is: header to field; a blank field leaves the column out, and a column
    /// that is not named stays as proposed.
    #[garde(skip)]
    pub(crate) mapping: Option<BTreeMap<String, String>>,
    /// The currency of a mapping's amounts, where the file does not name it; the organisation's if left out.
    #[garde(skip)]
    pub(crate) currency: Option<String>,
    /// Keep the mapping as a format with this code.
    #[garde(inner(length(max = 64)))]
    pub(crate) save_as: Option<String>,
    /// Read the file by the format with this code instead of a mapping.
    #[garde(inner(length(max = 64)))]
    pub(crate) format: Option<String>,
    /// `day_first` or `month_first`: what 03/04/2025 is.
    #[garde(skip)]
    pub(crate) dates: Option<String>,
    /// `.` or `,`: the sign before decimals.
    #[garde(skip)]
    pub(crate) decimal: Option<String>,
    /// `line` or `unit`: whether the money of a row is for all its pieces or for one.
    #[garde(skip)]
    pub(crate) amounts: Option<String>,
    /// `included` or `excluded`: whether amounts include VAT.
    #[garde(skip)]
    pub(crate) vat: Option<String>,
}

/// Answer what an upload needs. A mode alone only recomputes (200); all else reads the file again (202). With
/// `preview=true` nothing is answered: the mapping's first rows are shown as they would load (200).
#[utoipa::path(post, path = "/uploads/{id}/resolve", tag = "uploads", params(("id" = Uuid, Path), Preview), request_body = Resolution,
    responses((status = 200, description = "the figures are recomputed, or the preview", body = Recomputed),
        (status = 202, body = Started), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn resolve(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
    Params(how): Params<Preview>,
    Valid(said): Valid<Resolution>,
) -> Answer<Response> {
    if how.preview {
        let rows = preview_mapping(&app, &caller, id, &said).await?;
        return Ok(Json(Recomputed::Rows(Box::new(rows))).into_response());
    }
    let answer = check_resolution(&app, &caller, id, &said).await?;
    match resolve_upload(&app, &caller, id, &answer, said.save_as.as_deref()).await? {
        Outcome::Reading(job) => started(id, job),
        Outcome::Recomputed(undone) => Ok(Json(Recomputed::Figures(undone)).into_response()),
    }
}

/// What an answer or a preview of one is told with.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Recomputed {
    /// The figures that changed.
    Figures(Box<Undone>),
    /// The first rows by the mapping.
    Rows(Box<MappingPreview>),
}

/// What follows from an answer.
pub(crate) enum Outcome {
    /// The file is read again by this job.
    Reading(JobId),
    /// The figures are there already.
    Recomputed(Box<Undone>),
}

/// The answer in words of the trade.
pub(crate) async fn check_resolution(app: &App, caller: &Caller, id: Uuid, said: &Resolution) -> Answer<StoreAnswer> {
    let vendor = said.vendor.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(vendor_code).transpose()?;
    let reading = super::reading::reading_of(app, caller, id, said).await?;
    let picks = said.format.as_deref().is_some_and(|code| !code.trim().is_empty());
    // A changed file of a known format keeps that format.
    let format_source = match &reading.format {
        Some(_) if !picks => None,
        _ => super::mapping::format_from(app, caller, id, said).await?,
    };
    let answer = StoreAnswer {
        vendor,
        period: parse_or("period", said.period.as_deref())?,
        mode: parse_or("mode", said.mode.as_deref())?,
        format_source,
        reading,
    };
    let nothing = answer.vendor.is_none()
        && answer.period.is_none()
        && answer.mode.is_none()
        && answer.format_source.is_none()
        && answer.reading.is_empty();
    if nothing {
        return Err(Problem::invalid(
            "needs",
            "say vendor, period, mode, format or mapping: whatever the upload's needs name",
        ));
    }
    Ok(answer)
}

/// Answers; keeps the mapping as a format if it was given a name.
pub(crate) async fn resolve_upload(
    app: &App,
    caller: &Caller,
    id: Uuid,
    answer: &StoreAnswer,
    save_as: Option<&str>,
) -> Answer<Outcome> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let resolved = uploads::resolve(&tx, caller.org, UploadId(id), answer, now).await?;
    if let (Some(code), Some(source)) = (save_as.filter(|code| !code.is_empty()), &answer.format_source) {
        sellout_store::format_versions::save(&tx, caller.org, code, source, Some(caller.user), now).await?;
    }
    let submitted = match &resolved {
        Resolved::ReadAgain => Some(submit_reading(app, &tx, caller, UploadId(id)).await?),
        Resolved::Recomputed(_) => None,
    };
    note(&tx, caller, "upload.resolve", id, now).await?;
    tx.commit().await?;
    match (submitted, resolved) {
        (Some(submitted), _) => {
            app.ledger.ring(&[submitted]).await;
            Ok(Outcome::Reading(submitted.id))
        }
        (None, Resolved::Recomputed(report)) => {
            let changed = touched(app, caller, report.changed).await?;
            Ok(Outcome::Recomputed(Box::new(Undone {
                id,
                preview: false,
                data_version: report.version,
                changed,
                moved: None,
            })))
        }
        (None, Resolved::ReadAgain) => Err(Problem::internal("an answer that reads again has no job")),
    }
}

fn started(id: Uuid, job: JobId) -> Answer<Response> {
    let status_url = format!("/api/v1/uploads/{id}/status");
    let location = HeaderValue::from_str(&status_url).map_err(Problem::internal)?;
    let body = Started { id, status: "pending", job_id: job.0, status_url };
    let mut response = (StatusCode::ACCEPTED, Json(body)).into_response();
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}
