//! A person starts an ended job anew: with all its attempts, and the thing it works on opened again.

use sea_orm::SqlErr;
use sellout_model::{JobId, JobState, OrgId};

use super::{Ledger, flow, history, turns};
use crate::sql::first;
use crate::{LedgerError, Move, WhyRetried};

impl Ledger {
    /// Puts a failed or cancelled job back into its queue. [`LedgerError::Clash`]: what it works on, or its unique
    /// key, is taken by another meanwhile.
    pub async fn retry(&self, org: Option<OrgId>, id: JobId) -> Result<(), LedgerError> {
        let (held, state) = self.any_job(org, id).await?;
        if !Move::RetryByHand.from().contains(&state) {
            return Err(not_ended(state));
        }
        let kind = self.kinds.get(&held.kind);
        let kind = kind.ok_or_else(|| LedgerError::UnknownKind { kind: held.kind.clone() })?;
        let now = self.clock.micros();
        let tx = self.db.begin().await?;
        (kind.on_retry)(&tx, &[held.retried(WhyRetried::ByHand, now)]).await.map_err(clash)?;
        history::keep_last(&tx, &[id]).await?;
        turns::ensure_keys(&tx, &[(&held, kind.most_per_limit_key)]).await?;
        flow::let_children_go(&tx, &[id]).await?;
        let sql = format!("UPDATE jobs SET {} WHERE id = $1 AND {} RETURNING id", anew(), Move::RetryByHand.guard());
        if first(&tx, sql, [id.0.into(), now.into()]).await.map_err(clash)?.is_none() {
            return Err(LedgerError::Clash);
        }
        if let Some(parent) = held.parent {
            flow::children_reopened(&tx, parent, 1).await?;
        }
        tx.commit().await?;
        self.bell.ring(held.queue, &[id]).await;
        self.bell.tell(&[id]).await;
        Ok(())
    }
}

/// What starting anew sets: now is $2.
pub(super) fn anew() -> String {
    format!(
        "state = '{}', run_at = $2, attempt = 0, crashes = 0, error = NULL, result = NULL, finished_at = NULL, \
         started_at = NULL, phase = NULL, progress = 0, done = NULL, total = NULL, cancel_requested = FALSE, \
         pending_children = 0",
        Move::RetryByHand.to()
    )
}

fn not_ended(state: JobState) -> LedgerError {
    let cure = match state {
        JobState::Succeeded => "it has done its work; submit a new one instead",
        _ => "wait until it has ended, or cancel it first",
    };
    LedgerError::State { state, cure }
}

pub(super) fn clash(error: sea_orm::DbErr) -> LedgerError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => LedgerError::Clash,
        _ => LedgerError::Database(error),
    }
}
