//! The counts of an upload, as its statements stand now.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::{LoadId, Mode, OrgId, UploadId};

use crate::warnings::{self, Judged};
use crate::{refusals, sql};

#[derive(Debug, Default)]
struct Counts {
    loaded: i64,
    duplicate: i64,
    refused: i64,
    refused_statements: i64,
    restated: i64,
    repeats: i64,
    units: Option<i64>,
    amount: Option<i64>,
    unconverted: i64,
    all_counted: bool,
}

/// Counts an upload again from the newest finished load: rows loaded, duplicate, refused and restated, units
/// and amounts; an upload that is completed becomes so with or without errors. Others are left alone. Refusals and the
/// warnings of judging are told anew.
pub async fn recount(tx: &impl ConnectionTrait, org: OrgId, upload: UploadId) -> Result<(), DbErr> {
    let text = "SELECT l.id, l.rows_read, l.rows_skipped, l.rows_failed, l.currencies, l.sheets, l.by_list_price, l.aliases, u.mode FROM loads l \
        JOIN uploads u ON u.id = l.upload_id WHERE l.upload_id = $1 AND l.org_id = $2 AND l.state = 'finished' \
        AND u.status NOT IN ('undone', 'failed') ORDER BY l.finished_at DESC, l.id DESC LIMIT 1";
    let Some(load) = sql::row(tx, text, [upload.0.into(), org.0.into()]).await? else { return Ok(()) };
    let id = LoadId(load.try_get("", "id")?);
    let counts = count(tx, id).await?;
    let sheets: Vec<String> = serde_json::from_str(&load.try_get::<String>("", "sheets")?).unwrap_or_default();
    refusals::tell(tx, org, upload, id, &sheets).await?;
    let failed: i64 = load.try_get("", "rows_failed")?;
    // What the file itself says is all there is, unless amounts come from the list of prices.
    let whole = counts.all_counted && !load.try_get::<bool>("", "by_list_price")?;
    let originals = originals(tx, id, whole, &load.try_get::<String>("", "currencies")?).await?;
    let (vendor, from, to) = span(tx, id).await?;
    let failed_all = failed + counts.refused;
    let with_errors = failed_all > 0 || counts.refused_statements > 0;
    let text = "UPDATE uploads SET rows_read = $3, rows_skipped = $4, rows_failed = $5, rows_loaded = $6, \
        rows_duplicate = $7, rows_restated = $8, units = $9, amount = $10, unconverted_rows = $11, \
        original_amount = $12, original_currency = $13, vendor = COALESCE($14, vendor), period_from = $15, \
        period_to = $16, status = CASE WHEN status IN ('completed', 'completed_with_errors') THEN $17 ELSE status END \
        WHERE id = $1 AND org_id = $2";
    let bound: [Value; 17] = [
        upload.0.into(),
        org.0.into(),
        load.try_get::<i64>("", "rows_read")?.into(),
        load.try_get::<i64>("", "rows_skipped")?.into(),
        failed_all.into(),
        (counts.loaded + load.try_get::<i64>("", "aliases")?).into(),
        counts.duplicate.into(),
        counts.restated.into(),
        counts.units.into(),
        counts.amount.into(),
        counts.unconverted.into(),
        originals.as_ref().map(|(_, sum)| *sum).into(),
        originals.map(|(currency, _)| currency).into(),
        vendor.into(),
        from.into(),
        to.into(),
        if with_errors { "completed_with_errors" } else { "completed" }.into(),
    ];
    sql::execute(tx, text, bound).await?;
    let append = load.try_get::<Option<String>>("", "mode")?.as_deref() == Some(Mode::Append.as_str());
    let judged = Judged {
        load: id,
        mode: if append { Mode::Append } else { Mode::Replace },
        duplicates: counts.duplicate,
        covers: counts.restated > 0 || counts.repeats > 0,
        days: from.zip(to),
    };
    warnings::tell(tx, org, upload, &judged).await
}

