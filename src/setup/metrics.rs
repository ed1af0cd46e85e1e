//! Measurements: one recorder a process, tidied now and then, and an address of its own where one is set.

use std::time::Duration;

use axum::Router;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;

/// How often old observations are folded together, so that memory stays as it is.
const TIDY: Duration = Duration::from_secs(5);

/// Installs the recorder.
pub(crate) fn record() -> Result<PrometheusHandle, Failure> {
    let installed = PrometheusBuilder::new().install_recorder();
    let handle = installed.map_err(|e| Failure::new(format!("measurements cannot be kept: {e}")))?;
    let tidied = handle.clone();
    tokio::spawn(async move {
        let mut every = tokio::time::interval(TIDY);
        loop {
            every.tick().await;
            tidied.run_upkeep();
        }
    });
    Ok(handle)
}

/// Serves the measurements, and nothing else, on an address of their own: whatever is asked for is answered with them.
pub(crate) async fn serve(listener: TcpListener, handle: PrometheusHandle, closing: CancellationToken) {
    let rendered = move || std::future::ready(handle.render());
    let only = Router::new().fallback(rendered);
    let served = axum::serve(listener, only).with_graceful_shutdown(closing.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(%error, "measurements are served no longer");
    }
}
