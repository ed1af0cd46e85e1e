//! What a worker process does about every second beside its jobs: the sweep, jobs that want a process of their
//! own, and its duties.

use std::sync::Arc;
use std::time::Duration;

use sellout_model::JobId;
use sellout_queue::ledger::Claim;
use sellout_queue::{LedgerError, Micros, Queue};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::duty::Duty;
use super::gate::Gate;
use super::heartbeat::Health;
use super::runner::Runner;

const TICK: Duration = Duration::from_secs(1);
/// A sweep looks at all running jobs every so many ticks, else only at leases that ended lately.
const WHOLE_SWEEP: u32 = 30;
/// The database's time is read again every so many ticks.
const READ_TIME: u32 = 60;
/// So long a job waits for an idle process before it reserves a busy one.
const ALONE_WAITS: Duration = Duration::from_secs(5);

/// Ticks for one process.
#[derive(Debug)]
pub(super) struct Ticker {
    pub(super) worker: Arc<str>,
    pub(super) runner: Arc<Runner>,
    pub(super) gate: Arc<Gate>,
    pub(super) health: Arc<Health>,
    pub(super) queues: Vec<Queue>,
    pub(super) lease: Duration,
    pub(super) stop: CancellationToken,
    pub(super) look: Arc<Notify>,
}

impl Ticker {
    /// Ticks until the process stops claiming.
    pub(super) async fn run(self, duties: Vec<Duty>) {
        let mut alone: Option<JoinHandle<()>> = None;
        let mut next: Vec<Instant> = duties.iter().map(|_| Instant::now()).collect();
        let mut ticks = 0_u32;
        let mut last_sweep: Micros = 0;
        loop {
            tokio::select! {
                () = self.stop.cancelled() => break,
                () = tokio::time::sleep(TICK) => {}
            }
            if let Err(error) = self.alone(&mut alone).await {
                tracing::warn!(error = %error, "cannot look for jobs that run alone");
            }
            let now = self.runner.ledger.clock().micros();
            if !self.health.may_sweep(now) {
                continue;
            }
            let from =
                if ticks.is_multiple_of(WHOLE_SWEEP) { 0 } else { last_sweep - self.lease.as_micros() as Micros };
            if ticks % READ_TIME == READ_TIME - 1 {
                self.read_time().await;
            }
            ticks = ticks.wrapping_add(1);
            match self.sweep(from).await {
                Ok(()) => last_sweep = now,
                Err(error) => tracing::warn!(error = %error, "the sweep failed; trying again in a second"),
            }
            self.do_duties(&duties, &mut next).await;
        }
        // A job that runs alone is drained like the others; its task ends by itself.
        drop(alone);
    }

    async fn sweep(&self, from: Micros) -> Result<(), LedgerError> {
        let ledger = &self.runner.ledger;
        let swept = ledger.sweep(from).await?;
        if !swept.returned.is_empty() || !swept.ended.is_empty() {
            tracing::warn!(
                jobs.returned = swept.returned.len(),
                jobs.ended = swept.ended.len(),
                "took up jobs of dead workers"
            );
        }
        ledger.ring_silent_queues(&self.queues).await
    }

    async fn read_time(&self) {
        let ledger = &self.runner.ledger;
        if let Err(error) = ledger.clock().follow_database(ledger.db()).await {
            tracing::warn!(error = %error, "the database's time could not be read");
        }
    }

    async fn do_duties(&self, duties: &[Duty], next: &mut [Instant]) {
        for (duty, next) in duties.iter().zip(next) {
            if Instant::now() < *next {
                continue;
            }
            *next = Instant::now() + duty.every;
            if let Err(error) = duty.start(self.runner.ledger.clone()).await {
                tracing::warn!(duty = duty.name, error = %error, "a duty failed and will be tried again");
            }
        }
    }

    /// Finds a job that wants a process of its own, empties this one for it, and runs it.
    async fn alone(&self, running: &mut Option<JoinHandle<()>>) -> Result<(), LedgerError> {
        if let Some(job) = running {
            if !job.is_finished() {
                return Ok(());
            }
            *running = None;
            self.open();
        }
        let ledger = &self.runner.ledger;
        let wanted = match self.gate.shut_for() {
            shut @ Some(_) => shut,
            None => self.who_wants_to_be_alone().await?,
        };
        let Some((id, queue)) = wanted else { return Ok(()) };
        if !ledger.reserve(id, &self.worker, self.lease).await? {
            self.open();
            return Ok(());
        }
        self.gate.set(Some((id, queue)));
        let _nobody_claims = self.gate.alone().await;
        if self.runner.roster.len() > 0 {
            return Ok(());
        }
        let kinds = self.runner.handlers.kinds_of(queue);
        let claim = Claim { queue, worker: &self.worker, kinds: &kinds, slots: 1, lease: self.lease };
        let Some(held) = ledger.claim_one(id, &claim).await? else {
            self.open();
            return Ok(());
        };
        let runner = Arc::clone(&self.runner);
        let delivery = runner.deliver(held, None);
        *running = Some(tokio::spawn(async move { runner.run(delivery).await }));
        Ok(())
    }

    async fn who_wants_to_be_alone(&self) -> Result<Option<(JobId, Queue)>, LedgerError> {
        let waits = if self.runner.roster.len() == 0 { Duration::ZERO } else { ALONE_WAITS };
        let kinds = self.runner.handlers.kinds();
        self.runner.ledger.alone_due(&self.queues, &kinds, &self.worker, waits).await
    }

    fn open(&self) {
        self.gate.set(None);
        self.look.notify_waiters();
    }
}
