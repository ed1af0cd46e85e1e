//! The payload of `fire-schedule`.

use chrono::{DateTime, Utc};
use sellout_model::ScheduleId;
use serde::{Deserialize, Serialize};

use crate::{Job, Queue};

/// Makes the report of one firing of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FireSchedule {
    /// Which schedule.
    pub schedule_id: ScheduleId,
    /// The time it was due; the report's range counts from it, not from when the job runs.
    pub fire_at: DateTime<Utc>,
}

impl Job for FireSchedule {
    const KIND: &'static str = "fire-schedule";
    const QUEUE: Queue = Queue::ScheduledReport;

    fn unique_key(&self) -> Option<String> {
        Some(format!("{}@{}", self.schedule_id, self.fire_at.timestamp_micros()))
    }
}
