//! Plays a story twice, on the real ledger and on the reference, and compares both after every step.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use sellout_model::{JobId, JobState};
use sellout_queue::ledger::{Claim, Cursors, Finish};
use sellout_queue::{
    Ending, Held, LedgerError, Micros, Queue, SubmitOptions, submit, submit_flow, submit_many, to_micros,
};

use super::reference::{Job, Reference};
use super::rows;
use super::step::{How, Step, WORKERS};
use crate::world::{Errand, LEASE, World, errand};

const LEASE_MICROS: Micros = LEASE.as_micros() as Micros;

/// Both ledgers, and what the workers of the story remember.
pub(super) struct Play<'w> {
    world: &'w World,
    model: Reference,
    /// Every claim that ever was.
    held: Vec<Held>,
    /// What each worker believes it runs, with the fence of its last claim.
    rosters: BTreeMap<&'static str, BTreeMap<JobId, i64>>,
}

impl<'w> Play<'w> {
    /// On an empty ledger.
    pub(super) async fn new(world: &'w World) -> Self {
        for table in ["job_attempts", "jobs", "turns", "queues", "told"] {
            world.sql(&format!("DELETE FROM {table}")).await;
        }
        Self { world, model: Reference::default(), held: Vec::new(), rosters: BTreeMap::new() }
    }

    fn now(&self) -> Micros {
        self.world.ledger.clock().micros()
    }

    /// Does one step on both and compares them.
    pub(super) async fn step(&mut self, step: &Step) {
        match step {
            Step::Submit { unique, fair, limit, priority, delay } => {
                let key = |name: &str, key: &Option<u8>| key.map(|n| format!("{name}{n}"));
                let job = Errand {
                    name: String::new(),
                    unique: key("u", unique),
                    fair: key("f", fair),
                    limit: key("l", limit),
                };
                self.submit(job, *priority, *delay).await;
            }
            Step::SubmitMany(count) => self.submit_many(*count).await,
            Step::SubmitFlow(children) => self.submit_flow(*children).await,
            Step::Claim { worker, slots } => self.claim(WORKERS[*worker], *slots).await,
            Step::ClaimQuick { worker, slots } => self.claim_quick(WORKERS[*worker], *slots).await,
            Step::ClaimAlone { worker } => self.claim_alone(WORKERS[*worker]).await,
            Step::End { held, how } if !self.held.is_empty() => self.end(held.get(&self.held).clone(), *how).await,
            Step::FinishTogether { held } if !self.held.is_empty() => {
                let held = held.iter().map(|index| index.get(&self.held).clone()).collect();
                self.finish_together(held).await;
            }
            Step::Beat { worker } => self.beat(WORKERS[*worker]).await,
            Step::Die { worker } => drop(self.rosters.remove(WORKERS[*worker])),
            Step::Sweep => self.sweep().await,
            Step::Cancel { job } if !self.model.jobs.is_empty() => self.cancel(self.pick(*job)).await,
            Step::RetryByHand { job } if !self.model.jobs.is_empty() => self.retry_by_hand(self.pick(*job)).await,
            Step::Pause(paused) => {
                let ledger = &self.world.ledger;
                if *paused {
                    ledger.pause(Queue::Email).await.unwrap();
                } else {
                    ledger.resume(Queue::Email).await.unwrap();
                }
                self.model.paused = *paused;
            }
            Step::Tidy => drop(self.world.ledger.tidy_keys(Duration::ZERO).await.unwrap()),
            Step::Pass { seconds } => self.world.pass(*seconds),
            Step::End { .. } | Step::FinishTogether { .. } | Step::Cancel { .. } | Step::RetryByHand { .. } => {}
        }
        rows::compare(self.world, &self.model, step).await;
    }

    /// What is left to see when a story is over: every claim is an attempt that can be read.
    pub(super) async fn over(self) {
        for (id, job) in &self.model.jobs {
            let attempts = self.world.ledger.attempts(*id).await.unwrap();
            assert_eq!(attempts.len() as i64, job.fence, "attempts of {job:?}: {attempts:#?}");
        }
    }

    fn pick(&self, index: proptest::sample::Index) -> JobId {
        *index.get(&self.model.order)
    }

    async fn submit(&mut self, job: Errand, priority: i32, delay: u8) {
        let now = self.now();
        let at = self.world.ledger.clock().now() + TimeDelta::seconds(i64::from(delay));
        let run_at = (delay > 0).then_some(at);
        let options = SubmitOptions { priority: Some(priority), run_at, ..SubmitOptions::default() };
        let submitted = self.world.submit(&job, options).await;
        let unfinished = job.unique.as_deref().and_then(|key| self.model.unfinished_with(key));
        assert_eq!(submitted.duplicate, unfinished.is_some(), "{job:?}");
        if let Some(id) = unfinished {
            assert_eq!(submitted.id, id);
            return self.model.again(id);
        }
        let limit = job.limit.map(|key| format!("limit:{key}"));
        let fair = job.fair.map(|key| format!("fair:{key}")).or_else(|| limit.clone());
        let new = Job { priority, unique: job.unique, fair, limit, ..Job::new(to_micros(at), now) };
        self.model.add(submitted.id, new);
    }

