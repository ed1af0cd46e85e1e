//! The payload of `restate-rates`.

use std::time::Duration;

use sellout_model::OrgId;
use serde::{Deserialize, Serialize};

use crate::{Job, Queue};

/// Converts what could not be converted, or was converted by another rate, after rates came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestateRates {
    /// Whose figures.
    pub org_id: OrgId,
}

impl Job for RestateRates {
    const KIND: &'static str = "restate-rates";
    const QUEUE: Queue = Queue::Housekeeping;
    const TIMEOUT: Duration = Duration::from_hours(1);

    /// Rates that come in while it runs are taken by one more run.
    fn unique_key(&self) -> Option<String> {
        Some(self.org_id.to_string())
    }
}
