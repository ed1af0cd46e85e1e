//! `/schedules`: reports that leave by themselves. When they fire is the timetable's; here they are planned.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use garde::Validate;
use sellout_model::{ReportFormat, ReportKind, ReportRange, ScheduleId};
use sellout_queue::payloads::FireSchedule;
use sellout_queue::timetable::Planned;
use sellout_queue::{SubmitOptions, submit};
use sellout_store::organisations;
use sellout_store::schedules::{self, Plan};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audited::note;
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::scope::Filters;
use crate::state::{App, AppState};

/// A schedule as people write it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    /// What it is called; its mails' subjects begin with it.
    #[garde(length(chars, min = 1, max = 100))]
    pub(crate) name: String,
    /// `sales_summary` or `transactions`.
    #[garde(skip)]
    #[schema(value_type = String)]
    pub(crate) kind: ReportKind,
    /// `pdf`, `xlsx`, `csv` or `csv_zip`.
    #[garde(skip)]
    #[schema(value_type = String)]
    pub(crate) format: ReportFormat,
    /// Minute, hour, day, month, weekday; instead of `frequency`.
    #[garde(inner(length(max = 100)))]
    pub(crate) cron: Option<String>,
    /// `daily`, `weekly` or `monthly`.
    #[garde(skip)]
    pub(crate) frequency: Option<String>,
    /// `HH:MM`.
    #[garde(skip)]
    pub(crate) at: Option<String>,
    /// 1 (Monday) to 7, of weekly ones.
    #[garde(inner(range(min = 1, max = 7)))]
    pub(crate) weekday: Option<i32>,
    /// 1 to 31, `last` or `last_working`, of monthly ones.
    #[garde(skip)]
    #[schema(value_type = Option<String>)]
    pub(crate) day: Option<DayWord>,
    /// IANA name; the organisation's if left out.
    #[garde(skip)]
    pub(crate) timezone: Option<String>,
    /// Such as `previous_month`: whole days ending yesterday in its zone.
    #[garde(skip)]
    #[schema(value_type = String, example = "previous_month")]
    pub(crate) range: ReportRange,
    /// Only a part of the sales.
    #[garde(skip)]
    #[serde(default)]
    pub(crate) filters: Filters,
    /// Whom the report is mailed to.
    #[garde(length(min = 1, max = 100), inner(email))]
    pub(crate) recipients: Vec<String>,
    /// `false` keeps it and does not fire it.
    #[garde(skip)]
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

fn yes() -> bool {
    true
}

/// A day of the month: a number, or a word.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum DayWord {
    /// 1 to 31.
    Number(u32),
    /// `last`, `last_working`, or a number as text.
    Word(String),
}

impl DayWord {
    fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Word(word) => word.trim().to_owned(),
        }
    }
}

/// A schedule.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ScheduleView {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) format: String,
    pub(crate) cron: Option<String>,
    pub(crate) frequency: Option<String>,
    pub(crate) at: Option<String>,
    pub(crate) weekday: Option<i32>,
    pub(crate) day: Option<String>,
    pub(crate) timezone: String,
    pub(crate) range: String,
    #[schema(value_type = Filters)]
    pub(crate) filters: serde_json::Value,
    pub(crate) recipients: Vec<String>,
    pub(crate) active: bool,
    pub(crate) next_run_at: Option<DateTime<Utc>>,
    /// Its next five times; none while it is not active.
    pub(crate) upcoming: Vec<DateTime<Utc>>,
    pub(crate) last_run_at: Option<DateTime<Utc>>,
    /// What became of the last report.
    pub(crate) last_status: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
}

impl ScheduleView {
    fn of(row: schedules::Model) -> Answer<Self> {
        Ok(Self {
            upcoming: upcoming(&row),
            filters: row.filters()?,
            recipients: row.recipients()?,
            id: row.id,
            name: row.name,
            kind: row.kind,
            format: row.format,
            cron: row.cron,
            frequency: row.frequency,
            at: row.at,
            weekday: row.weekday,
            day: row.day,
            timezone: row.timezone,
            range: row.range,
            active: row.active,
            next_run_at: row.next_run_at,
            last_run_at: row.last_run_at,
            last_status: row.last_status,
            created_at: row.created_at,
        })
    }
}

/// The next times, from the one that is due next.
fn upcoming(row: &schedules::Model) -> Vec<DateTime<Utc>> {
    let Some(next) = row.next_run_at.filter(|_| row.active) else { return Vec::new() };
    let words = Planned {
        cron: row.cron.as_deref(),
        frequency: row.frequency.as_deref(),
        at: row.at.as_deref(),
        weekday: row.weekday,
        day: row.day.as_deref(),
        timezone: &row.timezone,
    };
    words.times().map(|times| times.upcoming(next - TimeDelta::seconds(1), 5)).unwrap_or_default()
}

/// The job of a schedule that is run by hand.
#[derive(Serialize, ToSchema)]
pub(crate) struct Running {
    job_id: Uuid,
    /// What to poll.
    status_url: String,
}

/// The schedules, by name.
#[utoipa::path(get, path = "/schedules", tag = "reports", params(PagingQuery), responses((status = 200, body = Page<ScheduleView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
) -> Answer<Json<Page<ScheduleView>>> {
    listed(&app, &caller, paging).await.map(Json)
}