    async fn submit_many(&mut self, count: u8) {
        let now = self.now();
        let tx = self.world.ledger.db().begin().await.unwrap();
        let jobs = (0..count).map(|_| (errand("many"), SubmitOptions::default()));
        let submitted = submit_many(&tx, self.world.ledger.clock(), jobs).await.unwrap();
        tx.commit().await.unwrap();
        for (job, place) in submitted.iter().zip(1..) {
            self.model.add(job.id, Job::new(now - Micros::from(count) + place, now));
        }
        self.world.clock.advance(Duration::from_micros(1));
    }

    async fn submit_flow(&mut self, count: u8) {
        let now = self.now();
        let tx = self.world.ledger.db().begin().await.unwrap();
        let children = (0..count).map(|_| (errand("child"), SubmitOptions::default()));
        let clock = self.world.ledger.clock();
        let flow = submit_flow(&tx, clock, &errand("parent"), SubmitOptions::default(), children).await.unwrap();
        tx.commit().await.unwrap();
        let mut parent = Job { pending: i32::from(count), ..Job::new(now, now) };
        if count > 0 {
            (parent.state, parent.run_at) = (JobState::Scheduled, None);
        }
        self.model.add(flow.0.id, parent);
        for (child, place) in flow.1.iter().zip(1..) {
            let new = Job { parent: Some(flow.0.id), ..Job::new(now - Micros::from(count) + place, now) };
            self.model.add(child.id, new);
        }
        self.world.clock.advance(Duration::from_micros(1));
    }

    async fn claim(&mut self, worker: &'static str, slots: usize) {
        let now = self.now();
        let claimed = self.world.claim_as(worker, slots).await;
        assert!(claimed.len() <= slots);
        for held in &claimed {
            let job = &self.model.jobs[&held.id];
            assert!(!self.model.paused && job.is_due(now) && job.crashes < 2, "claimed {job:?}");
            assert!(self.model.has_room(job), "over its limit: {job:?}");
            self.take(held, worker, now);
        }
        for job in self.model.jobs.values().filter(|job| job.is_due(now) && job.crashes < 2 && !self.model.paused) {
            assert!(!claimed.is_empty() || !self.model.has_room(job), "left lying by an empty claim: {job:?}");
            for held in claimed.iter().map(|held| &self.model.jobs[&held.id]) {
                let same_lane = held.fair == job.fair && self.model.has_room(job);
                assert!(!same_lane || held.rank() <= job.rank(), "{held:?} went before {job:?}");
            }
        }
    }

    async fn claim_quick(&mut self, worker: &'static str, slots: usize) {
        let now = self.now();
        let claim = Claim { queue: Queue::Email, worker, kinds: &["errand"], slots, lease: LEASE };
        let claimed = self.world.ledger.claim_keyless(&claim, &mut Cursors::front()).await.unwrap().jobs;
        let keyless = |job: &&Job| job.is_due(now) && job.crashes < 2 && job.fair.is_none() && !self.model.paused;
        let mut best: Vec<_> = self.model.jobs.values().filter(keyless).map(Job::rank).collect();
        best.sort_unstable();
        best.truncate(slots);
        let ranks: Vec<_> = claimed.iter().map(|held| self.model.jobs[&held.id].rank()).collect();
        assert_eq!(ranks, best, "the quick claim takes the best without keys");
        for held in &claimed {
            self.take(held, worker, now);
        }
    }

    fn take(&mut self, held: &Held, worker: &'static str, now: Micros) {
        self.model.claim(held.id, worker, now, LEASE_MICROS);
        self.rosters.entry(worker).or_default().insert(held.id, held.fence);
        self.held.push(held.clone());
    }

    async fn claim_alone(&mut self, worker: &'static str) {
        let (now, ledger) = (self.now(), &self.world.ledger);
        let free = |job: &Job| job.reserve.is_none_or(|(who, until)| who == worker || until < now);
        let wants = |job: &&Job| job.is_due(now) && job.crashes >= 2 && free(job) && !self.model.paused;
        let earliest = self.model.jobs.values().filter(wants).map(|job| job.run_at).min();
        let due = ledger.alone_due(&[Queue::Email], &["errand"], worker, Duration::ZERO).await.unwrap();
        assert_eq!(due.map(|(id, _)| self.model.jobs[&id].run_at), earliest, "who wants to be alone");
        let Some((id, queue)) = due else { return };
        assert!(ledger.reserve(id, worker, LEASE).await.unwrap());
        self.model.jobs.get_mut(&id).unwrap().reserve = Some((worker, now + LEASE_MICROS));
        let claim = Claim { queue, worker, kinds: &["errand"], slots: 1, lease: LEASE };
        let held = ledger.claim_one(id, &claim).await.unwrap();
        assert_eq!(held.is_some(), self.model.has_room(&self.model.jobs[&id]));
        if let Some(held) = held {
            self.take(&held, worker, now);
        }
    }

