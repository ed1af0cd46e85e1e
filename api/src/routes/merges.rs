//! Vendors and stores that files spell in two ways: merging them, telling beforehand what changes, and taking it back.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use garde::Validate;
use sellout_queue::payloads::MergePlaces;
use sellout_queue::{SubmitOptions, submit};
use sellout_store::merges::{self, MergeError, Moves, NewMerge, Seat};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::stores::SeatView;
use super::uploads::change::{Preview, Touched, touched};
use crate::audited::note_with;
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Params, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// A merge, as it was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MergeView {
    pub(crate) id: Uuid,
    /// What is given up; a blank store is the whole vendor.
    pub(crate) from: SeatView,
    /// What stays.
    pub(crate) into: SeatView,
    pub(crate) created_at: DateTime<Utc>,
    /// When it was taken back, if it was.
    pub(crate) undone_at: Option<DateTime<Utc>>,
}

impl MergeView {
    /// A believable one.
    pub(crate) fn sample() -> Self {
        let vendor = |code: &str| SeatView { vendor: code.to_owned(), store: String::new(), channel: String::new() };
        let (from, into) = (vendor("<b>north"), vendor("corner-shop"));
        Self { id: Uuid::nil(), from, into, created_at: DateTime::UNIX_EPOCH, undone_at: None }
    }
}

impl From<merges::Model> for MergeView {
    fn from(row: merges::Model) -> Self {
        Self {
            id: row.id,
            from: SeatView { vendor: row.vendor, store: row.store, channel: row.channel },
            into: SeatView { vendor: row.into_vendor, store: row.into_store, channel: row.into_channel },
            created_at: row.created_at,
            undone_at: row.undone_at,
        }
    }
}

/// What a merge or its undoing changes, or would change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Merging {
    /// The merge; null where it is only told of.
    pub(crate) id: Option<Uuid>,
    /// Whether nothing was done yet.
    pub(crate) preview: bool,
    /// Told beforehand: how many statements move.
    pub(crate) statements: Option<u64>,
    /// Told beforehand: the uploads whose figures move or change.
    pub(crate) changed: Vec<Touched>,
    /// The job that moves the figures, if it is done.
    pub(crate) job_id: Option<Uuid>,
}

/// The merges, newest first; those taken back too.
#[utoipa::path(get, path = "/merges", tag = "catalogue", params(PagingQuery), responses((status = 200, body = Page<MergeView>)))]
pub(crate) async fn list(State(app): State<AppState>, caller: Caller, paging: Paging) -> Answer<Json<Page<MergeView>>> {
    listed(&app, &caller, paging).await.map(Json)
}

/// One page of merges.
pub(crate) async fn listed(app: &App, caller: &Caller, paging: Paging) -> Answer<Page<MergeView>> {
    let page = paging.sorted("-created_at")?;
    let listed = merges::list(app.db.read(), caller.org, page).await?;
    Ok(Page::of(listed, page, MergeView::from))
}

/// The vendor that stays.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntoVendor {
    /// Its code.
    #[garde(length(min = 1, max = 200))]
    into: String,
}

/// Merge a vendor into another one: its figures, past and future, stand there. Two orders of one id become one.
#[utoipa::path(post, path = "/vendors/{code}/merge", tag = "catalogue", params(("code" = String, Path), Preview), request_body = IntoVendor,
    responses((status = 200, body = Merging), (status = 202, body = Merging), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn vendor(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
    Params(how): Params<Preview>,
    Valid(into): Valid<IntoVendor>,
) -> Answer<Response> {
    answer(merge(&app, &caller, &NewMerge::Vendor { from: code, into: into.into }, how.preview).await?)
}

/// The two stores of one vendor.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenStores {
    /// The vendor's code.
    #[garde(length(min = 1, max = 200))]
    vendor: String,
    /// The key of the store that is given up.
    #[garde(length(min = 1, max = 500))]
    store: String,
    /// Its channel.
    #[garde(length(min = 1, max = 20))]
    channel: String,
    /// The key of the store that stays.
    #[garde(length(min = 1, max = 500))]
    into: String,
    /// Its channel; the same, if nothing is said.
    #[garde(inner(length(max = 20)))]
    #[serde(default)]
    into_channel: Option<String>,
}

