//! One task for each queue: it listens while it has free slots, claims, and hands the jobs to the apalis worker of
//! its queue.

use std::sync::Arc;
use std::time::Duration;

use sellout_queue::ledger::{Claim, Cursors, Found};
use sellout_queue::{Bell, Ear, LedgerError, Queue};
use tokio::sync::{Notify, OwnedSemaphorePermit, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::gate::Gate;
use super::hand::Hand;
use super::runner::{Delivery, Place, Runner};

/// Claims unasked this often.
const UNASKED: Duration = Duration::from_secs(1);
/// A claim that found too little looks back this far for jobs that were committed late.
const LOOK_BACK: Duration = Duration::from_secs(2);
/// In a backlog, how long to wait for half of the slots before claiming for fewer.
const GATHER: Duration = Duration::from_millis(2);

/// Claims for one queue.
#[derive(Debug)]
pub(super) struct Claimer {
    pub(super) queue: Queue,
    pub(super) worker: Arc<str>,
    pub(super) runner: Arc<Runner>,
    pub(super) gate: Arc<Gate>,
    pub(super) hand: Arc<Hand>,
    pub(super) lease: Duration,
    pub(super) bell: Bell,
    pub(super) stop: CancellationToken,
    /// Rung in process when a key or the gate is free again.
    pub(super) look: Arc<Notify>,
    pub(super) deliveries: mpsc::Sender<Delivery>,
}

/// Why to claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Rung,
    Unasked,
    Backlog,
}

impl Claimer {
    /// Claims until told to stop.
    pub(super) async fn run(self) {
        let kinds = self.runner.handlers.kinds_of(self.queue);
        let mut ear = self.bell.ear(self.queue);
        let mut cursors = Cursors::front();
        // At once when it starts: what waits was rung for before anybody listened.
        let mut next_unasked = Instant::now();
        let mut reason = Reason::Unasked;
        let mut stale = StaleRings::default();
        loop {
            // Who is told to stop and rung for at once stops.
            let taken = tokio::select! {
                biased;
                () = self.stop.cancelled() => return,
                taken = self.gather(&mut ear, reason) => taken,
            };
            if reason != Reason::Backlog {
                reason = tokio::select! {
                    biased;
                    () = self.stop.cancelled() => return,
                    () = ear.heard() => Reason::Rung,
                    () = self.look.notified() => Reason::Unasked,
                    () = tokio::time::sleep_until(next_unasked) => Reason::Unasked,
                };
            }
            if reason == Reason::Unasked {
                next_unasked = Instant::now() + UNASKED;
            }
            let Some(pass) = self.gate.pass().await else {
                reason = Reason::Rung;
                self.wait_before_next_try().await;
                continue;
            };
            if self.stop.is_cancelled() {
                return;
            }
            match self.claim(&kinds, taken, reason, &mut cursors).await {
                Ok(Claimed { jobs, more }) => {
                    let rings = stale.drains(reason == Reason::Rung, jobs);
                    reason = if more { Reason::Backlog } else { Reason::Rung };
                    drop(pass);
                    ear.drain(rings).await;
                }
                Err(Stopped::Database(error)) => {
                    tracing::warn!(queue = %self.queue, error = %error, "a claim failed; trying again in a second");
                    reason = Reason::Rung;
                    drop(pass);
                    self.wait_before_next_try().await;
                }
                Err(Stopped::WorkerGone) => return,
            }
        }
    }

