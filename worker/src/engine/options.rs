//! How a worker process runs: its queues, its slots, its patience.

use std::time::Duration;

use sellout_queue::Queue;

use super::duty::Duty;

/// Settings of an engine.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// The queues to serve.
    pub queues: Vec<Queue>,
    /// Slots in each queue: jobs of it that run at once in this process.
    pub concurrency: usize,
    /// How long running jobs may go on after a stop.
    pub shutdown_grace: Duration,
    /// How long a lease is: a dead worker's jobs go on after this.
    pub lease: Duration,
    /// How long a handler that was told to stop may take to do so, before it is cut off.
    pub stop_grace: Duration,
    /// Repeated work beside the jobs: the timetable, dead loads.
    pub duties: Vec<Duty>,
    /// The machine's name, for the list of workers.
    pub host: String,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            queues: Queue::ALL.to_vec(),
            concurrency: 4,
            shutdown_grace: Duration::from_secs(30),
            lease: Duration::from_secs(20),
            stop_grace: Duration::from_secs(1),
            duties: Vec::new(),
            host: "localhost".to_owned(),
        }
    }
}

impl EngineOptions {
    /// Leases are renewed three times before they would end.
    pub(super) fn beat_every(&self) -> Duration {
        self.lease / 4
    }
}
