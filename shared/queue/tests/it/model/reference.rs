//! The ledger as it should be: a few lines of plain Rust over a map, without database, locks or batches.

use std::collections::BTreeMap;

use sellout_model::{JobId, JobState};
use sellout_queue::Micros;

use super::step::How;

/// Crashes with which a job fails.
const CRASH_LIMIT: i32 = 10;

/// A job as it should stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Job {
    pub(super) state: JobState,
    pub(super) run_at: Option<Micros>,
    pub(super) attempt: i32,
    pub(super) crashes: i32,
    pub(super) fence: i64,
    pub(super) worker: Option<&'static str>,
    pub(super) lease_until: Option<Micros>,
    pub(super) again: bool,
    pub(super) cancel_requested: bool,
    pub(super) pending: i32,
    pub(super) parent: Option<JobId>,
    pub(super) priority: i32,
    pub(super) unique: Option<String>,
    pub(super) fair: Option<String>,
    pub(super) limit: Option<String>,
    pub(super) reserve: Option<(&'static str, Micros)>,
}

impl Job {
    pub(super) fn new(run_at: Micros, now: Micros) -> Self {
        Self {
            state: if run_at > now { JobState::Scheduled } else { JobState::Queued },
            run_at: Some(run_at),
            attempt: 0,
            crashes: 0,
            fence: 0,
            worker: None,
            lease_until: None,
            again: false,
            cancel_requested: false,
            pending: 0,
            parent: None,
            priority: 1,
            unique: None,
            fair: None,
            limit: None,
            reserve: None,
        }
    }

    pub(super) fn waits(&self) -> bool {
        matches!(self.state, JobState::Queued | JobState::Retrying | JobState::Scheduled)
    }

    pub(super) fn is_due(&self, now: Micros) -> bool {
        self.waits() && self.run_at.is_some_and(|at| at <= now)
    }

    pub(super) fn has_ended(&self) -> bool {
        matches!(self.state, JobState::Succeeded | JobState::Failed | JobState::Cancelled)
    }

    /// A job gains one priority for each five minutes waited.
    pub(super) fn rank(&self) -> Micros {
        self.run_at.unwrap_or_default() - Micros::from(self.priority) * 300_000_000
    }

    pub(super) fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<_> = self.fair.as_deref().into_iter().chain(self.limit.as_deref()).collect();
        keys.dedup();
        keys
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Reference {
    pub(super) jobs: BTreeMap<JobId, Job>,
    /// In the order in which they were submitted.
    pub(super) order: Vec<JobId>,
    pub(super) paused: bool,
    /// How often hooks must have been told something.
    pub(super) told: i64,
}

impl Reference {
    pub(super) fn add(&mut self, id: JobId, job: Job) {
        self.jobs.insert(id, job);
        self.order.push(id);
    }

    pub(super) fn running_of(&self, key: &str) -> i32 {
        let runs = |job: &&Job| job.state == JobState::Running && job.keys().contains(&key);
        self.jobs.values().filter(runs).count() as i32
    }

    pub(super) fn has_room(&self, job: &Job) -> bool {
        job.limit.as_deref().is_none_or(|limit| self.running_of(limit) < 1)
    }

    pub(super) fn unfinished_with(&self, unique: &str) -> Option<JobId> {
        let same = |job: &Job| job.unique.as_deref() == Some(unique) && !job.has_ended();
        self.jobs.iter().find(|(_, job)| same(job)).map(|(id, _)| *id)
    }

    /// A job with this key is submitted again.
    pub(super) fn again(&mut self, id: JobId) {
        let job = self.jobs.get_mut(&id).unwrap();
        job.again |= job.state == JobState::Running;
    }

    pub(super) fn claim(&mut self, id: JobId, worker: &'static str, now: Micros, lease: Micros) {
        let job = self.jobs.get_mut(&id).unwrap();
        job.state = JobState::Running;
        (job.attempt, job.fence) = (job.attempt + 1, job.fence + 1);
        (job.worker, job.lease_until) = (Some(worker), Some(now + lease));
        (job.cancel_requested, job.reserve) = (false, None);
    }

