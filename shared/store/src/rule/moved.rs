//! Judging after statements have moved to other places: vendors or stores were merged, or a merge was taken back.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{OrgId, Place, UploadId};

use super::component::Stored;
use super::{Change, Effect, compared, orders, periods, write};

/// What has moved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moved {
    /// For each vendor, the places of periods that statements have left or come to.
    pub(crate) periods: BTreeMap<String, Vec<Place>>,
    /// The vendors that orders or settlements have left or come to.
    pub(crate) orders: BTreeSet<String>,
    /// The uploads of what has moved.
    pub(crate) uploads: BTreeSet<UploadId>,
    /// How many statements have moved.
    pub(crate) statements: u64,
}

/// Judges the places that statements left or came to, and all that overlap them, as [`super::recompute`] does.
pub(crate) async fn recompute_moved(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    moved: &Moved,
) -> Result<Effect, DbErr> {
    let mut effect = Effect { uploads: moved.uploads.clone(), ..Effect::default() };
    for (vendor, places) in &moved.periods {
        // All that is found is judged, which says the same as judging what is touched: most of the vendor is.
        let Some(days) = periods::days_of(places.iter()) else { continue };
        let around = periods::around(tx, (org, vendor), &Change::default(), days).await?;
        let around: Vec<Stored> = around.into_iter().map(|near| near.stored).collect();
        let verdicts = compared::judge(tx, &around).await?;
        write::outcome(tx, org, version, &around, &verdicts, &mut effect).await?;
    }
    for vendor in &moved.orders {
        orders::judge_vendor(tx, org, version, vendor, &mut effect).await?;
    }
    // Figures by vendor and store are others, also where all that counted still counts.
    effect.changed = moved.statements > 0;
    Ok(effect)
}
