//! Calling jobs off: at once while they wait, by request while they run.

use sellout_model::{JobId, JobState, OrgId};

use super::held::{HELD, Held};
use super::{Ledger, flow};
use crate::sql::{all, first};
use crate::{LedgerError, Move};

/// What became of a request to call a job off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// It never runs.
    Done,
    /// It runs, and its worker stops it in a moment; if it ends well first, that stands.
    Requested,
}

impl Ledger {
    /// Calls a job off. `org`: whose it must be; none: an operator's view of all.
    pub async fn cancel(&self, org: Option<OrgId>, id: JobId, reason: &str) -> Result<Cancelled, LedgerError> {
        for _ in 0..5 {
            let (held, state) = self.any_job(org, id).await?;
            if Move::CallOff.from().contains(&state) {
                if self.call_off(&held, reason).await? {
                    self.bell.tell(&[id]).await;
                    return Ok(Cancelled::Done);
                }
            } else if state == JobState::Running {
                let guard = Move::Stop.guard();
                let sql = format!("UPDATE jobs SET cancel_requested = TRUE WHERE id = $1 AND {guard} RETURNING id");
                if first(self.db.write(), sql, [id.0.into()]).await?.is_some() {
                    return Ok(Cancelled::Requested);
                }
            } else {
                return Err(LedgerError::State { state, cure: "only a job that has not ended can be cancelled" });
            }
        }
        Err(LedgerError::Clash)
    }

    /// No: the job moved on meanwhile, and nothing was written.
    async fn call_off(&self, held: &Held, reason: &str) -> Result<bool, LedgerError> {
        let now = self.clock.micros();
        let kind = self.kinds.get(&held.kind);
        let kind = kind.ok_or_else(|| LedgerError::UnknownKind { kind: held.kind.clone() })?;
        let tx = self.db.begin().await?;
        (kind.on_end)(&tx, &[held.ended(Move::CallOff, reason, now)]).await?;
        let sql = format!(
            "UPDATE jobs SET state = '{}', finished_at = $2, error = $3, again = FALSE WHERE id = $1 AND {} RETURNING id",
            Move::CallOff.to(),
            Move::CallOff.guard()
        );
        if first(&tx, sql, [held.id.0.into(), now.into(), reason.into()]).await?.is_none() {
            tx.rollback().await?;
            return Ok(false);
        }
        let mut ring = None;
        if let Some(parent) = held.parent {
            ring = flow::children_ended(&tx, parent, 1, now).await?;
        }
        tx.commit().await?;
        self.ring_queues(ring.as_slice()).await;
        Ok(true)
    }

    /// A job in any state, as if it were held, and its state.
    pub(super) async fn any_job(&self, org: Option<OrgId>, id: JobId) -> Result<(Held, JobState), LedgerError> {
        let sql = format!("SELECT {HELD} FROM jobs WHERE id = $1");
        let held: Vec<Held> = all(self.db.read(), sql, [id.0.into()]).await?;
        let held = held.into_iter().next().filter(|held| org.is_none() || held.org == org);
        let held = held.ok_or(LedgerError::Unknown(id))?;
        let row = first(self.db.read(), "SELECT state FROM jobs WHERE id = $1", [id.0.into()]).await?;
        let state: String = row.ok_or(LedgerError::Unknown(id))?.try_get("", "state")?;
        Ok((held, state.parse().map_err(sea_orm::DbErr::Type)?))
    }
}
