//! What rates there are.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use sellout_model::{Currency, Rate};
use sellout_store::rates::{RateTable, built_in};
use sellout_store::{exchange_rates, held_rates};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{month_of, month_text};
use crate::extract::{Caller, Page, Paging, PagingQuery, Params, parse_or};
use crate::problem::{Answer, ProblemBody};
use crate::state::{App, AppState};

/// A rate of a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RateView {
    pub(crate) currency: String,
    /// Such as `2025-04`.
    pub(crate) month: String,
    /// Units of the currency for one euro.
    pub(crate) rate: String,
    /// Where it comes from: who gave it, or in which file it was.
    pub(crate) source: String,
    /// Who gave it, if somebody was signed in.
    pub(crate) given_by: Option<Uuid>,
    /// The built-in rate that it stands over, if there is one.
    pub(crate) built_in: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
}

impl RateView {
    fn of(row: exchange_rates::Model, table: &RateTable) -> Self {
        let currency: Option<Currency> = row.currency.parse().ok();
        let built_in = currency.and_then(|currency| table.rate(currency, row.month)).map(|rate| rate.to_string());
        Self {
            currency: row.currency,
            month: month_text(row.month),
            rate: Rate(row.rate).to_string(),
            source: row.source,
            given_by: row.given_by,
            built_in,
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
    listed(&app, &caller, paging, of.currency.as_deref()).await.map(Json)
}

/// A page of the rates that people gave.
pub(crate) async fn listed(
    app: &App,
    caller: &Caller,
    paging: Paging,
    currency: Option<&str>,
) -> Answer<Page<RateView>> {
    let page = paging.sorted("-month")?;
    let currency = parse_or::<Currency>("currency", currency)?;
    let listed = exchange_rates::list(app.db.read(), caller.org, currency, page).await?;
    let table = built_in()?;
    Ok(Page::of(listed, page, |row| RateView::of(row, table)))
}

/// A rate that jumps and waits for a person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HeldRate {
    pub(crate) currency: String,
    pub(crate) month: String,
    /// Units of the currency for one euro, as it was given.
    pub(crate) rate: String,
    /// The rate that counts until it is confirmed, if there is one.
    pub(crate) in_force: Option<String>,
    /// The neighbour month that it is more than 20 % off.
    pub(crate) beside: String,
    /// That month's rate.
    pub(crate) beside_rate: String,
    pub(crate) source: String,
    pub(crate) given_by: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
}

/// The rates that wait for a person: they convert nothing until they are confirmed.
#[utoipa::path(get, path = "/exchange-rates/held", tag = "catalogue", params(PagingQuery), responses((status = 200, body = Page<HeldRate>)))]
pub(crate) async fn held(State(app): State<AppState>, caller: Caller, paging: Paging) -> Answer<Json<Page<HeldRate>>> {
    let page = paging.sorted("currency")?;
    let listed = held_rates::list(app.db.read(), caller.org, page).await?;
    let table = RateTable::load(app.db.read(), caller.org).await?;
    Ok(Json(Page::of(listed, page, |row| HeldRate::of(row, &table))))
}

impl HeldRate {
    /// A held rate beside what counts.
    pub(crate) fn of(row: held_rates::Model, table: &RateTable) -> Self {
        let currency: Option<Currency> = row.currency.parse().ok();
        let in_force = currency.and_then(|currency| table.rate(currency, row.month)).map(|rate| rate.to_string());
        Self {
            currency: row.currency,
            month: month_text(row.month),
            rate: Rate(row.rate).to_string(),
            in_force,
            beside: month_text(row.beside),
            beside_rate: Rate(row.beside_rate).to_string(),
            source: row.source,
            given_by: row.given_by,
            created_at: row.created_at,
        }
    }
}

/// Which month.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfMonth {
    /// Such as `2025-04`.
    month: String,
}

/// The rates that convert a month's amounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct RatesInForce {
    month: String,
    items: Vec<RateInForce>,
}

/// A rate that converts.
#[derive(Serialize, ToSchema)]
pub(crate) struct RateInForce {
    currency: String,
    rate: String,
    /// `ECB` or `user`.
    source: &'static str,
}

/// The rates that convert a month's amounts, built in and given, by currency.
#[utoipa::path(get, path = "/exchange-rates/in-force", tag = "catalogue", params(OfMonth),
    responses((status = 200, body = RatesInForce), (status = 422, body = ProblemBody)))]
pub(crate) async fn in_force(
    State(app): State<AppState>,
    caller: Caller,
    Params(of): Params<OfMonth>,
) -> Answer<Json<RatesInForce>> {
    let month = month_of("month", &of.month)?;
    let rates = RateTable::load(app.db.read(), caller.org).await?.of_month(month);
    let built_in = built_in()?;
    let item = |(currency, rate): (Currency, Rate)| RateInForce {
        currency: currency.to_string(),
        rate: rate.to_string(),
        source: if built_in.rate(currency, month) == Some(rate) { "ECB" } else { "user" },
    };
    Ok(Json(RatesInForce { month: month_text(month), items: rates.into_iter().map(item).collect() }))
}
