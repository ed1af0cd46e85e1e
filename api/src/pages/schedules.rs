//! `/schedules`: reports that leave by themselves, and a form for one more.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, Redirect};
use sellout_model::{ReportFormat, ReportKind, ReportRange};
use sellout_store::organisations;
use serde::Deserialize;

use super::contexts::list::{Cell, ListPage, ScheduleForm, SchedulesPage};
use super::filters::words;
use super::{Frame, addresses, moment};
use crate::extract::{Id, PageCaller, Paging, validated};
use crate::problem::{Answer, Problem};
use crate::routes::schedules::{DayWord, ScheduleView, Written, listed, make as make_one, run_now};
use crate::scope::Filters;
use crate::state::AppState;

/// `GET /schedules`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
) -> Answer<Html<String>> {
    let list = listed(&app, &caller, paging).await?;
    let organisation = organisations::get(app.db.read(), caller.org).await?;
    let timezone = organisation.ok_or_else(|| Problem::not_found("organisation"))?.timezone;
    let context = SchedulesPage {
        form: ScheduleForm { timezone, ranges: ReportRange::ALL.iter().map(|(_, word)| *word).collect() },
        list: ListPage {
            empty: "Nothing is planned yet.",
            ..ListPage::of("Schedules", &["Schedule", "When", "Days it shows", "To", "Next", "Last", "Now"], &list, row)
        },
    };
    app.templates.page(&Frame::of(&caller, "/schedules"), &context).map(Html)
}

fn row(schedule: &ScheduleView) -> Vec<Cell> {
    let when = match (&schedule.cron, &schedule.frequency) {
        (Some(cron), _) => cron.clone(),
        (None, frequency) => {
            format!(
                "{} at {}",
                words(frequency.as_deref().unwrap_or_default()),
                schedule.at.as_deref().unwrap_or_default()
            )
        }
    };
    let next = if schedule.active { schedule.next_run_at.map(moment) } else { Some("switched off".to_owned()) };
    let last = match (&schedule.last_status, schedule.last_run_at) {
        (Some(status), at) => Cell::state(status.clone()).with(at.map(moment)),
        (None, _) => Cell::text("not yet"),
    };
    vec![
        Cell::text(schedule.name.clone()).with(Some(format!("{} as {}", words(&schedule.kind), schedule.format))),
        Cell::text(when).with(Some(schedule.timezone.clone())),
        Cell::text(words(&schedule.range)),
        Cell::text(schedule.recipients.join(", ")),
        Cell::text(next.unwrap_or_default()),
        last,
        Cell::button("Run", format!("/schedules/{}/run", schedule.id)),
    ]
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    name: String,
    kind: ReportKind,
    format: ReportFormat,
    frequency: String,
    at: String,
    weekday: i32,
    day: String,
    timezone: String,
    range: ReportRange,
    recipients: String,
}

/// `POST /schedules`.
pub(crate) async fn make(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Form(typed): Form<Typed>,
) -> Answer<Redirect> {
    let (weekly, monthly) = (typed.frequency == "weekly", typed.frequency == "monthly");
    let written = Written {
        name: typed.name,
        kind: typed.kind,
        format: typed.format,
        cron: None,
        frequency: Some(typed.frequency),
        at: Some(typed.at),
        weekday: weekly.then_some(typed.weekday),
        day: monthly.then_some(DayWord::Word(typed.day)),
        timezone: Some(typed.timezone),
        range: typed.range,
        filters: Filters::default(),
        recipients: addresses(&typed.recipients),
        active: true,
    };
    make_one(&app, &caller, validated(written)?).await?;
    Ok(Redirect::to("/schedules"))
}

/// `POST /schedules/{id}/run`.
pub(crate) async fn run(State(app): State<AppState>, PageCaller(caller): PageCaller, Id(id): Id) -> Answer<Redirect> {
    run_now(&app, &caller, id).await?;
    Ok(Redirect::to("/schedules"))
}
