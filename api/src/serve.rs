//! Serving: the router on a listener until it is told to stop.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::router::router;
use crate::state::AppState;

/// Serves until `shutdown` is ready, then lets running requests end; event streams are ended at once.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let closing = state.closing.clone();
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            shutdown.await;
            closing.cancel();
        })
        .await
}