    /// Whether an attempt is still its worker's.
    pub(super) fn holds(&self, id: JobId, fence: i64, worker: &str) -> bool {
        let job = &self.jobs[&id];
        job.state == JobState::Running && job.fence == fence && job.worker == Some(worker)
    }

    pub(super) fn end(&mut self, id: JobId, how: How, now: Micros) {
        let second = |n: u8| now + Micros::from(n) * 1_000_000;
        let job = self.jobs.get_mut(&id).unwrap();
        let again = job.again;
        (job.again, job.cancel_requested, job.lease_until) = (false, false, None);
        match how {
            How::Succeed | How::Fail if again => {
                (job.state, job.run_at, job.attempt, job.crashes) = (JobState::Queued, Some(now), 0, 0);
                self.told += if matches!(how, How::Fail) { 2 } else { 0 };
            }
            How::Succeed => job.state = JobState::Succeeded,
            How::Fail => (job.state, self.told) = (JobState::Failed, self.told + 1),
            How::Stop => (job.state, self.told) = (JobState::Cancelled, self.told + 1),
            How::Retry(n) => {
                (job.state, job.run_at, self.told) = (JobState::Retrying, Some(second(n)), self.told + 1);
            }
            How::Snooze(n) => {
                (job.state, job.run_at, job.attempt) = (JobState::Scheduled, Some(second(n)), job.attempt - 1);
            }
            How::Release => (job.state, job.attempt) = (JobState::Queued, job.attempt - 1),
            How::AwaitChildren(n) => {
                (job.state, job.run_at, job.attempt) = (JobState::Scheduled, None, job.attempt - 1);
                job.pending = i32::from(n);
            }
        }
        self.tell_parent(id, now);
    }

    /// The sweep's judgement of an expired lease. Says whether the job waits some seconds now.
    pub(super) fn expire(&mut self, id: JobId, now: Micros) -> bool {
        let job = self.jobs.get_mut(&id).unwrap();
        if job.cancel_requested {
            self.end(id, How::Stop, now);
        } else if job.crashes + 1 >= CRASH_LIMIT {
            self.end(id, How::Fail, now);
        } else {
            (job.state, job.attempt, job.crashes) = (JobState::Queued, job.attempt - 1, job.crashes + 1);
            (job.again, job.cancel_requested, job.lease_until) = (false, false, None);
            return true;
        }
        false
    }

    pub(super) fn call_off(&mut self, id: JobId, now: Micros) {
        let job = self.jobs.get_mut(&id).unwrap();
        (job.state, job.again, self.told) = (JobState::Cancelled, false, self.told + 1);
        self.tell_parent(id, now);
    }

    pub(super) fn retry_by_hand(&mut self, id: JobId, now: Micros) {
        let job = self.jobs.get_mut(&id).unwrap();
        (job.state, job.run_at, job.attempt, job.crashes) = (JobState::Queued, Some(now), 0, 0);
        (job.cancel_requested, job.pending, self.told) = (false, 0, self.told + 1);
        let parent = job.parent;
        // Children of its earlier life are nobody's now.
        for child in self.jobs.values_mut().filter(|child| child.parent == Some(id) && !child.has_ended()) {
            child.parent = None;
        }
        if let Some(parent) = parent.and_then(|parent| self.jobs.get_mut(&parent)) {
            let waits = parent.state == JobState::Scheduled && parent.run_at.is_none();
            parent.pending += i32::from(waits && parent.pending > 0);
        }
    }

    fn tell_parent(&mut self, id: JobId, now: Micros) {
        let job = &self.jobs[&id];
        let Some(parent) = job.parent.filter(|_| job.has_ended()) else { return };
        let parent = self.jobs.get_mut(&parent).unwrap();
        if parent.state != JobState::Scheduled || parent.run_at.is_some() || parent.pending == 0 {
            return;
        }
        parent.pending -= 1;
        if parent.pending == 0 {
            (parent.state, parent.run_at) = (JobState::Queued, Some(now));
        }
    }
}
