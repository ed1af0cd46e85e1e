//! `POST /uploads/{id}/resolve`: the answer to what an upload asks, or only a look at the rows as they would load. What
//! cannot be taken is told on the page, with all that was typed.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use sellout_ingest::Proposal;
use sellout_model::UploadId;
use sellout_store::uploads;
use uuid::Uuid;

use super::Frame;
use super::contexts::mapping::figure_of;
use super::contexts::upload::{Said, UploadPage};
use super::upload::{and_tell, context};
use crate::extract::{Caller, Id, PageCaller, Paging, Params};
use crate::problem::{Answer, Problem};
use crate::routes::uploads::change::{Outcome, Preview, Resolution, check_resolution, resolve_upload};
use crate::routes::uploads::preview::preview_mapping;
use crate::routes::uploads::proposed;
use crate::state::{App, AppState};

/// The columns' meanings come as `map.` and the column's place, or `across.` and the figure's.
pub(crate) async fn resolve(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Id(id): Id,
    Params(how): Params<Preview>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Answer<Response> {
    let row = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
    let proposal = proposed(&row.ok_or_else(|| Problem::not_found("upload"))?);
    let said = resolution(&fields, proposal.as_ref());
    if how.preview {
        return page(&app, &caller, id, (&said, &fields), None).await;
    }
    let answer = match check_resolution(&app, &caller, id, &said).await {
        Err(problem) if problem.kind.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            return page(&app, &caller, id, (&said, &fields), Some(&problem)).await;
        }
        other => other?,
    };
    match resolve_upload(&app, &caller, id, &answer, said.save_as.as_deref()).await? {
        Outcome::Reading(_) => Ok(Redirect::to(&format!("/uploads/{id}")).into_response()),
        Outcome::Recomputed(undone) => Ok(and_tell(&app, &caller, id, undone.changed).await?.into_response()),
    }
}

fn resolution(fields: &BTreeMap<String, String>, proposal: Option<&Proposal>) -> Resolution {
    let given = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Resolution {
        vendor: given("vendor"),
        period: given("period"),
        mode: given("mode"),
        mapping: proposal.map(|proposal| mapping(fields, proposal)).filter(|mapping| !mapping.is_empty()),
        currency: given("currency"),
        save_as: given("save_as"),
        format: given("format"),
        dates: given("dates"),
        decimal: given("decimal"),
        amounts: given("amounts"),
        vat: given("vat"),
    }
}

/// Header to field, of the columns that the form names.
fn mapping(fields: &BTreeMap<String, String>, proposal: &Proposal) -> BTreeMap<String, String> {
    let word = |at: usize, header: &str| match figure_of(proposal, header) {
        Some(figure) => fields.get(&format!("across.{figure}")),
        None => fields.get(&format!("map.{at}")),
    };
    let columns = proposal.columns.iter().enumerate();
    columns.filter_map(|(at, column)| Some((column.header.clone(), word(at, &column.header)?.clone()))).collect()
}

/// The page with what was typed: the rows as they would load, or what is wrong.
async fn page(
    app: &App,
    caller: &Caller,
    id: Uuid,
    (said, fields): (&Resolution, &BTreeMap<String, String>),
    problem: Option<&Problem>,
) -> Answer<Response> {
    let mut context = context(app, caller, id, Paging::first()).await?;
    let typed = |text: &Option<String>| text.clone().unwrap_or_default();
    if let Some(form) = &mut context.mapping {
        form.typed(fields);
    }
    context.said = Said {
        vendor: typed(&said.vendor),
        period: typed(&said.period),
        currency: said.currency.clone().unwrap_or(context.upload.currency.clone()),
        save_as: typed(&said.save_as),
    };
    let looked = match problem {
        Some(problem) => Err(problem.in_words()),
        None => look(app, caller, id, said, &mut context).await?,
    };
    let status = if looked.is_ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    context.problem = looked.err();
    let html = app.templates.page(&Frame::of(caller, "/uploads"), &context)?;
    Ok((status, Html(html)).into_response())
}

/// Puts the rows into the page; the inner error is what is wrong with the mapping.
async fn look(
    app: &App,
    caller: &Caller,
    id: Uuid,
    said: &Resolution,
    context: &mut UploadPage,
) -> Answer<Result<(), String>> {
    match preview_mapping(app, caller, id, said).await {
        Ok(looked) => {
            if let Some(form) = &mut context.mapping {
                form.changed(&looked.proposal, &looked.needs, looked.preview)?;
            }
            Ok(Ok(()))
        }
        Err(problem) if problem.kind.status() == StatusCode::UNPROCESSABLE_ENTITY => Ok(Err(problem.in_words())),
        Err(problem) => Err(problem),
    }
}
