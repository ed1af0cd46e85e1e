//! Our apalis backend: hands the jobs that the claimer claimed to the worker of a queue. Retries, leases and
//! limits are the ledger's; apalis has the slots polled, the layers and the stop.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Weak;
use std::task::{Context, Poll};

use apalis_core::backend::finalize::Ephemeral;
use apalis_core::backend::{Backend, BackendConfig};
use apalis_core::error::BoxDynError;
use apalis_core::task::Task;
use apalis_core::task::task_id::RandomId;
use apalis_core::worker::context::WorkerContext;
use futures::future::BoxFuture;
use tokio::sync::mpsc;
use tower::Service;
use tower::layer::util::Identity;

use super::runner::{Delivery, Runner};

/// The jobs of one queue, as they are claimed.
#[derive(Debug)]
pub(super) struct LedgerBackend {
    pub(super) deliveries: mpsc::Receiver<Delivery>,
}

impl Backend for LedgerBackend {
    type Task = Task<Delivery>;
    type Error = Infallible;

    fn poll_ready(&mut self, _cx: &mut Context<'_>, _worker: &WorkerContext) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        _worker: &WorkerContext,
    ) -> Poll<Option<Result<Self::Task, Infallible>>> {
        self.deliveries.poll_recv(cx).map(|delivery| delivery.map(|delivery| Ok(Task::new(delivery))))
    }

    /// Jobs that were claimed and not begun stay in the roster; the engine releases them.
    fn poll_close(&mut self, _cx: &mut Context<'_>, _worker: &WorkerContext) -> Poll<Result<(), Infallible>> {
        self.deliveries.close();
        Poll::Ready(Ok(()))
    }
}

impl BackendConfig for LedgerBackend {
    type Args = Delivery;
    type Id = RandomId;
    type Kind = Ephemeral;
    type Config = ();
    type Layer = Identity;

    fn config(&self) -> &() {
        &()
    }

    fn middleware(&mut self, _worker: &mut WorkerContext) -> Identity {
        Identity::new()
    }
}

/// Runs each job as a task of its own, so that all cores share the work.
#[derive(Clone, Debug)]
pub(super) struct RunJob(pub(super) Weak<Runner>);

impl Service<Task<Delivery>> for RunJob {
    type Response = ();
    type Error = BoxDynError;
    type Future = BoxFuture<'static, Result<(), BoxDynError>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), BoxDynError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, task: Task<Delivery>) -> Self::Future {
        // Gone only after the engine let go of all jobs: then there is nobody to run it for.
        let Some(runner) = self.0.upgrade() else { return Box::pin(std::future::ready(Ok(()))) };
        let running = tokio::spawn(async move { runner.run(task.args).await });
        let ended: Pin<Box<_>> = Box::pin(async move { running.await.map_err(BoxDynError::from) });
        ended
    }
}
