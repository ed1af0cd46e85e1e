//! The payload of `bench-noop`.

use serde::{Deserialize, Serialize};

use crate::{Job, Queue};

/// Does nothing, to measure the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenchNoop {
    /// Its number in the run.
    pub number: u32,
}

impl Job for BenchNoop {
    const KIND: &'static str = "bench-noop";
    const QUEUE: Queue = Queue::Bench;
    const MAX_ATTEMPTS: i32 = 1;
}
