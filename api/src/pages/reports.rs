//! `/reports`: those that were made, and a form for one more.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, Redirect};
use sellout_model::{Period, ReportFormat, ReportKind};
use sellout_report::show;
use sellout_store::organisations;
use serde::Deserialize;

use super::contexts::list::{Cell, ListPage, ReportForm, ReportsPage};
use super::{Frame, addresses, moment};
use crate::extract::{PageCaller, Paging, validated};
use crate::problem::{Answer, Problem};
use crate::routes::reports::{ReportView, Wanted, ask as ask_for, listed};
use crate::scope::Filters;
use crate::state::AppState;

/// `GET /reports`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
) -> Answer<Html<String>> {
    let list = listed(&app, &caller, paging).await?;
    let organisation = organisations::get(app.db.read(), caller.org).await?;
    let zone = organisation.ok_or_else(|| Problem::not_found("organisation"))?.zone()?;
    let month = Period::month_of(app.clock.today(zone)).previous();
    let context = ReportsPage {
        form: ReportForm { from: month.from.to_string(), to: month.to.to_string() },
        list: ListPage {
            empty: "No reports yet. Make one above, or plan one under Schedules.",
            ..ListPage::of("Reports", &["Report", "State", "Asked for", "Size#", "File"], &list, row)
        },
    };
    app.templates.page(&Frame::of(&caller, "/reports"), &context).map(Html)
}

fn row(report: &ReportView) -> Vec<Cell> {
    let period = Period::between(report.from, report.to);
    let days = period.map_or_else(|_| report.from.to_string(), |period| show::period(&period));
    let name = format!("{}, {days}", super::filters::words(&report.kind));
    let file = match report.status.as_str() {
        "completed" => {
            Cell::link(report.format.to_uppercase().replace('_', " "), format!("/api/v1/reports/{}/file", report.id))
        }
        _ => Cell::text(""),
    };
    let size = report.size_bytes.and_then(|size| u64::try_from(size).ok()).map(super::filters::size);
    vec![
        Cell::text(name).with(report.error.clone()),
        Cell::state(report.status.clone()),
        Cell::text(moment(report.created_at)),
        Cell::text(size.unwrap_or_default()),
        file,
    ]
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    kind: ReportKind,
    from: String,
    to: String,
    format: ReportFormat,
    #[serde(default)]
    recipients: String,
}

/// `POST /reports`.
pub(crate) async fn ask(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Form(typed): Form<Typed>,
) -> Answer<Redirect> {
    let wanted = Wanted {
        kind: typed.kind,
        from: typed.from,
        to: typed.to,
        format: typed.format,
        filters: Filters::default(),
        recipients: addresses(&typed.recipients),
    };
    ask_for(&app, &caller, validated(wanted)?).await?;
    Ok(Redirect::to("/reports"))
}
