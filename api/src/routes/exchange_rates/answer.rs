//! What people answer: a held rate counts or goes, a given one is taken back.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use sellout_store::rates;

use super::take_in::{Changes, answer, convert};
use super::{currency_and_month, month_text};
use crate::audited::note;
use crate::extract::Caller;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// What is done with a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A held one counts from now on.
    Confirm,
    /// A held one is thrown away.
    Reject,
    /// A given one is forgotten: the built-in one counts again.
    TakeBack,
}

/// Confirm a held rate: it counts, and figures that use it are converted anew.
#[utoipa::path(post, path = "/exchange-rates/held/{currency}/{month}/confirm", tag = "catalogue",
    params(("currency" = String, Path), ("month" = String, Path)),
    responses((status = 202, body = Changes), (status = 404, body = ProblemBody)))]
pub(crate) async fn confirm(
    State(app): State<AppState>,
    caller: Caller,
    Path((currency, month)): Path<(String, String)>,
) -> Answer<(StatusCode, Json<Changes>)> {
    perform(&app, &caller, Deed::Confirm, &currency, &month).await.map(answer)
}

/// Throw a held rate away; what counted before goes on counting.
#[utoipa::path(post, path = "/exchange-rates/held/{currency}/{month}/reject", tag = "catalogue",
    params(("currency" = String, Path), ("month" = String, Path)),
    responses((status = 200, body = Changes), (status = 404, body = ProblemBody)))]
pub(crate) async fn reject(
    State(app): State<AppState>,
    caller: Caller,
    Path((currency, month)): Path<(String, String)>,
) -> Answer<(StatusCode, Json<Changes>)> {
    perform(&app, &caller, Deed::Reject, &currency, &month).await.map(answer)
}

/// Take a given rate back: the built-in one counts again, and figures that use it are converted anew.
#[utoipa::path(delete, path = "/exchange-rates/{currency}/{month}", tag = "catalogue",
    params(("currency" = String, Path), ("month" = String, Path)),
    responses((status = 202, body = Changes), (status = 404, body = ProblemBody)))]
pub(crate) async fn take_back(
    State(app): State<AppState>,
    caller: Caller,
    Path((currency, month)): Path<(String, String)>,
) -> Answer<(StatusCode, Json<Changes>)> {
    perform(&app, &caller, Deed::TakeBack, &currency, &month).await.map(answer)
}

/// Does it; what it changed is converted anew.
pub(crate) async fn perform(app: &App, caller: &Caller, deed: Deed, currency: &str, month: &str) -> Answer<Changes> {
    let (currency, month) = currency_and_month(currency, month)?;
    let (now, org) = (app.clock.now(), caller.org);
    let tx = app.db.begin().await?;
    let (done, action) = match deed {
        Deed::Confirm => (rates::confirm(&tx, org, currency, month, now).await?, "rates.confirm"),
        Deed::Reject => (rates::reject(&tx, org, currency, month).await?, "rates.reject"),
        Deed::TakeBack => (rates::take_back(&tx, org, currency, month).await?, "rates.take_back"),
    };
    if !done {
        let what = if deed == Deed::TakeBack { "rate that somebody gave" } else { "held rate" };
        return Err(Problem::not_found(format!("{what}: {currency} in {}", month_text(month))));
    }
    note(&tx, caller, action, format!("{currency} {}", month_text(month)), now).await?;
    let changed = [(currency, month)];
    convert(app, caller, tx, if deed == Deed::Reject { &[] } else { &changed }).await
}
