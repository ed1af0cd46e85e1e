//! `/jobs`: what the program does in the background.

use axum::extract::{RawQuery, State};
use axum::response::{Html, Redirect};
use sellout_model::{JobId, JobState};

use super::contexts::list::{Cell, Filter, ListPage, More};
use super::filters::words;
use super::{Frame, moment, query_without_page};
use crate::extract::{Id, PageCaller, Paging, Params};
use crate::problem::Answer;
use crate::routes::jobs::{JobInfo, WhichJobs, listed};
use crate::state::AppState;

/// `GET /jobs`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
    Params(which): Params<WhichJobs>,
    RawQuery(query): RawQuery,
) -> Answer<Html<String>> {
    let list = listed(&app, &caller, &which, paging).await?;
    let context = ListPage {
        filters: vec![Filter {
            label: "State",
            name: "state",
            value: which.state.unwrap_or_default(),
            choices: JobState::ALL.iter().map(|state| state.as_str()).collect(),
            ..Filter::default()
        }],
        empty: "No jobs here.",
        more: if caller.is_admin() { vec![More { text: "Workers", href: "/jobs/workers" }] } else { Vec::new() },
        query: query_without_page(query.as_deref()),
        ..ListPage::of("Jobs", &["Job", "State", "Progress#", "Attempt#", "Begun", "Ended", "For", "Do"], &list, row)
    };
    app.templates.page(&Frame::of(&caller, "/jobs"), &context).map(Html)
}

fn row(job: &JobInfo) -> Vec<Cell> {
    let upload = job.upload_id.map_or_else(Cell::default, |id| Cell::link("the upload", format!("/uploads/{id}")));
    let action = match job.state {
        JobState::Failed | JobState::Cancelled => Cell::button("Run again", format!("/jobs/{}/retry", job.id)),
        JobState::Succeeded => Cell::default(),
        _ => Cell::button("Cancel", format!("/jobs/{}/cancel", job.id)),
    };
    vec![
        Cell::link(words(&job.kind), format!("/jobs/{}", job.id)).with(job.phase.clone()),
        Cell::state(job.state.as_str()).with(job.error.clone()),
        Cell::text(format!("{} %", job.progress)),
        Cell::text(format!("{} of {}", job.attempt, job.max_attempts)),
        Cell::text(job.started_at.map(moment).unwrap_or_default()),
        Cell::text(job.finished_at.map(moment).unwrap_or_default()),
        upload,
        action,
    ]
}

/// `POST /jobs/{id}/cancel`.
pub(crate) async fn cancel(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Id(id): Id,
) -> Answer<Redirect> {
    app.ledger.cancel(Some(caller.org), JobId(id), &format!("cancelled by {}", caller.email)).await?;
    Ok(Redirect::to("/jobs"))
}

/// `POST /jobs/{id}/retry`.
pub(crate) async fn retry(State(app): State<AppState>, PageCaller(caller): PageCaller, Id(id): Id) -> Answer<Redirect> {
    app.ledger.retry(Some(caller.org), JobId(id)).await?;
    Ok(Redirect::to("/jobs"))
}
