//! The task that keeps the leases of this process, stops jobs that were called off or lost, and writes progress.
//! A process that cannot renew stops its jobs before their leases end.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sellout_queue::{Ledger, Micros};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::context::StopReason;
use super::roster::Roster;

/// Progress is written, and stops are looked for, this often while jobs run.
const PULSE: Duration = Duration::from_millis(250);

/// How the heartbeat of this process stands.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// The leases hold until then.
    until: AtomicI64,
    /// Not before then may this process sweep: it was cut off, and others may not have heard from it either.
    sweep_from: AtomicI64,
}

impl Health {
    /// Whether this process may judge the leases of others.
    pub(super) fn may_sweep(&self, now: Micros) -> bool {
        now < self.until.load(Ordering::Relaxed) && now >= self.sweep_from.load(Ordering::Relaxed)
    }
}

/// Keeps the leases.
#[derive(Debug)]
pub(super) struct Heartbeat {
    pub(super) ledger: Ledger,
    pub(super) worker: Arc<str>,
    pub(super) roster: Arc<Roster>,
    pub(super) health: Arc<Health>,
    pub(super) lease: Duration,
    pub(super) every: Duration,
    pub(super) over: CancellationToken,
}

impl Heartbeat {
    /// Beats until the process has nothing left to keep, also while it drains.
    pub(super) async fn run(self) {
        let mut next_beat = Instant::now();
        let mut pulses = 0_u32;
        let mut telling = None;
        loop {
            if Instant::now() >= next_beat {
                next_beat = Instant::now() + self.every;
                self.beat().await;
            } else {
                self.pulse(pulses).await;
            }
            self.tell(&mut telling);
            pulses = pulses.wrapping_add(1);
            tokio::select! {
                () = self.over.cancelled() => break,
                () = tokio::time::sleep(PULSE) => {}
            }
        }
        self.tell(&mut telling);
        if let Some(last) = telling {
            // Followers look by themselves if it comes too late.
            tokio::time::timeout(Duration::from_secs(1), last).await.ok();
        }
    }

    /// One heartbeat.
    pub(super) async fn beat(&self) {
        let before = self.ledger.clock().micros();
        // An answer that comes after the leases have ended is none.
        let leases = self.roster.leases();
        let beat = self.ledger.beat(&self.worker, &leases, self.lease);
        match tokio::time::timeout(self.lease / 2, beat).await {
            Ok(Ok(beat)) => {
                self.health.until.store(beat.until, Ordering::Relaxed);
                self.roster.stop(&beat.lost, StopReason::Lost);
                self.roster.stop(&beat.cancel, StopReason::Cancelled);
            }
            Ok(Err(error)) => self.missed(before, &error.to_string()),
            Err(_) => self.missed(before, "no answer in time"),
        }
    }

    fn missed(&self, now: Micros, error: &str) {
        let lease = self.lease.as_micros() as Micros;
        tracing::warn!(worker = %self.worker, error, "a heartbeat failed");
        self.health.sweep_from.store(now + lease, Ordering::Relaxed);
        // A quarter of the lease is left for handlers to stop in.
        if self.ledger.clock().micros() > self.health.until.load(Ordering::Relaxed) - lease / 4 {
            self.roster.stop_all(StopReason::Lost);
        }
    }

    /// Tells those who follow jobs what changed here, beside the beat: a bell that hangs must not cost a lease. While
    /// one telling is under way, news gather.
    fn tell(&self, telling: &mut Option<JoinHandle<()>>) {
        if telling.as_ref().is_some_and(|telling| !telling.is_finished()) {
            return;
        }
        let news = self.roster.take_news();
        if !news.is_empty() {
            let bell = self.ledger.bell().clone();
            *telling = Some(tokio::spawn(async move { bell.tell(&news).await }));
        }
    }

    async fn pulse(&self, pulses: u32) {
        let progress = self.roster.take_progress();
        if !progress.is_empty()
            && let Err(error) = self.ledger.write_progress(&self.worker, &progress).await
        {
            tracing::warn!(error = %error, "progress could not be written");
        }
        if pulses % 2 == 1 && self.roster.len() > 0 {
            match self.ledger.called_off(&self.worker, &self.roster.leases()).await {
                Ok(cancelled) => self.roster.stop(&cancelled, StopReason::Cancelled),
                Err(error) => tracing::warn!(error = %error, "cannot see which jobs were called off"),
            }
        }
    }
}
