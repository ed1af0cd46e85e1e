//! One line in the log for each request: method, path, status, time. No query (it may hold a link's token), no
//! headers, no bodies, no addresses.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::RequestName;

/// Opens the span that everything below logs in, and logs the outcome.
pub(crate) async fn trace(request: Request, next: Next) -> Response {
    let name = request.extensions().get::<RequestName>().cloned().unwrap_or_default();
    let span = tracing::info_span!(
        "request",
        request.id = name.as_str(),
        http.method = %request.method(),
        http.path = request.uri().path(),
    );
    async move {
        let begun = Instant::now();
        let response = next.run(request).await;
        let took_ms = begun.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(http.status = response.status().as_u16(), took_ms, "answered");
        response
    }
    .instrument(span)
    .await
}
