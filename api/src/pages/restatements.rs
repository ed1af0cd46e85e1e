//! `/restatements`: the changes of the figures, and what each moved.

use axum::extract::{Path, RawQuery, State};
use axum::response::Html;

use super::contexts::list::{Cell, ListPage};
use super::contexts::restatement::RestatementPage;
use super::{Frame, moment, query_without_page};
use crate::extract::{PageCaller, Paging, Params};
use crate::problem::Answer;
use crate::routes::restatements::{RestatementView, WhichRestatements, listed, one};
use crate::state::AppState;

/// `GET /restatements`.
pub(crate) async fn list(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
    Params(which): Params<WhichRestatements>,
    RawQuery(query): RawQuery,
) -> Answer<Html<String>> {
    let list = listed(&app, &caller, &which, paging).await?;
    let context = ListPage {
        empty: "No figures have changed here.",
        query: query_without_page(query.as_deref()),
        ..ListPage::of("Restatements: changes of the figures", &["When", "What happened", "File"], &list, row)
    };
    app.templates.page(&Frame::of(&caller, "/restatements"), &context).map(Html)
}

fn row(change: &RestatementView) -> Vec<Cell> {
    let file = |upload: &crate::routes::uploads::change::Touched| {
        Cell::link(upload.filename.clone(), format!("/uploads/{}", upload.id))
    };
    vec![
        Cell::link(moment(change.at), format!("/restatements/{}", change.data_version)),
        Cell::text(what_happened(&change.cause)),
        change.upload.as_ref().map_or_else(Cell::default, file),
    ]
}

/// The cause in words for people.
pub(super) fn what_happened(cause: &str) -> &str {
    match cause {
        "load" => "a file was loaded",
        "undo" => "an upload was taken back",
        "answer" => "a question was answered",
        "rates" => "exchange rates came in",
        "list_prices" => "list prices or product matches changed",
        "merge" => "vendors or stores were merged, or came apart again",
        other => other,
    }
}

/// `GET /restatements/{version}`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Path(version): Path<i64>,
) -> Answer<Html<String>> {
    let mut shown = one(&app, &caller, version).await?;
    let cause = what_happened(&shown.restatement.cause).to_owned();
    shown.restatement.cause = cause;
    app.templates.page(&Frame::of(&caller, "/restatements"), &RestatementPage { shown }).map(Html)
}
