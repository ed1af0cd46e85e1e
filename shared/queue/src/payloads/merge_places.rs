//! The payload of `merge-places`.

use std::time::Duration;

use sellout_model::OrgId;
use serde::{Deserialize, Serialize};

use crate::{Job, Queue};

/// Brings statements to where the merges of vendors and stores say that they belong, or home again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePlaces {
    /// Whose statements.
    pub org_id: OrgId,
}

impl Job for MergePlaces {
    const KIND: &'static str = "merge-places";
    const QUEUE: Queue = Queue::Housekeeping;
    const TIMEOUT: Duration = Duration::from_hours(1);

    /// A merge that is made or taken back while it runs is seen to by one more run.
    fn unique_key(&self) -> Option<String> {
        Some(self.org_id.to_string())
    }
}