/// Merge a store into another one of its vendor: its figures, past and future, stand there.
#[utoipa::path(post, path = "/stores/merge", tag = "catalogue", params(Preview), request_body = WrittenStores,
    responses((status = 200, body = Merging), (status = 202, body = Merging), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn store(
    State(app): State<AppState>,
    caller: Caller,
    Params(how): Params<Preview>,
    Valid(said): Valid<WrittenStores>,
) -> Answer<Response> {
    let WrittenStores { vendor, store, channel, into, into_channel } = said;
    let into_channel = into_channel.unwrap_or_else(|| channel.clone());
    let new = NewMerge::Store { from: Seat { vendor, store, channel }, into_store: into, into_channel };
    answer(merge(&app, &caller, &new, how.preview).await?)
}

/// Merges, or only tells.
pub(crate) async fn merge(app: &App, caller: &Caller, new: &NewMerge, preview: bool) -> Answer<Merging> {
    let now = app.clock.now();
    if preview {
        return told(app, caller, None, merges::preview(&app.db, caller.org, new, now).await?).await;
    }
    let tx = app.db.begin().await?;
    let made = merges::create(&tx, caller.org, new, Some(caller.user), now).await?;
    let what = json!({
        "from": [made.vendor, made.store, made.channel], "into": [made.into_vendor, made.into_store, made.into_channel]
    });
    note_with(&tx, caller, "merge.make", made.id, &what, now).await?;
    let submitted = submit(&tx, app.ledger.clock(), &job(caller), SubmitOptions::of(caller.org)).await?;
    tx.commit().await?;
    app.ledger.ring(&[submitted]).await;
    Ok(Merging::begun(made.id, submitted.id.0))
}

/// Take a merge back: what files called otherwise stands under its own name again, files of the meantime too.
#[utoipa::path(post, path = "/merges/{id}/undo", tag = "catalogue", params(("id" = Uuid, Path), Preview),
    responses((status = 200, body = Merging), (status = 202, body = Merging), (status = 404, body = ProblemBody)))]
pub(crate) async fn undo(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
    Params(how): Params<Preview>,
) -> Answer<Response> {
    answer(take_back(&app, &caller, id, how.preview).await?)
}

/// Takes a merge back, or only tells.
pub(crate) async fn take_back(app: &App, caller: &Caller, id: Uuid, preview: bool) -> Answer<Merging> {
    let now = app.clock.now();
    if preview {
        return told(app, caller, Some(id), merges::preview_undo(&app.db, caller.org, id, now).await?).await;
    }
    let tx = app.db.begin().await?;
    let taken = merges::take_back(&tx, caller.org, id, now).await?.ok_or_else(|| Problem::not_found("merge"))?;
    let what = json!({ "from": [taken.vendor, taken.store, taken.channel] });
    note_with(&tx, caller, "merge.undo", id, &what, now).await?;
    let submitted = submit(&tx, app.ledger.clock(), &job(caller), SubmitOptions::of(caller.org)).await?;
    tx.commit().await?;
    app.ledger.ring(&[submitted]).await;
    Ok(Merging::begun(id, submitted.id.0))
}

fn job(caller: &Caller) -> MergePlaces {
    MergePlaces { org_id: caller.org }
}

impl Merging {
    /// A believable one.
    pub(crate) fn sample() -> Self {
        let changed = vec![Touched { id: Uuid::nil(), filename: "<sales>.csv".to_owned() }];
        Self { id: None, preview: true, statements: Some(3), changed, job_id: None }
    }

    fn begun(id: Uuid, job: Uuid) -> Self {
        Self { id: Some(id), preview: false, statements: None, changed: Vec::new(), job_id: Some(job) }
    }
}

async fn told(app: &App, caller: &Caller, id: Option<Uuid>, moves: Moves) -> Answer<Merging> {
    let (statements, changed) = (Some(moves.statements), touched(app, caller, moves.uploads).await?);
    Ok(Merging { id, preview: true, statements, changed, job_id: None })
}

fn answer(merging: Merging) -> Answer<Response> {
    let Some(job) = merging.job_id else { return Ok(Json(merging).into_response()) };
    let location = HeaderValue::from_str(&format!("/api/v1/jobs/{job}")).map_err(Problem::internal)?;
    let mut response = (StatusCode::ACCEPTED, Json(merging)).into_response();
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

impl From<MergeError> for Problem {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Unknown(what) => Self::not_found(what),
            MergeError::Conflict(text) => Self::conflict(text),
            MergeError::Db(error) => error.into(),
        }
    }
}
