//! Judging orders and settlements: each id is a place of its own, so most are settled by set-based statements.

use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::{OrgId, UploadId};

use super::component::{STORED, Stored, Touched, stored};
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
    let mut after = (String::new(), String::new());
    loop {
        let batch = contested(tx, org, change, &after).await?;
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
    for load in &change.activate {
        let text = "UPDATE statements SET state = 'live', met = NULL WHERE load_id = $1 AND kind <> 'period' \
            AND state = 'aside' AND NOT EXISTS (SELECT 1 FROM statements o WHERE o.org_id = $2 \
            AND o.vendor = statements.vendor AND o.place = statements.place AND o.load_id <> $1)";
        let settled = sql::execute(tx, text, [load.0.into(), org.0.into()]).await?.rows_affected();
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

/// Candidates of touched places that more than one statement speaks of, by place, then in the order of replay.
async fn contested(
    tx: &impl ConnectionTrait,
    org: OrgId,
    change: &Change,
    after: &(String, String),
) -> Result<Vec<Stored>, DbErr> {
    let (candidate, mut values) = change.candidates("s", 4);
    let (other, more) = change.condition("t", 4 + values.len());
    let own = other.replace("t.", "s.");
    values.extend(more);
    let text = format!(
        "{STORED} WHERE s.org_id = $1 AND s.kind <> 'period' AND (s.vendor, s.place) > ($2, $3) AND {candidate} \
         AND EXISTS (SELECT 1 FROM statements t WHERE t.org_id = $1 AND t.vendor = s.vendor AND t.place = s.place \
         AND t.id <> s.id AND ({other} OR {own})) \
         ORDER BY s.vendor, s.place, upload_number, s.number, s.id LIMIT {A_BATCH}"
    );
    let bound: [Value; 3] = [org.0.into(), after.0.as_str().into(), after.1.as_str().into()];
    let found = sql::rows(tx, &text, bound.into_iter().chain(values)).await?;
    found.iter().map(stored).collect()
}
