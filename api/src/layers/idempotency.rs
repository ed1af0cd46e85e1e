//! `Idempotency-Key`: a POST that comes again with its key gets the answer of the first one. A key belongs to one
//! caller and one request (method, address, body; of a form with files the address alone). Only answers that did
//! something are kept: a refusal changed nothing and may be tried again.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sellout_model::OrgId;
use sellout_store::idempotency_keys::{self, Answer as Kept, Begun};
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;

use crate::auth::hexadecimal;
use crate::extract::Caller;
use crate::problem::{Answer, Kind, Problem};
use crate::state::AppState;

/// The longest key.
const LONGEST: usize = 200;
/// The largest body that is hashed, and the largest answer that is kept.
const LARGEST: usize = 16 << 20;

/// How often a request in progress says so.
const ALIVE_EVERY: Duration = Duration::from_secs(10);

/// Does a keyed POST once.
pub(crate) async fn once_by_key(State(app): State<AppState>, request: Request, next: Next) -> Response {
    match key(request.headers()) {
        Some(key) if request.method() == Method::POST => match once(app, key, request, next).await {
            Ok(response) => response,
            Err(problem) => problem.into_response(),
        },
        _ => next.run(request).await,
    }
}

fn key(headers: &HeaderMap) -> Option<Answer<String>> {
    let value = headers.get("idempotency-key")?;
    let text = value.to_str().ok().filter(|text| !text.is_empty() && text.len() <= LONGEST);
    Some(text.map(str::to_owned).ok_or_else(|| {
        Problem::invalid("Idempotency-Key", format!("write 1 to {LONGEST} visible ASCII characters, such as a UUID"))
    }))
}

async fn once(app: AppState, key: Answer<String>, request: Request, next: Next) -> Answer<Response> {
    let key = key?;
    let (mut parts, body) = request.into_parts();
    let Some(caller) = Caller::find(&mut parts, &app).await? else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let key = format!("{}/{key}", caller.user);
    let (body, digest) = fingerprint(&parts.headers, body).await?;
    let named = format!("{} {} {digest}", parts.method, parts.uri);
    match idempotency_keys::begin(app.db.write(), caller.org, &key, &named, app.clock.now()).await? {
        Begun::First => {}
        Begun::Done(kept) => return Ok(replayed(kept)),
        Begun::Running => {
            let detail = "the first request with this key is still running; ask again in a moment";
            return Err(Problem::new(Kind::KeyInProgress, detail).retry_after(Duration::from_secs(1)));
        }
        Begun::Different => {
            let detail = "this Idempotency-Key came with another request before; use a new one for each";
            return Err(Problem::new(Kind::KeyReused, detail));
        }
    }
    // A task of its own: a caller who hangs up must not leave the key half used.
    let work = async move {
        let alive = Alive(tokio::spawn(stay_alive(Arc::clone(&app), caller.org, key.clone())));
        let response = next.run(Request::from_parts(parts, body)).await;
        drop(alive);
        keep(&app, &caller, &key, response).await
    };
    tokio::spawn(work).await.map_err(Problem::internal)?
}

/// Tells again and again that a key's request is in progress, beside it, for as long as an upload may take. A key whose
/// request died with its process is begun anew a minute later.
async fn stay_alive(app: AppState, org: OrgId, key: String) {
    loop {
        tokio::time::sleep(ALIVE_EVERY).await;
        if let Err(error) = idempotency_keys::keep(app.db.write(), org, &key, app.clock.now()).await {
            tracing::warn!(%error, "it could not be told that a request with a key is in progress");
        }
    }
}

/// Stops telling.
struct Alive(JoinHandle<()>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The body again, and what tells it from others.
async fn fingerprint(headers: &HeaderMap, body: Body) -> Answer<(Body, String)> {
    let form = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    if form {
        return Ok((body, "form".to_owned()));
    }
    let bytes = to_bytes(body, LARGEST).await.map_err(|_| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE))?;
    let digest = hexadecimal(&Sha256::digest(&bytes));
    Ok((Body::from(bytes), digest))
}

async fn keep(app: &AppState, caller: &Caller, key: &str, response: Response) -> Answer<Response> {
    if !response.status().is_success() {
        idempotency_keys::forget(app.db.write(), caller.org, key).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes: Bytes = to_bytes(body, LARGEST).await.map_err(Problem::internal)?;
    let location = parts.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = String::from_utf8_lossy(&bytes).into_owned();
    let answer = Kept { status: parts.status.as_u16(), location, body };
    idempotency_keys::finish(app.db.write(), caller.org, key, &answer).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn replayed(kept: Kept) -> Response {
    let mut response = Response::new(Body::from(kept.body));
    *response.status_mut() = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
    if let Some(location) = kept.location.and_then(|text| HeaderValue::from_str(&text).ok()) {
        headers.insert(header::LOCATION, location);
    }
    response
}
