//! Judging orders and settlements: each id is a place of its own, so most are settled by set-based statements.

use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::{OrgId, UploadId};

use super::component::{PLACE, REPLAY_ORDER, STORED, Stored, Touched, newest_edition, stored};
use super::{Change, Effect, compared, write};
use crate::sql;

/// How many contested statements are judged at a time; a place is never split.
const A_BATCH: usize = 5_000;

pub(super) async fn judge(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    change: &Change,
    touched: &Touched,
    effect: &mut Effect,
) -> Result<(), DbErr> {
    if !touched.orders {
        return Ok(());
    }
    settle_uncontested(tx, org, version, change, effect).await?;
    judge_batches(tx, org, version, &Which::Contested(change), effect).await
}

/// Judges all orders and settlements of a vendor that more than one statement speaks of, or whose only one does not
/// count.
pub(super) async fn judge_vendor(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    vendor: &str,
    effect: &mut Effect,
) -> Result<(), DbErr> {
    judge_batches(tx, org, version, &Which::OfVendor(vendor), effect).await
}

/// Which orders and settlements.
enum Which<'c> {
    /// Those of touched places that more than one statement speaks of.
    Contested(&'c Change),
    /// Those of a vendor that may be judged otherwise than they are.
    OfVendor(&'c str),
}

async fn judge_batches(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    which: &Which<'_>,
    effect: &mut Effect,
) -> Result<(), DbErr> {
    let mut after = (String::new(), String::new());
    loop {
        let batch = batch(tx, org, which, &after).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        let last = (last.rule.place.vendor.clone(), last.rule.place.key());
        let whole = batch.len() < A_BATCH;
        let kept: Vec<Stored> = if whole { batch } else { drop_last_place(batch, &last) };
        if let Some(end) = kept.last() {
            after = (end.rule.place.vendor.clone(), end.rule.place.key());
        }
        let verdicts = compared::judge(tx, &kept).await?;
        write::outcome(tx, org, version, &kept, &verdicts, effect).await?;
        if whole {
            return Ok(());
        }
    }
}

/// A batch ends at a place's end; what was cut off comes again with the next one.
fn drop_last_place(batch: Vec<Stored>, last: &(String, String)) -> Vec<Stored> {
    let (kept, cut): (Vec<Stored>, Vec<Stored>) = batch.into_iter().partition(|s| {
        (s.rule.place.vendor.as_str(), s.rule.place.key().as_str()) != (last.0.as_str(), last.1.as_str())
    });
    // One place alone can be larger than a batch only if thousands of uploads name the same order.
    if kept.is_empty() { cut } else { kept }
}

/// New orders that nobody else speaks of count at once.
async fn settle_uncontested(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    change: &Change,
    effect: &mut Effect,
) -> Result<(), DbErr> {
    let loads = change.activate.iter().map(|load| (load, false));
    for (load, again) in loads.chain(change.reactivate.iter().map(|load| (load, true))) {
        let standing = if again { format!(" AND {}", newest_edition("statements")) } else { String::new() };
        let text = format!(
            "UPDATE statements SET state = 'live', met = NULL WHERE load_id = $1 AND kind <> 'period' \
             AND state = 'aside' AND NOT EXISTS (SELECT 1 FROM statements o WHERE o.org_id = $2 \
             AND o.vendor = statements.vendor AND o.place = statements.place AND o.load_id <> $1){standing}"
        );
        let settled = sql::execute(tx, &text, [load.0.into(), org.0.into()]).await?.rows_affected();
        if settled == 0 {
            continue;
        }
        effect.history += write::open_history_of_load(tx, org, version, *load).await?;
        let owner = "SELECT upload_id FROM loads WHERE id = $1";
        if let Some(row) = sql::row(tx, owner, [load.0.into()]).await? {
            effect.uploads.insert(UploadId(row.try_get("", "upload_id")?));
        }
    }
    Ok(())
}

/// The next candidates, by place, then in the order of replay.
async fn batch(
    tx: &impl ConnectionTrait,
    org: OrgId,
    which: &Which<'_>,
    after: &(String, String),
) -> Result<Vec<Stored>, DbErr> {
    let bound: [Value; 3] = [org.0.into(), after.0.as_str().into(), after.1.as_str().into()];
    let (condition, values) = which.condition(4);
    let text = format!(
        "SELECT {PLACE}, {STORED} FROM statements s JOIN uploads u ON u.id = s.upload_id \
         WHERE s.org_id = $1 AND s.kind <> 'period' AND (s.vendor, s.place) > ($2, $3) AND {condition} \
         ORDER BY s.vendor, s.place, {REPLAY_ORDER} LIMIT {A_BATCH}"
    );
    let found = sql::rows(tx, &text, bound.into_iter().chain(values)).await?;
    found.iter().map(stored).collect()
}

impl Which<'_> {
    /// What holds of statement `s`; values are bound from `$from` on.
    fn condition(&self, from: usize) -> (String, Vec<Value>) {
        let beside = "SELECT 1 FROM statements t WHERE t.org_id = $1 AND t.vendor = s.vendor AND t.place = s.place \
            AND t.id <> s.id";
        match self {
            Self::Contested(change) => {
                let (candidate, mut values) = change.candidates("s", from);
                let (other, more) = change.condition("t", from + values.len());
                let own = other.replace("t.", "s.");
                values.extend(more);
                (format!("{candidate} AND EXISTS ({beside} AND ({other} OR {own}))"), values)
            }
            Self::OfVendor(vendor) => {
                let which = format!(
                    "s.vendor = ${from} AND s.state <> 'aside' AND (s.state <> 'live' OR EXISTS ({beside} AND t.state <> 'aside'))"
                );
                (which, vec![(*vendor).into()])
            }
        }
    }
}
