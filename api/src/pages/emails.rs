//! `/emails`: what was mailed to whom.

use axum::extract::{RawQuery, State};
use axum::response::{Html, Redirect};
use sellout_model::{EmailKind, EmailStatus};

use super::contexts::list::{Cell, Filter, ListPage};
use super::filters::words;
use super::{Frame, moment, query_without_page};
use crate::extract::{Id, PageCaller, Paging, Params};
use crate::problem::Answer;
use crate::routes::emails::{EmailView, WhichEmails, listed, resend_email};
use crate::state::AppState;

/// `GET /emails`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
    Params(which): Params<WhichEmails>,
    RawQuery(query): RawQuery,
) -> Answer<Html<String>> {
    let list = listed(&app, &caller, &which, paging).await?;
    let context = ListPage {
        filters: vec![
            Filter {
                label: "Kind",
                name: "kind",
                value: which.kind.unwrap_or_default(),
                choices: EmailKind::ALL.iter().map(|kind| kind.as_str()).collect(),
                ..Filter::default()
            },
            Filter {
                label: "Status",
                name: "status",
                value: which.status.unwrap_or_default(),
                choices: EmailStatus::ALL.iter().map(|status| status.as_str()).collect(),
                ..Filter::default()
            },
        ],
        empty: "No mails here.",
        query: query_without_page(query.as_deref()),
        ..ListPage::of("Mails", &["Subject", "To", "Status", "Attempts#", "Made", "Sent", "Again"], &list, row)
    };
    app.templates.page(&Frame::of(&caller, "/emails"), &context).map(Html)
}

fn row(mail: &EmailView) -> Vec<Cell> {
    let again = match mail.status.as_str() {
        "pending" => Cell::text(""),
        _ => Cell::button("Send again", format!("/emails/{}/resend", mail.id)),
    };
    vec![
        Cell::text(mail.subject.clone()).with(Some(words(&mail.kind))),
        Cell::text(mail.recipient.clone()),
        Cell::state(mail.status.clone()).with(mail.error.clone()),
        Cell::text(mail.attempts.to_string()),
        Cell::text(moment(mail.created_at)),
        Cell::text(mail.sent_at.map(moment).unwrap_or_default()),
        again,
    ]
}

/// `POST /emails/{id}/resend`.
pub(crate) async fn resend(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Id(id): Id,
) -> Answer<Redirect> {
    resend_email(&app, &caller, id).await?;
    Ok(Redirect::to("/emails"))
}
