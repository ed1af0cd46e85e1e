//! The statement rule over the stored statements: who counts after a load, an undo or an answer.
//!
//! The verdicts are `sellout_model::rule::judge`'s; what lives here is which statements to judge and how the
//! outcome is written. All of it runs in one transaction that holds the organisation's lock.

mod compared;
mod component;
mod moved;
mod orders;
mod part;
mod parts;
mod periods;
mod write;

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{LoadId, OrgId, UploadId};

pub(crate) use component::{PLACE, place};
pub(crate) use moved::{Moved, recompute_moved};
pub(crate) use part::may_be_a_part;

/// What leaves the candidates and what joins them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    /// Uploads whose statements are put aside, but for those of `activate`.
    pub(crate) aside: Vec<UploadId>,
    /// Loads that have just finished, whose statements become candidates.
    pub(crate) activate: Vec<LoadId>,
    /// Loads that finished before and whose statements, in their newest editions, become candidates again.
    pub(crate) reactivate: Vec<LoadId>,
    /// Single statements that are put aside: editions that newer ones stand in for.
    pub(crate) aside_statements: Vec<i64>,
    /// Single statements that become candidates.
    pub(crate) activate_statements: Vec<i64>,
}

/// What a recomputation did.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// Whether anything counts otherwise than before.
    pub changed: bool,
    /// Uploads whose statements changed what they are or count.
    pub uploads: BTreeSet<UploadId>,
    /// Uploads that count as before, but had taken the place of what changed, or been added to it: what is told of them
    /// may be otherwise.
    pub(crate) beside: BTreeSet<UploadId>,
    /// Changes written; used to tell whether a version is due.
    pub(crate) history: u64,
}

/// Judges what a change touches and writes what counts from `version` on.
///
/// The caller holds the organisation's lock and raises the data version to `version` if `changed`.
pub(crate) async fn recompute(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    change: &Change,
) -> Result<Effect, DbErr> {
    let touched = component::touched(tx, org, change).await?;
    let mut effect = Effect::default();
    write::put_aside(tx, org, version, change, &mut effect).await?;
    periods::judge(tx, org, version, change, &touched, &mut effect).await?;
    orders::judge(tx, org, version, change, &touched, &mut effect).await?;
    effect.changed = effect.history > 0;
    Ok(effect)
}
