//! Runs everything that is due, in this process, until nothing is left: for tests, the demo and commands.

use std::time::Duration;

use sellout_queue::ledger::{Claim, Cursors};
use sellout_queue::{Held, Ledger, LedgerError};
use tokio::task::JoinSet;

use super::handlers::Handlers;
use super::options::EngineOptions;
use super::start::Crew;

/// What a drain did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// Attempts that were run.
    pub ran: usize,
}

/// Runs what is due in the options' queues, and what that submits, until nothing due is left. Jobs that wait for
/// a later time, and kinds without a handler, stay.
pub async fn drain(ledger: Ledger, handlers: Handlers, options: &EngineOptions) -> Result<Drained, LedgerError> {
    let crew = Crew::form(ledger, handlers, options).await?;
    let drained = run_due(&crew, options).await;
    crew.disband(Duration::from_secs(5)).await;
    drained
}

async fn run_due(crew: &Crew, options: &EngineOptions) -> Result<Drained, LedgerError> {
    let mut drained = Drained::default();
    loop {
        let jobs = claim_round(crew, options).await?;
        if jobs.is_empty() {
            return Ok(drained);
        }
        drained.ran += jobs.len();
        run_all(crew, jobs).await;
    }
}

async fn claim_round(crew: &Crew, options: &EngineOptions) -> Result<Vec<Held>, LedgerError> {
    let ledger = &crew.runner.ledger;
    let mut jobs = Vec::new();
    for queue in &options.queues {
        let kinds = crew.runner.handlers.kinds_of(*queue);
        let slots = options.concurrency.max(1);
        let claim = Claim { queue: *queue, worker: &crew.worker, kinds: &kinds, slots, lease: options.lease };
        jobs.extend(ledger.claim(&claim, &mut Cursors::front()).await?.jobs);
    }
    if !jobs.is_empty() {
        return Ok(jobs);
    }
    let kinds = crew.runner.handlers.kinds();
    let alone = ledger.alone_due(&options.queues, &kinds, &crew.worker, Duration::ZERO).await?;
    if let Some((id, queue)) = alone {
        let kinds = crew.runner.handlers.kinds_of(queue);
        let claim = Claim { queue, worker: &crew.worker, kinds: &kinds, slots: 1, lease: options.lease };
        jobs.extend(ledger.claim_one(id, &claim).await?);
    }
    Ok(jobs)
}

/// Runs jobs side by side and waits until their ends are written.
pub(super) async fn run_all(crew: &Crew, jobs: Vec<Held>) {
    let mut running = JoinSet::new();
    for held in jobs {
        let runner = std::sync::Arc::clone(&crew.runner);
        let delivery = runner.deliver(held, None);
        running.spawn(async move { runner.run(delivery).await });
    }
    while let Some(ended) = running.join_next().await {
        if let Err(error) = ended {
            tracing::error!(error = %error, "the task of a job ended badly");
        }
    }
    crew.roster.empty().await;
}
