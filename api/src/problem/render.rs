//! The layer that writes every problem: as JSON under `/api` and for programs, as the error page for people.
//! It also gives a body to the bare refusals of the router and of other layers, and logs what the machine said.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::Problem;
use crate::layers::RequestName;
use crate::pages::ErrorPage;
use crate::state::AppState;

/// Renders problems; wraps everything that can fail.
pub async fn render(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let for_people = wants_page(request.uri().path(), request.headers());
    let path = request.uri().path().to_owned();
    let name = request.extensions().get::<RequestName>().cloned().unwrap_or_default();
    let mut response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if already_told(&response) => return response,
        None => Problem::of_status(status),
    };
    log(&problem, &path, name.as_str());
    let mut told = if for_people { page(&app, &problem, name.as_str()) } else { json(&problem, name.as_str()) };
    *told.status_mut() = status;
    keep_headers(response.headers(), told.headers_mut());
    if let Some(wait) = problem.retry_after {
        told.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    if problem.kind.status() == axum::http::StatusCode::UNAUTHORIZED && !for_people {
        told.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    told
}

/// Pages are for browsers outside `/api`; programs ask for JSON or for anything.
fn wants_page(path: &str, headers: &HeaderMap) -> bool {
    let accepts_html =
        headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    accepts_html && !path.starts_with("/api/")
}

/// Whether a handler wrote the body itself (several uploads in one answer, the state of readiness).
fn already_told(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/") || kind.as_bytes().starts_with(b"text/html"))
}

fn json(problem: &Problem, name: &str) -> Response {
    let mut response = Json(problem.body(name)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

fn page(app: &AppState, problem: &Problem, name: &str) -> Response {
    match app.templates.render(&ErrorPage::new(problem, name)) {
        Ok(html) => Html(html).into_response(),
        Err(_) => json(problem, name),
    }
}

/// What a refusal said beside its body: `Allow`, cookies.
fn keep_headers(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [header::ALLOW, header::SET_COOKIE, header::RETRY_AFTER] {
        for value in from.get_all(&name) {
            to.append(name.clone(), value.clone());
        }
    }
}

fn log(problem: &Problem, path: &str, name: &str) {
    let code = problem.kind.code();
    if let Some(internal) = &problem.internal {
        tracing::error!(problem.code = code, http.path = path, request.id = name, error = %internal, "request failed");
    } else {
        tracing::debug!(problem.code = code, http.path = path, request.id = name, "request refused");
    }
}
