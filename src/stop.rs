//! Signals: the first asks the process to stop in good order, the second ends it at once.

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::output;

/// Starts to listen for SIGTERM and SIGINT; the token is cancelled at the first.
pub(crate) fn listen() -> Result<CancellationToken, Failure> {
    let handler = |kind| signal(kind).map_err(|e| Failure::new(format!("signals cannot be listened for: {e}")));
    let (mut terminate, mut interrupt) = (handler(SignalKind::terminate())?, handler(SignalKind::interrupt())?);
    let told = CancellationToken::new();
    let token = told.clone();
    tokio::spawn(async move {
        next(&mut terminate, &mut interrupt).await;
        tracing::info!("told to stop: running jobs may end, nothing new is begun");
        token.cancel();
        next(&mut terminate, &mut interrupt).await;
        output::complain("told to stop twice, so it ends at once; jobs that ran go on elsewhere when their leases end");
        std::process::exit(1);
    });
    Ok(told)
}

async fn next(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
