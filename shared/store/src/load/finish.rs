//! Ending a load: it is judged, the data version rises, and the upload's counts follow.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::{Currency, LoadId, Mode, OrgId, UploadId};

use super::drafts::Load;
use super::{GivenUp, WriteError, write};
use crate::rule::{self, Change, Effect};
use crate::uploads::Findings;
use crate::{Db, corrections, merges, organisations, sql, uploads};

/// What parsing counted, and what was decided on the way.
#[derive(Clone, Debug)]
pub struct LoadCounts {
    /// Rows read, without blank ones.
    pub rows_read: i64,
    /// Rows that are no sales.
    pub rows_skipped: i64,
    /// Rows that could not be read.
    pub rows_failed: i64,
    /// For each currency of the file, the sum in ten-thousandths.
    pub originals: Vec<(Currency, i64)>,
    /// Names of the book's sheets, by index.
    pub sheets: Vec<String>,
    /// The format's code and version.
    pub format: (String, i32),
    /// What the format does where figures are, unless the upload was given a mode.
    pub default_mode: Mode,
    /// Whether rows that have no amount take it from the list of prices.
    pub by_list_price: bool,
    /// Rows that say what the vendor calls a product.
    pub aliases: i64,
}

/// What finishing a load did.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Whether the upload now waits for its mode.
    pub asks_mode: bool,
    /// What else changed.
    pub effect: Effect,
    /// The data version after it.
    pub version: i64,
}

/// So many new statements are not judged by what `PostgreSQL` knew of the table before them.
const MANY_STATEMENTS: i32 = 1_000;

/// Writes what is still in memory. Call before [`finish`], outside its transaction, to keep that short.
pub async fn settle(db: &Db, load: &mut Load) -> Result<(), DbErr> {
    write::flush(db, load).await?;
    if db.is_postgres() && load.next_number > MANY_STATEMENTS {
        sql::execute(db.write(), "ANALYZE statements", []).await?;
    }
    Ok(())
}

/// What is asked of a file that may be a part.
const MAY_BE_A_PART: &str = "the file has fewer than half of the products that count for its periods, so it may be a \
    part of them and no correction; answer append to add its rows, or replace to put it in their place";

/// Judges a written load in the caller's transaction, which also ends the job; the upload keeps what reading found.
///
/// Takes the organisation's lock; afterwards the load's statements count as the rule says.
pub async fn finish(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
    load: LoadId,
    counts: &LoadCounts,
    found: &Findings,
    now: DateTime<Utc>,
) -> Result<Finished, WriteError> {
    let version = organisations::lock(tx, org).await?.data_version;
    end_writing(tx, load, counts, now).await?;
    merges::place_load(tx, org, load).await?;
    let asked = mark_mode(tx, org, upload, counts.default_mode).await?;
    let corrected = corrections::standing_in_for(tx, org, upload).await?.is_some();
    let may_ask = asked.may_ask && !corrected && !is_settled(tx, org, asked.corrects).await?;
    let asks_mode = may_ask && rule::may_be_a_part(tx, org, upload, load).await?;
    let mut change = Change { aside: vec![upload], ..Change::default() };
    if !corrected {
        change.aside.extend(stood_in_for(tx, org, upload, asked.corrects).await?);
    }
    if asks_mode {
        let text = "UPDATE uploads SET status = 'needs_mode', mode_asked = $3, needs = '[\"mode\"]', finished_at = $4, \
            code = 'needs_mode', error = $5 WHERE id = $1 AND org_id = $2";
        sql::execute(tx, text, [upload.0.into(), org.0.into(), true.into(), now.into(), MAY_BE_A_PART.into()]).await?;
    } else {
        // Corrected while it was being read, it counts only once its correction is taken back.
        change.activate.extend((!corrected).then_some(load));
        let text = "UPDATE uploads SET status = 'completed', code = NULL, error = NULL, needs = '[]', finished_at = $3 \
            WHERE id = $1 AND org_id = $2";
        sql::execute(tx, text, [upload.0.into(), org.0.into(), now.into()]).await?;
    }
    // Counting puts the warnings of judging before those that are noted here; an upload that is put aside is counted.
    uploads::note(tx, org, upload, found).await?;
    let (effect, version) = apply(tx, org, version, &change, "load", upload, now).await?;
    Ok(Finished { asks_mode, effect, version })
}

/// Recomputes, raises the version if figures changed, and lets the counts of all uploads concerned follow.
pub(crate) async fn apply(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    change: &Change,
    cause: &str,
    upload: UploadId,
    now: DateTime<Utc>,
) -> Result<(Effect, i64), DbErr> {
    let next = version + 1;
    let effect = rule::recompute(tx, org, next, change).await?;
    if effect.changed {
        organisations::raise_data_version(tx, org, cause, Some(upload), now).await?;
    }
    for other in effect.uploads.union(&effect.beside) {
        uploads::recount(tx, org, *other).await?;
    }
    let version = if effect.changed { next } else { version };
    Ok((effect, version))
}

