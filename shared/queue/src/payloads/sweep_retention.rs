//! The payload of `sweep-retention`.

use serde::{Deserialize, Serialize};

use crate::{Job, Queue};

/// Deletes what is kept no longer: ended jobs, old firings, keys without jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepRetention {}

impl Job for SweepRetention {
    const KIND: &'static str = "sweep-retention";
    const QUEUE: Queue = Queue::Housekeeping;
    const PRIORITY: i32 = 0;

    fn unique_key(&self) -> Option<String> {
        Some("all".to_owned())
    }
}
