//! `/login` and `/logout`: a page's sign-in is a session whose secret is the cookie.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Frame;
use super::contexts::sign_in::SignInPage;
use crate::auth::{SESSION_LASTS, SecretKind, same_site, sign_in, sign_out};
use crate::extract::{COOKIE, PageCaller, Params, Peer};
use crate::problem::{Answer, Kind, Problem};
use crate::state::{App, AppState};

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `GET /login`.
pub(crate) async fn form(State(app): State<AppState>, Params(next): Params<Next>) -> Answer<Html<String>> {
    let page = SignInPage { next: here(next.next.as_deref().unwrap_or_default()).to_owned(), ..SignInPage::default() };
    app.templates.page(&Frame::plain(), &page).map(Html)
}

/// `POST /login`.
pub(crate) async fn submit(
    State(app): State<AppState>,
    peer: Peer,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    if !same_site(&headers, app.settings.public_url.as_deref()) {
        return Err(Problem::new(Kind::CrossSite, "sign in on the page of this server"));
    }
    match sign_in(&app, peer, &typed.email, typed.password, SecretKind::Page).await {
        Ok(begun) => {
            let cookie = set_cookie(&app, &begun.secret.text, SESSION_LASTS.as_secs())?;
            Ok(and_go(cookie, here(&typed.next)))
        }
        Err(problem) if matches!(problem.kind, Kind::WrongLogin | Kind::TooMany) => {
            let page = SignInPage {
                next: here(&typed.next).to_owned(),
                email: typed.email,
                problem: Some(problem.detail.clone()),
            };
            let html = app.templates.page(&Frame::plain(), &page)?;
            let status =
                if problem.kind == Kind::TooMany { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNAUTHORIZED };
            Ok((status, Html(html)).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// `POST /logout`.
pub(crate) async fn leave(State(app): State<AppState>, PageCaller(caller): PageCaller) -> Answer<Response> {
    sign_out(&app, &caller).await?;
    Ok(and_go(set_cookie(&app, "", 0)?, "/login"))
}

/// The cookie as a header writes it: of this site alone, out of reach of scripts.
fn set_cookie(app: &App, value: &str, seconds: u64) -> Answer<HeaderValue> {
    let secure = app.settings.public_url.as_deref().is_some_and(|url| url.starts_with("https:"));
    let end = if secure { "; Secure" } else { "" };
    let text = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{end}");
    HeaderValue::from_str(&text).map_err(Problem::internal)
}

fn and_go(cookie: HeaderValue, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// Only addresses of this server: a link must not send people elsewhere after they signed in.
fn here(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/\\")
        && !next.chars().any(char::is_control);
    if ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        assert_eq!(here("/uploads?page=2"), "/uploads?page=2");
        for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:alert(1)"] {
            assert_eq!(here(elsewhere), "/", "{elsewhere}");
        }
    }
}
