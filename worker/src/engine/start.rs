//! Starting and stopping the engine of a process.

use std::sync::Arc;
use std::time::Duration;

use apalis_core::monitor::Monitor;
use apalis_core::monitor::context::MonitorContext;
use apalis_core::worker::builder::WorkerBuilder;
use sellout_queue::ledger::WorkerEntry;
use sellout_queue::{Ledger, LedgerError, Queue};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::backend::{LedgerBackend, RunJob};
use super::claimer::Claimer;
use super::context::StopReason;
use super::finisher::Finisher;
use super::gate::Gate;
use super::hand::Hand;
use super::handlers::Handlers;
use super::heartbeat::{Health, Heartbeat};
use super::options::EngineOptions;
use super::roster::Roster;
use super::runner::Runner;
use super::ticker::Ticker;

/// What every way of running jobs needs: who runs, the writer of ends, and the heartbeat.
#[derive(Debug)]
pub(super) struct Crew {
    pub(super) worker: Arc<str>,
    pub(super) runner: Arc<Runner>,
    pub(super) roster: Arc<Roster>,
    health: Arc<Health>,
    finishing: JoinHandle<()>,
    beating: JoinHandle<()>,
    over: CancellationToken,
}

impl Crew {
    /// Enters the worker and beats once, before anything is claimed.
    pub(super) async fn form(ledger: Ledger, handlers: Handlers, options: &EngineOptions) -> Result<Self, LedgerError> {
        let worker: Arc<str> = ledger.clock().new_id().to_string().into();
        let names: Vec<_> = options.queues.iter().map(|queue| queue.as_str()).collect();
        let entry = WorkerEntry {
            id: worker.to_string(),
            host: options.host.clone(),
            pid: std::process::id(),
            queues: names.join(","),
            slots: options.concurrency,
        };
        ledger.enter_worker(&entry).await?;
        let (roster, health, over) = (Arc::new(Roster::default()), Arc::default(), CancellationToken::new());
        let (finisher, finishing) = Finisher::start(ledger.clone(), Arc::clone(&roster));
        let heartbeat = Heartbeat {
            ledger: ledger.clone(),
            worker: Arc::clone(&worker),
            roster: Arc::clone(&roster),
            health: Arc::clone(&health),
            lease: options.lease,
            every: options.beat_every(),
            over: over.clone(),
        };
        heartbeat.beat().await;
        let beating = tokio::spawn(heartbeat.run());
        let roster_of_runner = Arc::clone(&roster);
        let runner = Arc::new(Runner {
            ledger,
            handlers,
            roster: roster_of_runner,
            finisher,
            draining: CancellationToken::new(),
            stop_grace: options.stop_grace,
        });
        Ok(Self { worker, runner, roster, health, finishing, beating, over })
    }

    /// Lets running jobs end within `grace`, releases the rest, and strikes the worker out.
    pub(super) async fn disband(self, grace: Duration) {
        if tokio::time::timeout(grace, self.roster.empty()).await.is_err() {
            tracing::warn!(jobs = self.roster.len(), "jobs still ran after the grace period; releasing them");
            self.roster.stop_all(StopReason::ShuttingDown);
            let last = self.runner.stop_grace + Duration::from_secs(5);
            if tokio::time::timeout(last, self.roster.empty()).await.is_err() {
                tracing::error!(jobs = self.roster.len(), "jobs could not be released; their leases will end");
            }
        }
        let ledger = self.runner.ledger.clone();
        // The writer of ends stops when the last runner is gone.
        drop(self.runner);
        if tokio::time::timeout(Duration::from_secs(5), self.finishing).await.is_err() {
            tracing::error!("the last ends of jobs could not be written in time");
        }
        self.over.cancel();
        if let Err(error) = self.beating.await {
            tracing::error!(error = %error, "the heartbeat ended badly");
        }
        if let Err(error) = ledger.remove_worker(&self.worker).await {
            tracing::warn!(error = %error, "this worker could not be struck out of the list");
        }
    }
}

/// The engine of a worker process.
#[derive(Debug)]
pub struct Engine;

