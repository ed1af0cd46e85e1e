//! Every request has a name, taken from `x-request-id` where the caller gives a sane one, and every answer tells it.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Longer names are not taken over.
const LONGEST: usize = 64;

/// The name of the request at hand.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestName(Arc<str>);

impl RequestName {
    /// As text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names the request and repeats the name on the answer.
pub(crate) async fn name_request(mut request: Request, next: Next) -> Response {
    let name = given(&request).unwrap_or_else(|| Uuid::now_v7().to_string());
    request.extensions_mut().insert(RequestName(Arc::from(name.as_str())));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// The caller's own name, if it cannot break a log line.
fn given(request: &Request) -> Option<String> {
    let text = request.headers().get(HEADER)?.to_str().ok()?;
    let sane = !text.is_empty()
        && text.len() <= LONGEST
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    sane.then(|| text.to_owned())
}
