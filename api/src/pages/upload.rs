//! `/uploads/{id}`: what happened with one file, and what can be done about it. Answering what it asks is in `answer`.

use axum::extract::State;
use axum::response::{Html, Redirect};
use sellout_model::{UploadId, UserId};
use sellout_store::{uploads, users};
use serde::Deserialize;
use uuid::Uuid;

use super::Frame;
use super::contexts::mapping::MappingForm;
use super::contexts::upload::{Said, UploadPage, question};
use crate::extract::{Caller, Id, PageCaller, Paging, Params};
use crate::problem::{Answer, Problem};
use crate::routes::uploads::change::{Touched, retry_upload, undo_upload};
use crate::routes::uploads::row_errors::errors_of;
use crate::routes::uploads::{UploadViews, proposed};
use crate::routes::vendors::to_choose_from;
use crate::state::{App, AppState};

/// What the page is asked beside the upload.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `preview` tells what taking it back would change.
    undo: Option<String>,
}

/// `GET /uploads/{id}`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Id(id): Id,
    paging: Paging,
    Params(asked): Params<Asked>,
) -> Answer<Html<String>> {
    let mut context = context(&app, &caller, id, paging).await?;
    if asked.undo.as_deref() == Some("preview") && context.can_undo {
        let told = undo_upload(&app, &caller, id, true).await?;
        (context.preview, context.moved) = (Some(told.changed), told.moved);
    }
    app.templates.page(&Frame::of(&caller, "/uploads"), &context).map(Html)
}

pub(super) async fn context(app: &App, caller: &Caller, id: Uuid, paging: Paging) -> Answer<UploadPage> {
    let row = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
    let row = row.ok_or_else(|| Problem::not_found("upload"))?;
    let views = UploadViews::of(app, caller.org, std::slice::from_ref(&row)).await?;
    let proposal = proposed(&row);
    let seems = row.changed().map(|(code, _)| code);
    let period = row.period_given.clone().unwrap_or_default();
    let upload = views.show_whole(row)?;
    let form = |detection| MappingForm::of(detection, proposal.as_ref(), &upload.needs);
    // A question about dates or numbers is none about columns.
    let mapping = upload.detection.as_ref().filter(|_| upload.questions.is_empty()).map(form).transpose()?;
    let live = matches!(upload.status.as_str(), "pending" | "processing");
    Ok(UploadPage {
        question: question(&upload.needs, seems.is_some()),
        sender: sender(app, caller, upload.uploaded_by).await?,
        vendors: if upload.needs.is_empty() { Vec::new() } else { to_choose_from(app, caller).await? },
        mapping,
        seems,
        said: Said {
            vendor: upload.vendor.clone().unwrap_or_default(),
            period,
            currency: upload.currency.clone(),
            save_as: String::new(),
        },
        problem: None,
        errors: errors_of(app, caller.org, UploadId(id), paging).await?,
        can_undo: upload.status != "undone" && upload.status != "failed",
        can_retry: !live && upload.status != "undone" && upload.files.is_empty(),
        phase: upload.phase.clone(),
        preview: None,
        moved: None,
        changed: Vec::new(),
        live,
        upload,
    })
}

async fn sender(app: &App, caller: &Caller, id: Option<Uuid>) -> Answer<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    Ok(users::get(app.db.read(), caller.org, UserId(id)).await?.map(|user| user.email))
}

/// `POST /uploads/{id}/undo`.
pub(crate) async fn undo(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Id(id): Id,
) -> Answer<Html<String>> {
    let undone = undo_upload(&app, &caller, id, false).await?;
    and_tell(&app, &caller, id, undone.changed).await
}

/// The page with the other uploads that changed.
pub(super) async fn and_tell(app: &App, caller: &Caller, id: Uuid, changed: Vec<Touched>) -> Answer<Html<String>> {
    let context = UploadPage { changed, ..context(app, caller, id, Paging::first()).await? };
    app.templates.page(&Frame::of(caller, "/uploads"), &context).map(Html)
}

/// `POST /uploads/{id}/retry`.
pub(crate) async fn retry(State(app): State<AppState>, PageCaller(caller): PageCaller, Id(id): Id) -> Answer<Redirect> {
    retry_upload(&app, &caller, id).await?;
    Ok(Redirect::to(&format!("/uploads/{id}")))
}
