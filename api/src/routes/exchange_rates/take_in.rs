//! Taking rates in, and converting anew what they touch.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use garde::Validate;
use sea_orm::DatabaseTransaction;
use sellout_model::{Currency, Period, Rate};
use sellout_queue::payloads::RestateRates;
use sellout_queue::{SubmitOptions, Submitted, submit};
use sellout_store::exchange_rates::Giver;
use sellout_store::rates::{self, ImportError, Jump, RatesError, touched};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ChangedRate, month_text};
use crate::audited::note;
use crate::extract::{Caller, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// How many of the uploads that are converted anew are named.
const NAMED: usize = 100;

/// Rates to take in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenRates {
    #[garde(length(min = 1, max = 10_000), dive)]
    rates: Vec<WrittenRate>,
    /// Lets rates through that jump by more than a fifth; else they are held.
    #[garde(skip)]
    #[serde(default)]
    force: bool,
}

/// One rate.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenRate {
    /// Three letters.
    #[garde(length(equal = 3))]
    currency: String,
    /// A month such as `2025-04`, or a day; several of one month are averaged.
    #[garde(length(max = 10))]
    month: String,
    /// Units of the currency for one euro, as text.
    #[garde(length(max = 40))]
    rate: String,
}

/// What the rates changed.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Changes {
    /// Months of a currency whose rate is another one now.
    pub(crate) changed: Vec<ChangedRate>,
    /// Rates that jump by more than 20 %: they count once they are confirmed.
    pub(crate) held: Vec<Held>,
    /// The uploads whose amounts are converted by these rates, newest first; up to 100.
    pub(crate) uploads: Vec<Touched>,
    /// How many uploads there are.
    pub(crate) upload_count: usize,
    /// The job that converts anew, if anything changed.
    pub(crate) job_id: Option<Uuid>,
}

/// A rate that waits.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Held {
    currency: String,
    month: String,
    rate: String,
    /// What it is held against.
    why: String,
}

/// An upload whose amounts are converted by a rate.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Touched {
    pub(crate) id: Uuid,
    pub(crate) filename: String,
}

impl From<&Jump> for Held {
    fn from(jump: &Jump) -> Self {
        Self {
            currency: jump.given.currency.to_string(),
            month: month_text(jump.given.month),
            rate: jump.given.rate.to_string(),
            why: jump.to_string(),
        }
    }
}

/// Take rates in; figures that use them are converted anew. Rates that jump by more than 20 % against a neighbour
/// month are held until somebody confirms them. If one cannot be right, none is taken.
#[utoipa::path(post, path = "/exchange-rates", tag = "catalogue", request_body = WrittenRates,
    responses((status = 200, body = Changes), (status = 202, body = Changes), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(written): Valid<WrittenRates>,
) -> Answer<(StatusCode, Json<Changes>)> {
    let table = as_table(&written.rates)?;
    let taken = take_in(&app, &caller, &table, &caller.email, written.force).await;
    taken.map_err(of_list).map(answer)
}

/// 202 while there is something to wait for.
pub(super) fn answer(changes: Changes) -> (StatusCode, Json<Changes>) {
    let status = if changes.job_id.is_some() { StatusCode::ACCEPTED } else { StatusCode::OK };
    (status, Json(changes))
}

/// Why rates were not taken in.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// They cannot be read, or cannot be right.
    Unreadable(RatesError),
    /// Something else.
    Other(Problem),
}

/// Takes a table of rates in.
pub(crate) async fn take_in(
    app: &App,
    caller: &Caller,
    table: &str,
    source: &str,
    force: bool,
) -> Result<Changes, Refusal> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let giver = Giver { source, user: Some(caller.user) };
    let taken = rates::import(&tx, caller.org, table, giver, force, now).await;
    let taken = taken.map_err(|error| match error {
        ImportError::Unreadable(error) => Refusal::Unreadable(error),
        ImportError::Db(error) => error.into(),
    })?;
    note(&tx, caller, "rates.take_in", taken.changed.len(), now).await.map_err(Refusal::Other)?;
    let changes = convert(app, caller, tx, &taken.changed).await.map_err(Refusal::Other)?;
    Ok(Changes { held: taken.held.iter().map(Held::from).collect(), ..changes })
}

/// Has figures converted anew where rates changed, and commits what changed them.
pub(super) async fn convert(
    app: &App,
    caller: &Caller,
    tx: DatabaseTransaction,
    changed: &[(Currency, NaiveDate)],
) -> Answer<Changes> {
    let submitted: Option<Submitted> = if changed.is_empty() {
        None
    } else {
        let job = RestateRates { org_id: caller.org };
        Some(submit(&tx, app.ledger.clock(), &job, SubmitOptions::of(caller.org)).await?)
    };
    tx.commit().await?;
    app.ledger.ring(submitted.as_slice()).await;
    let uploads = touched(app.db.read(), caller.org, changed).await?;
    Ok(Changes {
        changed: changed.iter().copied().map(ChangedRate::of).collect(),
        held: Vec::new(),
        upload_count: uploads.len(),
        uploads: uploads.into_iter().take(NAMED).map(|u| Touched { id: u.id.0, filename: u.filename }).collect(),
        job_id: submitted.map(|job| job.id.0),
    })
}

/// The rates as the table that the import reads, each checked, so that nothing can stand between the commas.
fn as_table(rates: &[WrittenRate]) -> Answer<String> {
    let mut table = "date,currency,rate\n".to_owned();
    for (index, written) in rates.iter().enumerate() {
        let wrong = |field: &str, message: String| Problem::invalid(format!("rates[{index}].{field}"), message);
        let currency: Currency = written.currency.parse().map_err(|e| wrong("currency", format!("{e}")))?;
        let period: Period = written.month.parse().map_err(|e| wrong("month", format!("{e}")))?;
        let rate: Rate = written.rate.parse().map_err(|e| wrong("rate", format!("{e}")))?;
        // Writing to a String cannot fail.
        writeln!(table, "{period},{currency},{rate}").ok();
    }
    Ok(table)
}

/// What is wrong with a list of rates, by the number of its entry: the table's first line is its head.
fn of_list(refusal: Refusal) -> Problem {
    let entry = |line: u64| format!("rates[{}]", line.saturating_sub(2));
    match refusal {
        Refusal::Unreadable(RatesError::BadLine { line, problem }) => Problem::invalid(entry(line), problem),
        Refusal::Unreadable(RatesError::Twice { line, currency, when, first }) => {
            let message = format!("{currency} has a rate for {when} already, in {}", entry(first));
            Problem::invalid(entry(line), message)
        }
        other => other.into(),
    }
}

impl From<RatesError> for Problem {
    fn from(error: RatesError) -> Self {
        Self::invalid("rates", error.to_string())
    }
}

impl From<sea_orm::DbErr> for Refusal {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Other(error.into())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unreadable(error) => error.into(),
            Refusal::Other(problem) => problem,
        }
    }
}
