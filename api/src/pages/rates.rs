//! `/rates`: exchange rates, given by form or by file, confirmed, thrown away and taken back.

use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use sellout_files::safe_filename;
use sellout_store::held_rates;
use sellout_store::rates::RateTable;
use serde::Deserialize;

use super::Frame;
use super::contexts::rates::RatesPage;
use crate::extract::{Caller, PageCaller, Paging};
use crate::problem::Answer;
use crate::routes::exchange_rates::answer::{Deed, perform};
use crate::routes::exchange_rates::show::{HeldRate, listed};
use crate::routes::exchange_rates::take_in::{Changes, Refusal, take_in as take};
use crate::state::{App, AppState};

/// `GET /rates`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
) -> Answer<Html<String>> {
    page(&app, &caller, paging, None, None).await.map(Html)
}

/// What the form brought.
#[derive(Debug, Default)]
struct Brought {
    currency: String,
    month: String,
    rate: String,
    file: Option<(String, String)>,
}

/// `POST /rates`: one rate that was typed, or a file of them.
pub(crate) async fn take_in(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    mut form: Multipart,
) -> Answer<Response> {
    let mut brought = Brought::default();
    while let Some(field) = form.next_field().await? {
        let (name, file) = (field.name().unwrap_or_default().to_owned(), field.file_name().map(safe_filename));
        let text = field.text().await?;
        match (name.as_str(), file) {
            ("file", Some(file)) if !text.trim().is_empty() => brought.file = Some((file, text)),
            ("currency", _) => brought.currency = text,
            ("month", _) => brought.month = text,
            ("rate", _) => brought.rate = text,
            _ => {}
        }
    }
    // A quote in front of each cell keeps what was typed in its own.
    let cell = |text: &str| format!("\"{}\"", text.trim().replace('"', "\"\""));
    let (source, table) = brought.file.unwrap_or_else(|| {
        let cells = [cell(&brought.month), cell(&brought.currency), cell(&brought.rate)];
        (caller.email.clone(), format!("date,currency,rate\n{}\n", cells.join(",")))
    });
    match take(&app, &caller, &table, &source, false).await {
        Ok(done) => Ok(Html(page(&app, &caller, Paging::first(), Some(done), None).await?).into_response()),
        Err(Refusal::Unreadable(error)) => {
            let html = page(&app, &caller, Paging::first(), None, Some(error.to_string())).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
        }
        Err(Refusal::Other(problem)) => Err(problem),
    }
}

/// A button beside a rate.
#[derive(Deserialize)]
pub(crate) struct Pressed {
    #[serde(rename = "do")]
    what: What,
}

/// What a button says.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Confirm,
    Reject,
    TakeBack,
}

/// `POST /rates/{currency}/{month}`.
pub(crate) async fn answer(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Path((currency, month)): Path<(String, String)>,
    Form(pressed): Form<Pressed>,
) -> Answer<Html<String>> {
    let deed = match pressed.what {
        What::Confirm => Deed::Confirm,
        What::Reject => Deed::Reject,
        What::TakeBack => Deed::TakeBack,
    };
    let done = perform(&app, &caller, deed, &currency, &month).await?;
    page(&app, &caller, Paging::first(), Some(done), None).await.map(Html)
}

async fn page(
    app: &App,
    caller: &Caller,
    paging: Paging,
    done: Option<Changes>,
    problem: Option<String>,
) -> Answer<String> {
    let table = RateTable::load(app.db.read(), caller.org).await?;
    let held = held_rates::all(app.db.read(), caller.org).await?;
    let context = RatesPage {
        done,
        problem,
        held: held.into_iter().map(|row| HeldRate::of(row, &table)).collect(),
        given: listed(app, caller, paging, None).await?,
        about: RateTable::built_in_source(),
    };
    app.templates.page(&Frame::of(caller, "/rates"), &context)
}