    async fn end(&mut self, held: Held, how: How) {
        let (now, ledger) = (self.now(), &self.world.ledger);
        let at = |n: u8| now + Micros::from(n) * 1_000_000;
        let ending = match how {
            How::Succeed => Ending::Succeeded(None),
            How::Fail => Ending::Failed("no".into()),
            How::Retry(n) => Ending::Retry { error: "not now".into(), at: at(n) },
            How::Snooze(n) => Ending::Snooze { at: at(n) },
            How::Release => Ending::Released,
            How::Stop => Ending::Cancelled("stopped".into()),
            How::AwaitChildren(n) => Ending::AwaitChildren(i32::from(n)),
        };
        let holds = self.model.holds(held.id, held.fence, &held.worker);
        let tx = ledger.db().begin().await.unwrap();
        let mut children = Vec::new();
        if let How::AwaitChildren(n) = how {
            for _ in 0..n {
                let options = SubmitOptions { parent: Some(held.id), ..SubmitOptions::default() };
                let id = submit(&tx, ledger.clock(), &errand("child"), options).await.unwrap().id;
                let at = self.now();
                children.push((id, Job { parent: Some(held.id), ..Job::new(at, at) }));
                self.world.clock.advance(Duration::from_micros(1));
            }
        }
        match ledger.settle(&tx, &held, &ending).await {
            Ok(_) => {
                tx.commit().await.unwrap();
                assert!(holds, "a late writer ended {:?}", self.model.jobs[&held.id]);
                for (id, child) in children {
                    self.model.add(id, child);
                }
                self.model.end(held.id, how, now);
            }
            Err(LedgerError::Lost) => assert!(!holds, "lost, but held: {:?}", self.model.jobs[&held.id]),
            Err(error) => panic!("{error}"),
        }
        self.forget(&held);
        self.world.clock.advance(Duration::from_micros(1));
    }

    async fn finish_together(&mut self, held: Vec<Held>) {
        let now = self.now();
        let finishes: Vec<_> = held.iter().map(|held| Finish { held: held.clone(), result: None }).collect();
        self.world.ledger.finish(&finishes).await.unwrap();
        for held in held {
            if self.model.holds(held.id, held.fence, &held.worker) {
                self.model.end(held.id, How::Succeed, now);
            }
            self.forget(&held);
        }
    }

    fn forget(&mut self, held: &Held) {
        for roster in self.rosters.values_mut() {
            roster.retain(|id, fence| (*id, *fence) != (held.id, held.fence));
        }
    }

    async fn beat(&mut self, worker: &'static str) {
        let now = self.now();
        let roster = self.rosters.entry(worker).or_default();
        let leases: Vec<_> = roster.iter().map(|(id, fence)| (*id, *fence)).collect();
        let beat = self.world.ledger.beat(worker, &leases, LEASE).await.unwrap();
        for (id, fence) in leases {
            let holds = self.model.holds(id, fence, worker);
            assert_eq!(beat.lost.contains(&id), !holds);
            if holds {
                let job = self.model.jobs.get_mut(&id).unwrap();
                job.lease_until = Some(now + LEASE_MICROS);
                assert_eq!(beat.cancel.contains(&id), job.cancel_requested);
            } else {
                roster.remove(&id);
            }
        }
    }

    async fn sweep(&mut self) {
        let now = self.now();
        let swept = self.world.ledger.sweep(0).await.unwrap();
        let expired = |job: &Job| job.state == JobState::Running && job.lease_until.is_some_and(|at| at < now);
        let ids: Vec<_> = self.model.jobs.iter().filter(|(_, job)| expired(job)).map(|(id, _)| *id).collect();
        assert_eq!(swept.returned.len() + swept.ended.len(), ids.len());
        for id in ids {
            let returned = self.model.expire(id, now);
            assert_eq!(swept.returned.contains(&id), returned);
            if returned {
                let run_at = self.world.job(id).await.run_at.map(to_micros).unwrap();
                assert!((1_000_000..=300_000_000).contains(&(run_at - now)), "it waits a moment");
                self.model.jobs.get_mut(&id).unwrap().run_at = Some(run_at);
            }
        }
    }

    async fn cancel(&mut self, id: JobId) {
        let now = self.now();
        let cancelled = self.world.ledger.cancel(None, id, "not wanted").await;
        let job = self.model.jobs.get_mut(&id).unwrap();
        assert_eq!(cancelled.is_err(), job.has_ended());
        if job.waits() {
            self.model.call_off(id, now);
        } else if job.state == JobState::Running {
            job.cancel_requested = true;
        }
    }

    async fn retry_by_hand(&mut self, id: JobId) {
        let now = self.now();
        let job = &self.model.jobs[&id];
        let ended = matches!(job.state, JobState::Failed | JobState::Cancelled);
        let clash = job.unique.as_deref().and_then(|key| self.model.unfinished_with(key)).is_some();
        match self.world.ledger.retry(None, id).await {
            Ok(()) => {
                assert!(ended && !clash, "started anew: {job:?}");
                self.model.retry_by_hand(id, now);
            }
            Err(LedgerError::Clash) => assert!(ended && clash, "no clash: {job:?}"),
            Err(LedgerError::State { .. }) => assert!(!ended, "refused: {job:?}"),
            Err(error) => panic!("{error}"),
        }
    }
}