/// What counts, or counted until something took its place.
async fn count(tx: &impl ConnectionTrait, load: LoadId) -> Result<Counts, DbErr> {
    let text = "SELECT s.state, COUNT(*) AS statements, CAST(SUM(s.rows) AS BIGINT) AS rows, \
        CAST(COALESCE(SUM(h.rows), 0) AS BIGINT) AS counted, CAST(COALESCE(SUM(h.units), 0) AS BIGINT) AS units, \
        CAST(COALESCE(SUM(h.amount), 0) AS BIGINT) AS amount, \
        CAST(COALESCE(SUM(h.unconverted), 0) AS BIGINT) AS unconverted, \
        CAST(COALESCE(SUM(h.no_units), 0) AS BIGINT) AS no_units, \
        CAST(COALESCE(SUM(h.no_amount), 0) AS BIGINT) AS no_amount, \
        CAST(COALESCE(SUM(CASE WHEN s.state = 'live' AND EXISTS (SELECT 1 FROM statements r WHERE r.met = s.id \
          AND r.state = 'replaced' AND r.upload_id <> s.upload_id) THEN h.rows END), 0) AS BIGINT) AS restated \
        FROM statements s LEFT JOIN statement_history h ON h.statement_id = s.id AND h.from_version = \
        (SELECT MAX(m.from_version) FROM statement_history m WHERE m.statement_id = s.id) \
        WHERE s.load_id = $1 GROUP BY s.state";
    let mut counts = Counts { all_counted: true, ..Counts::default() };
    for row in sql::rows(tx, text, [load.0.into()]).await? {
        let get = |name: &str| row.try_get::<i64>("", name);
        let (rows, counted) = (get("rows")?, get("counted")?);
        match row.try_get::<String>("", "state")?.as_str() {
            "live" | "replaced" => {
                counts.loaded += counted;
                counts.duplicate += rows - counted;
                counts.restated += get("restated")?;
                counts.unconverted += get("unconverted")?;
                if counted > get("no_units")? {
                    *counts.units.get_or_insert(0) += get("units")?;
                }
                if counted > get("no_amount")? {
                    *counts.amount.get_or_insert(0) += get("amount")?;
                }
                counts.all_counted &= rows == counted;
            }
            "repeat" => {
                counts.duplicate += rows;
                counts.repeats += get("statements")?;
                counts.all_counted &= rows == 0;
            }
            "refused" => {
                counts.refused += rows;
                counts.refused_statements += get("statements")?;
                counts.all_counted &= rows == 0;
            }
            _ => counts.all_counted &= rows == 0,
        }
    }
    Ok(counts)
}

/// The sum in the file's currency, if what counts has a single one. Rows are read only if the file's own sum is not
/// what counts.
async fn originals(
    tx: &impl ConnectionTrait,
    load: LoadId,
    whole: bool,
    of_file: &str,
) -> Result<Option<(String, i64)>, DbErr> {
    let mut sums: Vec<(String, i64)> = if whole {
        serde_json::from_str(of_file).map_err(|e| DbErr::Type(e.to_string()))?
    } else {
        counted_originals(tx, load).await?
    };
    Ok(if sums.len() == 1 { sums.pop() } else { None })
}

async fn counted_originals(tx: &impl ConnectionTrait, load: LoadId) -> Result<Vec<(String, i64)>, DbErr> {
    let of = |table: &str| {
        format!(
            "SELECT e.currency, e.original_amount FROM {table} e JOIN statements s ON s.id = e.statement_id \
             WHERE s.load_id = $1 AND s.state IN ('live', 'replaced') AND e.original_amount IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM uncounted_rows u WHERE u.statement_id = e.statement_id \
             AND u.row_no = e.row_no AND u.to_version IS NULL)"
        )
    };
    let text = format!(
        "SELECT currency, CAST(SUM(original_amount) AS BIGINT) AS total FROM ({} UNION ALL {}) c GROUP BY currency",
        of("sellout_entries"),
        of("ecommerce_orders")
    );
    let rows = sql::rows(tx, &text, [load.0.into()]).await?;
    rows.iter().map(|row| Ok((row.try_get("", "currency")?, row.try_get("", "total")?))).collect()
}

/// The vendor, if it is one, and the days from the first to the last.
async fn span(
    tx: &impl ConnectionTrait,
    load: LoadId,
) -> Result<(Option<String>, Option<NaiveDate>, Option<NaiveDate>), DbErr> {
    let text = "SELECT MIN(vendor) AS first, MAX(vendor) AS last, MIN(place_from) AS place_from, \
        MAX(place_to) AS place_to FROM statements WHERE load_id = $1 AND place_from > '1970-01-01'";
    let Some(row) = sql::row(tx, text, [load.0.into()]).await? else { return Ok((None, None, None)) };
    let first: Option<String> = row.try_get("", "first")?;
    let last: Option<String> = row.try_get("", "last")?;
    let vendor = first.filter(|first| last.as_ref() == Some(first));
    Ok((vendor, row.try_get("", "place_from")?, row.try_get("", "place_to")?))
}