/// One page of schedules.
pub(crate) async fn listed(app: &App, caller: &Caller, paging: Paging) -> Answer<Page<ScheduleView>> {
    let page = paging.sorted("name")?;
    let listed = schedules::list(app.db.read(), caller.org, page).await?;
    Page::try_of(listed, page, ScheduleView::of)
}

/// Plan a report.
#[utoipa::path(post, path = "/schedules", tag = "reports", request_body = Written,
    responses((status = 201, body = ScheduleView), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(written): Valid<Written>,
) -> Answer<(StatusCode, Json<ScheduleView>)> {
    Ok((StatusCode::CREATED, Json(make(&app, &caller, written).await?)))
}

/// Makes a schedule.
pub(crate) async fn make(app: &App, caller: &Caller, written: Written) -> Answer<ScheduleView> {
    let plan = planned(app, caller, written).await?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = schedules::create(&tx, caller.org, &plan, Some(caller.user), now).await?;
    note(&tx, caller, "schedule.make", row.id, now).await?;
    tx.commit().await?;
    ScheduleView::of(row)
}

/// One schedule.
#[utoipa::path(get, path = "/schedules/{id}", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 200, body = ScheduleView), (status = 404, body = ProblemBody)))]
pub(crate) async fn show(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<Json<ScheduleView>> {
    let row = schedules::get(app.db.read(), caller.org, ScheduleId(id)).await?;
    ScheduleView::of(row.ok_or_else(|| Problem::not_found("schedule"))?).map(Json)
}

/// Change a schedule: the whole of it.
#[utoipa::path(put, path = "/schedules/{id}", tag = "reports", params(("id" = Uuid, Path)), request_body = Written,
    responses((status = 200, body = ScheduleView), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn change(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
    Valid(written): Valid<Written>,
) -> Answer<Json<ScheduleView>> {
    let plan = planned(&app, &caller, written).await?;
    let tx = app.db.begin().await?;
    let row = schedules::update(&tx, caller.org, ScheduleId(id), &plan).await?;
    let row = row.ok_or_else(|| Problem::not_found("schedule"))?;
    note(&tx, &caller, "schedule.change", id, app.clock.now()).await?;
    tx.commit().await?;
    ScheduleView::of(row).map(Json)
}

/// Delete a schedule; its reports and mails stay.
#[utoipa::path(delete, path = "/schedules/{id}", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<StatusCode> {
    let tx = app.db.begin().await?;
    if !schedules::delete(&tx, caller.org, ScheduleId(id)).await? {
        return Err(Problem::not_found("schedule"));
    }
    note(&tx, &caller, "schedule.delete", id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Run a schedule now, beside its times.
#[utoipa::path(post, path = "/schedules/{id}/run", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 202, body = Running), (status = 404, body = ProblemBody)))]
pub(crate) async fn run(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
) -> Answer<(StatusCode, Json<Running>)> {
    let job = run_now(&app, &caller, id).await?;
    Ok((StatusCode::ACCEPTED, Json(Running { job_id: job, status_url: format!("/api/v1/jobs/{job}") })))
}

/// Fires a schedule by hand; gives the job.
pub(crate) async fn run_now(app: &App, caller: &Caller, id: Uuid) -> Answer<Uuid> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = schedules::get(&tx, caller.org, ScheduleId(id)).await?;
    let row = row.ok_or_else(|| Problem::not_found("schedule"))?;
    let job = FireSchedule { schedule_id: row.schedule(), fire_at: now };
    let submitted = submit(&tx, app.ledger.clock(), &job, SubmitOptions::of(caller.org)).await?;
    note(&tx, caller, "schedule.run", id, now).await?;
    tx.commit().await?;
    app.ledger.ring(&[submitted]).await;
    Ok(submitted.id.0)
}

/// What was written as the store keeps it, with the next time it fires.
async fn planned(app: &App, caller: &Caller, written: Written) -> Answer<Plan> {
    let filters = written.filters.checked()?;
    let blank = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let timezone = if let Some(zone) = blank(written.timezone) {
        zone
    } else {
        let organisation = organisations::get(app.db.read(), caller.org).await?;
        organisation.ok_or_else(|| Problem::not_found("organisation"))?.timezone
    };
    let (cron, frequency, at) = (blank(written.cron), blank(written.frequency), blank(written.at));
    if cron.is_some() && frequency.is_some() {
        return Err(Problem::invalid("cron", "give either cron or frequency, not both"));
    }
    let day = written.day.as_ref().map(DayWord::text).filter(|day| !day.is_empty());
    let words = Planned {
        cron: cron.as_deref(),
        frequency: frequency.as_deref(),
        at: at.as_deref(),
        weekday: written.weekday,
        day: day.as_deref(),
        timezone: &timezone,
    };
    let times = words.times().map_err(|(field, message)| Problem::invalid(field, message))?;
    let next_run_at = times.next_after(app.clock.now());
    Ok(Plan {
        name: written.name,
        kind: written.kind,
        format: written.format,
        weekday: written.weekday,
        range: written.range.as_str().to_owned(),
        filters: serde_json::to_value(&filters).map_err(Problem::internal)?,
        recipients: written.recipients,
        active: written.active,
        cron,
        frequency,
        at,
        day,
        timezone,
        next_run_at,
    })
}
