//! `/exchange-rates`: rates that people gave, over the built-in monthly ones.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use sellout_model::{Currency, Period, Rate};
use sellout_queue::payloads::RestateRates;
use sellout_queue::{SubmitOptions, submit};
use sellout_store::exchange_rates;
use sellout_store::rates::{ImportError, import};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audited::note;
use crate::extract::{Caller, Page, Paging, PagingQuery, Params, Valid, parse_or};
use crate::problem::{Answer, FieldError, Problem, ProblemBody};
use crate::state::AppState;

/// A rate of a month.
#[derive(Serialize, ToSchema)]
pub(crate) struct RateView {
    currency: String,
    /// Such as `2025-04`.
    month: String,
    /// Units of the currency for one euro.
    rate: String,
    /// Where it comes from.
    source: String,
    created_at: DateTime<Utc>,
}

impl From<exchange_rates::Model> for RateView {
    fn from(row: exchange_rates::Model) -> Self {
        Self {
            currency: row.currency,
            month: row.month.format("%Y-%m").to_string(),
            rate: Rate(row.rate).to_string(),
            source: row.source,
            created_at: row.created_at,
        }
    }
}

/// Which rates.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfCurrency {
    currency: Option<String>,
}

/// The rates that people gave, newest month first. The built-in ones hold where none was given.
#[utoipa::path(get, path = "/exchange-rates", tag = "catalogue", params(PagingQuery, OfCurrency), responses((status = 200, body = Page<RateView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(of): Params<OfCurrency>,
) -> Answer<Json<Page<RateView>>> {
    let page = paging.sorted("-month")?;
    let currency = parse_or::<Currency>("currency", of.currency.as_deref())?;
    let listed = exchange_rates::list(app.db.read(), caller.org, currency, page).await?;
    Ok(Json(Page::of(listed, page, RateView::from)))
}

/// Rates to take in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenRates {
    #[garde(length(min = 1, max = 10_000), dive)]
    rates: Vec<WrittenRate>,
    /// Lets rates through that jump by more than a fifth.
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
#[derive(Serialize, ToSchema)]
pub(crate) struct TakenIn {
    /// Months of a currency whose rate is another one now.
    changed: Vec<ChangedRate>,
    /// The job that converts anew, if anything changed.
    job_id: Option<Uuid>,
}

/// A month whose rate is another one now.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedRate {
    currency: String,
    month: String,
}

/// Take rates in; figures that use them are converted anew. All of them, or none if one is wrong or jumps.
#[utoipa::path(post, path = "/exchange-rates", tag = "catalogue", request_body = WrittenRates,
    responses((status = 200, body = TakenIn), (status = 202, body = TakenIn), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(written): Valid<WrittenRates>,
) -> Answer<(StatusCode, Json<TakenIn>)> {
    let table = as_table(&written.rates)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let changed = import(&tx, caller.org, &table, &caller.email, written.force, now).await?;
    let submitted = if changed.is_empty() {
        None
    } else {
        let job = RestateRates { org_id: caller.org };
        Some(submit(&tx, app.ledger.clock(), &job, SubmitOptions::of(caller.org)).await?)
    };
    note(&tx, &caller, "rates.take_in", changed.len(), now).await?;
    tx.commit().await?;
    app.ledger.ring(submitted.as_slice()).await;
    let status = if submitted.is_some() { StatusCode::ACCEPTED } else { StatusCode::OK };
    let changed = changed.into_iter().map(ChangedRate::of).collect();
    Ok((status, Json(TakenIn { changed, job_id: submitted.map(|job| job.id.0) })))
}

impl ChangedRate {
    fn of((currency, month): (Currency, NaiveDate)) -> Self {
        Self { currency: currency.code().to_owned(), month: month.format("%Y-%m").to_string() }
    }
}

/// The rates as the table that the import reads, each checked, so that nothing can stand between the commas.
fn as_table(rates: &[WrittenRate]) -> Answer<String> {
    let mut table = "date,currency,rate\n".to_owned();
    for (index, written) in rates.iter().enumerate() {
        let wrong = |field: &str, message: String| {
            Problem::invalid_all(vec![FieldError { field: format!("rates[{index}].{field}"), message }])
        };
        let currency: Currency = written.currency.parse().map_err(|e| wrong("currency", format!("{e}")))?;
        let period: Period = written.month.parse().map_err(|e| wrong("month", format!("{e}")))?;
        let rate: Rate = written.rate.parse().map_err(|e| wrong("rate", format!("{e}")))?;
        // Writing to a String cannot fail.
        writeln!(table, "{period},{currency},{rate}").ok();
    }
    Ok(table)
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Unreadable(error) => Self::invalid("rates", error.to_string()),
            ImportError::Jumps(jumps) => Self::invalid_all(
                jumps
                    .iter()
                    .map(|jump| FieldError {
                        field: format!("rates[{}]", jump.given.line.saturating_sub(2)),
                        message: jump.to_string(),
                    })
                    .collect(),
            ),
            ImportError::Db(error) => error.into(),
        }
    }
}
