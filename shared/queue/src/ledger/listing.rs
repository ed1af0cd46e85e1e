//! Reading jobs: one, or a page of those that match a filter.

use std::collections::BTreeMap;

use sea_orm::{FromQueryResult, Value};
use sellout_model::{JobId, JobState, OrgId, UploadId};
use uuid::Uuid;

use super::Ledger;
use super::view::{JobView, VIEW};
use crate::sql::{all, first};
use crate::{LedgerError, Queue};

/// Which jobs to list; none of a field: any.
#[derive(Clone, Debug, Default)]
pub struct JobFilter {
    /// Whose; none: an operator's view of all.
    pub org: Option<OrgId>,
    /// In this state.
    pub state: Option<JobState>,
    /// In this queue.
    pub queue: Option<Queue>,
    /// Of this kind.
    pub kind: Option<String>,
    /// For this upload.
    pub upload: Option<UploadId>,
    /// Children of this job.
    pub parent: Option<JobId>,
    /// Oldest first instead of newest.
    pub oldest_first: bool,
}

/// A page of jobs.
#[derive(Clone, Debug)]
pub struct JobPage {
    /// The jobs.
    pub items: Vec<JobView>,
    /// How many match in all.
    pub total: u64,
}

#[derive(FromQueryResult)]
struct Count {
    state: String,
    jobs: i64,
}

impl JobFilter {
    pub(super) fn condition(&self) -> (String, Vec<Value>) {
        let mut parts = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut add = |column: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.push(value);
                parts.push(format!("{column} = ${}", values.len()));
            }
        };
        add("org_id", self.org.map(|org| Uuid::from(org).into()));
        add("state", self.state.map(|state| state.as_str().into()));
        add("queue", self.queue.map(|queue| queue.as_str().into()));
        add("kind", self.kind.clone().map(Into::into));
        add("upload_id", self.upload.map(|upload| Uuid::from(upload).into()));
        add("parent_id", self.parent.map(|parent| Uuid::from(parent).into()));
        if parts.is_empty() {
            parts.push("TRUE".to_owned());
        }
        (parts.join(" AND "), values)
    }
}

impl Ledger {
    /// One job. `org`: whose it must be; none: an operator's view of all.
    pub async fn job(&self, org: Option<OrgId>, id: JobId) -> Result<JobView, LedgerError> {
        let sql = format!("SELECT {VIEW} FROM jobs WHERE id = $1 AND ($2 OR org_id = $3)");
        let values = [id.0.into(), org.is_none().into(), org.map(Uuid::from).into()];
        let found: Vec<JobView> = all(self.db.read(), sql, values).await?;
        found.into_iter().next().ok_or(LedgerError::Unknown(id))
    }

    /// How many children of a job stand in which state; empty if it never had any.
    pub async fn children(&self, id: JobId) -> Result<BTreeMap<String, i64>, LedgerError> {
        let sql = "SELECT state, count(*) AS jobs FROM jobs WHERE parent_id = $1 GROUP BY state";
        let counts: Vec<Count> = all(self.db.read(), sql, [id.0.into()]).await?;
        Ok(counts.into_iter().map(|count| (count.state, count.jobs)).collect())
    }

    /// A page of jobs, counted from 1.
    pub async fn jobs(&self, filter: &JobFilter, page: u64, per_page: u64) -> Result<JobPage, LedgerError> {
        let (condition, mut values) = filter.condition();
        let count = format!("SELECT count(*) AS n FROM jobs WHERE {condition}");
        let total: i64 = match first(self.db.read(), count, values.clone()).await? {
            Some(row) => row.try_get("", "n")?,
            None => 0,
        };
        let order = if filter.oldest_first { "id" } else { "id DESC" };
        let (limit, offset) = (values.len() + 1, values.len() + 2);
        let sql = format!("SELECT {VIEW} FROM jobs WHERE {condition} ORDER BY {order} LIMIT ${limit} OFFSET ${offset}");
        values.push((per_page as i64).into());
        values.push((page.saturating_sub(1).saturating_mul(per_page) as i64).into());
        Ok(JobPage { items: all(self.db.read(), sql, values).await?, total: total as u64 })
    }
}