async fn end_writing(
    tx: &impl ConnectionTrait,
    load: LoadId,
    counts: &LoadCounts,
    now: DateTime<Utc>,
) -> Result<(), WriteError> {
    let originals: Vec<(String, i64)> = counts.originals.iter().map(|(c, sum)| (c.to_string(), *sum)).collect();
    let json = |value: serde_json::Result<String>| value.map_err(|e| DbErr::Custom(e.to_string()));
    let text = "UPDATE loads SET state = 'finished', finished_at = $2, rows_read = $3, rows_skipped = $4, \
        rows_failed = $5, currencies = $6, sheets = $7, format = $8, format_version = $9, default_mode = $10, \
        by_list_price = $11, aliases = $12 WHERE id = $1 AND state = 'writing'";
    let bound: [Value; 12] = [
        load.0.into(),
        now.into(),
        counts.rows_read.into(),
        counts.rows_skipped.into(),
        counts.rows_failed.into(),
        json(serde_json::to_string(&originals))?.into(),
        json(serde_json::to_string(&counts.sheets))?.into(),
        counts.format.0.as_str().into(),
        counts.format.1.into(),
        counts.default_mode.as_str().into(),
        counts.by_list_price.into(),
        counts.aliases.into(),
    ];
    if sql::execute(tx, text, bound).await?.rows_affected() == 0 {
        return Err(GivenUp.into());
    }
    Ok(())
}

struct Asked {
    may_ask: bool,
    corrects: Option<UploadId>,
}

/// Settles the upload's mode. An upload that was taken back meanwhile gives its load up.
async fn mark_mode(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
    default: Mode,
) -> Result<Asked, WriteError> {
    let text = "UPDATE uploads SET mode = COALESCE(mode_given, $3) WHERE id = $1 AND org_id = $2 \
        AND status IN ('processing', 'pending') RETURNING mode_given, mode_asked, corrects";
    let row = sql::row(tx, text, [upload.0.into(), org.0.into(), default.as_str().into()]).await?.ok_or(GivenUp)?;
    let given: Option<String> = row.try_get("", "mode_given")?;
    let asked: bool = row.try_get("", "mode_asked")?;
    let corrects: Option<uuid::Uuid> = row.try_get("", "corrects")?;
    Ok(Asked { may_ask: given.is_none() && !asked && default == Mode::Replace, corrects: corrects.map(UploadId) })
}

/// Whether the upload that a correction stands in for has its mode: then the correction is not asked for one.
async fn is_settled(tx: &impl ConnectionTrait, org: OrgId, corrects: Option<UploadId>) -> Result<bool, DbErr> {
    let Some(first) = corrects else { return Ok(false) };
    let text = "SELECT 1 FROM uploads WHERE id = $1 AND org_id = $2 AND mode IS NOT NULL AND status <> 'needs_mode'";
    Ok(sql::row(tx, text, [first.0.into(), org.0.into()]).await?.is_some())
}

/// The uploads that a corrected error workbook stands in for: the first of the chain and its other corrections.
async fn stood_in_for(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
    corrects: Option<UploadId>,
) -> Result<Vec<UploadId>, DbErr> {
    let Some(first) = corrects else { return Ok(Vec::new()) };
    let text = "SELECT id FROM uploads WHERE org_id = $1 AND (id = $2 OR corrects = $2) AND id <> $3";
    let rows = sql::rows(tx, text, [org.0.into(), first.0.into(), upload.0.into()]).await?;
    rows.iter().map(|row| row.try_get("", "id").map(UploadId)).collect()
}

/// Gives a load up: nothing of it is ever seen, and the sweep deletes what it wrote.
pub async fn abandon(conn: &impl ConnectionTrait, load: LoadId) -> Result<(), DbErr> {
    let text = "UPDATE loads SET state = 'dead' WHERE id = $1 AND state = 'writing'";
    sql::execute(conn, text, [load.0.into()]).await.map(|_| ())
}

/// Ends a load of which no row could be read: its row errors stay, nothing of it counts, and its upload says how many
/// rows there were.
pub async fn keep_errors(conn: &impl ConnectionTrait, load: LoadId, read: i64, failed: i64) -> Result<(), DbErr> {
    let text =
        "UPDATE loads SET state = 'failed', rows_read = $2, rows_failed = $3 WHERE id = $1 AND state = 'writing'";
    if sql::execute(conn, text, [load.0.into(), read.into(), failed.into()]).await?.rows_affected() == 0 {
        return Ok(());
    }
    let text =
        "UPDATE uploads SET rows_read = $2, rows_failed = $3 WHERE id = (SELECT upload_id FROM loads WHERE id = $1)";
    sql::execute(conn, text, [load.0.into(), read.into(), failed.into()]).await.map(|_| ())
}
