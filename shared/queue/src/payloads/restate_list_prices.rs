//! The payload of `restate-list-prices`.

use std::time::Duration;

use sellout_model::OrgId;
use serde::{Deserialize, Serialize};

use crate::{Job, Queue};

/// Values sales by list price anew, after prices or product matches came, changed or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestateListPrices {
    /// Whose figures.
    pub org_id: OrgId,
}

impl Job for RestateListPrices {
    const KIND: &'static str = "restate-list-prices";
    const QUEUE: Queue = Queue::Housekeeping;
    const TIMEOUT: Duration = Duration::from_hours(1);

    /// Prices that come in while it runs are taken by one more run.
    fn unique_key(&self) -> Option<String> {
        Some(self.org_id.to_string())
    }
}
