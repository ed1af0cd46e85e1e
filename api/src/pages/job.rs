//! `/jobs/{id}`: one job with its attempts.

use axum::extract::State;
use axum::response::Html;
use sellout_model::JobId;

use super::contexts::list::{Cell, ListPage, columns};
use super::filters::words;
use super::{Frame, moment};
use crate::extract::{Id, PageCaller};
use crate::problem::Answer;
use crate::routes::jobs::{AttemptInfo, JobDetail, detail};
use crate::state::AppState;

/// `GET /jobs/{id}`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Id(id): Id,
) -> Answer<Html<String>> {
    let found = detail(&app, &caller, JobId(id)).await?;
    let mut rows: Vec<_> = found.attempts.iter().map(row).collect();
    rows.extend(children(&found));
    let context = ListPage {
        title: "Job",
        said: Some(told(&found)),
        problem: found.job.error.clone(),
        columns: columns(&["Attempt#", "Outcome", "Begun", "Ended", "By", "Why"]),
        page: 1,
        per_page: rows.len().max(1) as u64,
        total: rows.len() as u64,
        rows,
        empty: "It has not been tried yet.",
        ..ListPage::default()
    };
    app.templates.page(&Frame::of(&caller, "/jobs"), &context).map(Html)
}

fn told(found: &JobDetail) -> String {
    let job = &found.job;
    let phase = job.phase.as_ref().map_or_else(String::new, |phase| format!(": {phase}, {} %", job.progress));
    format!("{} is {}{phase}", words(&job.kind), job.state)
}

fn row(attempt: &AttemptInfo) -> Vec<Cell> {
    vec![
        Cell::text(attempt.attempt.to_string()),
        Cell::state(&attempt.outcome),
        Cell::text(attempt.started_at.map(moment).unwrap_or_default()),
        Cell::text(attempt.ended_at.map(moment).unwrap_or_default()),
        Cell::text(attempt.worker.clone().unwrap_or_default()),
        Cell::text(attempt.error.clone().unwrap_or_default()),
    ]
}

/// One line for all children, if it has any.
fn children(found: &JobDetail) -> Option<Vec<Cell>> {
    let counts: Vec<_> = found.children.iter().map(|(state, jobs)| format!("{jobs} {state}")).collect();
    let line = Cell::text("").with(Some(format!("Children: {}", counts.join(", "))));
    (!counts.is_empty())
        .then(|| vec![line, Cell::default(), Cell::default(), Cell::default(), Cell::default(), Cell::default()])
}