/// A running engine. It runs until [`EngineHandle::shutdown`], or until the process ends: then its jobs go on
/// elsewhere when their leases end.
#[derive(Debug)]
pub struct EngineHandle {
    crew: Crew,
    claiming: Vec<JoinHandle<()>>,
    monitor: MonitorContext,
    monitoring: JoinHandle<()>,
    stop: CancellationToken,
    grace: Duration,
}

impl Engine {
    /// Starts: one apalis worker for each queue, the heartbeat and the tick.
    pub async fn start(
        ledger: Ledger,
        handlers: Handlers,
        options: EngineOptions,
    ) -> Result<EngineHandle, LedgerError> {
        let crew = Crew::form(ledger, handlers, &options).await?;
        let stop = crew.runner.draining.clone();
        let (gate, look) = (Arc::new(Gate::default()), Arc::new(Notify::new()));
        let mut monitor = Monitor::new();
        let mut claiming = Vec::new();
        for queue in &options.queues {
            let hand = Hand::new(options.concurrency.max(1));
            let (deliveries, delivered) = mpsc::channel(hand.most());
            monitor = add_worker(monitor, *queue, &crew, delivered);
            let claimer = Claimer {
                queue: *queue,
                worker: Arc::clone(&crew.worker),
                runner: Arc::clone(&crew.runner),
                gate: Arc::clone(&gate),
                hand,
                lease: options.lease,
                bell: crew.runner.ledger.bell().clone(),
                stop: stop.clone(),
                look: Arc::clone(&look),
                deliveries,
            };
            claiming.push(tokio::spawn(claimer.run()));
        }
        let ticker = Ticker {
            worker: Arc::clone(&crew.worker),
            runner: Arc::clone(&crew.runner),
            gate,
            health: Arc::clone(&crew.health),
            queues: options.queues,
            lease: options.lease,
            stop: stop.clone(),
            look,
        };
        claiming.push(tokio::spawn(ticker.run(options.duties)));
        let context = monitor.context();
        let monitoring = tokio::spawn(async move {
            if let Err(error) = monitor.run().await {
                tracing::error!(error = %error, "a worker ended badly");
            }
        });
        Ok(EngineHandle { crew, claiming, monitor: context, monitoring, stop, grace: options.shutdown_grace })
    }
}

fn add_worker(
    monitor: Monitor,
    queue: Queue,
    crew: &Crew,
    delivered: mpsc::Receiver<super::runner::Delivery>,
) -> Monitor {
    // The monitor asks for a worker once; ours never fail, so it never asks again.
    let delivered = std::sync::Mutex::new(Some(delivered));
    let runner = Arc::downgrade(&crew.runner);
    monitor.register(move |_restarts| {
        let taken = delivered.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        let deliveries = taken.unwrap_or_else(|| mpsc::channel(1).1);
        WorkerBuilder::new(queue.as_str()).backend(LedgerBackend { deliveries }).build(RunJob(runner.clone()))
    })
}

impl EngineHandle {
    /// The worker's id in the list of workers.
    pub fn worker_id(&self) -> &str {
        &self.crew.worker
    }

    /// How many jobs run now.
    pub fn running(&self) -> usize {
        self.crew.roster.len()
    }

    /// Whether it takes no more jobs: readiness says so.
    pub fn is_draining(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Stops claiming, and shows it; running jobs go on, and no other begins: what was claimed and has not begun is
    /// given back. [`EngineHandle::shutdown`] waits for all of them.
    pub async fn stop_claiming(&self) {
        self.stop.cancel();
        if let Err(error) = self.crew.runner.ledger.drain_worker(&self.crew.worker).await {
            tracing::warn!(error = %error, "it could not be shown that this worker drains");
        }
    }

    /// Stops claiming, lets running jobs end within the grace period, and releases the rest without spending an
    /// attempt.
    pub async fn shutdown(self) {
        self.stop_claiming().await;
        for task in self.claiming {
            if let Err(error) = task.await {
                tracing::error!(error = %error, "a claiming task ended badly");
            }
        }
        self.crew.disband(self.grace).await;
        if let Err(error) = self.monitor.shutdown() {
            tracing::error!(error = %error, "the workers could not be told to stop");
        }
        if let Err(error) = self.monitoring.await {
            tracing::error!(error = %error, "the monitor ended badly");
        }
    }
}