    async fn wait_before_next_try(&self) {
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = tokio::time::sleep(UNASKED) => {}
        }
    }

    /// Takes the free places in hand, at least one. A ring that arrives while there is none is passed on to others.
    async fn gather(&self, ear: &mut Ear, reason: Reason) -> Vec<OwnedSemaphorePermit> {
        let (free, size) = (self.hand.free(), self.hand.size());
        let mut taken = Vec::with_capacity(size);
        if reason == Reason::Backlog && size > 2 {
            // Jobs are short: wait a moment, so that one claim serves many slots.
            let half = (size / 2) as u32;
            let many = Arc::clone(free).acquire_many_owned(half);
            if let Ok(Ok(mut many)) = tokio::time::timeout(GATHER, many).await {
                taken.extend((1..half).filter_map(|_| many.split(1)));
                taken.push(many);
            }
        }
        while taken.is_empty() {
            tokio::select! {
                one = Arc::clone(free).acquire_owned() => taken.extend(one.ok()),
                () = ear.heard(), if ear.is_listening() => self.bell.ring(self.queue, &[]).await,
            }
        }
        while let Ok(one) = Arc::clone(free).try_acquire_owned() {
            taken.push(one);
        }
        taken
    }

    /// Claims and delivers. One quick statement first; only if that finds nothing, jobs committed late, jobs with
    /// keys and slowed queues are looked for. What comes after the worker was told to stop, the runner gives back.
    async fn claim(
        &self,
        kinds: &[&'static str],
        mut taken: Vec<OwnedSemaphorePermit>,
        reason: Reason,
        cursors: &mut Cursors,
    ) -> Result<Claimed, Stopped> {
        let ledger = &self.runner.ledger;
        let (queue, worker, slots, lease) = (self.queue, self.worker.as_ref(), taken.len(), self.lease);
        let claim = Claim { queue, worker, kinds, slots, lease };
        let mut found = Found::default();
        if reason != Reason::Unasked {
            found = ledger.claim_keyless(&claim, cursors).await?;
        }
        if found.jobs.is_empty() && !self.stop.is_cancelled() {
            let from = if reason == Reason::Unasked { Cursors::front() } else { cursors.back_by(LOOK_BACK) };
            found = ledger.claim(&claim, &mut { from }).await?;
        }
        let claimed = Claimed { jobs: found.jobs.len(), more: found.more };
        for held in found.jobs {
            let delivery =
                self.runner.deliver(held, taken.pop().map(|place| Place { hand: Arc::clone(&self.hand), place }));
            self.deliveries.send(delivery).await.map_err(|_| Stopped::WorkerGone)?;
        }
        Ok(claimed)
    }
}

/// Rings whose jobs others have claimed: after a few in a row for nothing all that wait are taken away, so that a
/// thousand of them are not a thousand claims. One that was meant costs a second at most.
#[derive(Clone, Copy, Debug, Default)]
struct StaleRings(usize);

impl StaleRings {
    const FEW: usize = 4;
    const ALL: usize = 1000;

    /// How many rings to take away after a claim: those of the jobs that it got beside the one rung for.
    fn drains(&mut self, rung: bool, jobs: usize) -> usize {
        self.0 = if rung && jobs == 0 { self.0 + 1 } else { 0 };
        if self.0 < Self::FEW {
            return jobs.saturating_sub(1);
        }
        self.0 = 0;
        Self::ALL
    }
}

/// How many jobs a claim brought, and whether there may be more.
#[derive(Clone, Copy, Debug)]
struct Claimed {
    jobs: usize,
    more: bool,
}

/// Why a claim was not carried through.
#[derive(Debug)]
enum Stopped {
    Database(LedgerError),
    WorkerGone,
}

impl From<LedgerError> for Stopped {
    fn from(error: LedgerError) -> Self {
        Self::Database(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_rings_are_taken_away_after_a_few_claims_for_nothing() {
        let mut stale = StaleRings::default();
        assert_eq!([4, 1, 0].map(|jobs| stale.drains(true, jobs)), [3, 0, 0]);
        assert_eq!([0, 0, 0].map(|jobs| stale.drains(true, jobs)), [0, 0, StaleRings::ALL]);
        assert_eq!([0, 0, 0, 0].map(|jobs| stale.drains(false, jobs)), [0; 4], "unasked claims say nothing of rings");
    }
}
