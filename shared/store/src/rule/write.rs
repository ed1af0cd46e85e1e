//! Writing what judging found: states, what counts from a version on, and rows that do not count.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::rule::Verdict;
use sellout_model::{LoadId, OrgId, Place, UploadId};

use super::component::{ByStatement, Stored};
use super::{Change, Effect};
use crate::sql;
use crate::totals::TOTALS;

/// Puts aside what leaves: it is no candidate any more and counts no longer.
pub(super) async fn put_aside(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    change: &Change,
    effect: &mut Effect,
) -> Result<(), DbErr> {
    let leaving =
        Change { aside: change.aside.clone(), aside_statements: change.aside_statements.clone(), ..Change::default() };
    let (condition, values) = leaving.condition("statements", 3);
    let leaving = format!(
        "SELECT statements.id FROM statements WHERE statements.org_id = $2 AND statements.state <> 'aside' AND {condition}"
    );
    let bound = || [Value::from(version), org.0.into()].into_iter().chain(values.clone());
    effect.beside.extend(beside(tx, &leaving, bound()).await?);
    let close = format!(
        "UPDATE statement_history SET to_version = $1 WHERE to_version IS NULL AND statement_id IN ({leaving})"
    );
    effect.history += sql::execute(tx, &close, bound()).await?.rows_affected();
    let close =
        format!("UPDATE uncounted_rows SET to_version = $1 WHERE to_version IS NULL AND statement_id IN ({leaving})");
    sql::execute(tx, &close, bound()).await?;
    let aside = format!(
        "UPDATE statements SET state = 'aside', met = NULL WHERE $1 = $1 AND org_id = $2 AND state <> 'aside' AND {condition}"
    );
    sql::execute(tx, &aside, bound()).await?;
    effect.uploads.extend(&change.aside);
    Ok(())
}

/// The uploads that had taken the place of what leaves, and those that count in the same places.
async fn beside(
    tx: &impl ConnectionTrait,
    leaving: &str,
    bound: impl Iterator<Item = Value>,
) -> Result<Vec<UploadId>, DbErr> {
    let text = format!(
        "SELECT o.upload_id FROM statements s JOIN statements o ON o.id = s.met WHERE $1 = $1 AND s.id IN ({leaving}) \
         UNION SELECT o.upload_id FROM statements s JOIN statements o ON o.org_id = s.org_id AND o.vendor = s.vendor \
         AND o.place = s.place AND o.state = 'live' AND o.upload_id <> s.upload_id \
         WHERE s.state = 'live' AND s.id IN ({leaving})"
    );
    let rows = sql::rows(tx, &text, bound).await?;
    rows.iter().map(|row| row.try_get("", "upload_id").map(UploadId)).collect()
}

/// Writes the verdicts on statements where they differ from what stands. The statements are in the order of replay.
pub(super) async fn outcome(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    stored: &[Stored],
    verdicts: &[Verdict],
    effect: &mut Effect,
) -> Result<(), DbErr> {
    let before = uncounted_before(tx, stored).await?;
    let none = Vec::new();
    let (mut close, mut open, mut uncounted) = (Vec::new(), Vec::new(), Vec::new());
    let uploads: ByStatement<UploadId> = stored.iter().map(|s| (s.rule.id, s.upload)).collect();
    let mut places: HashSet<&Place, RandomState> = HashSet::default();
    let mut states: HashMap<(&str, Option<i64>), Vec<i64>> = HashMap::new();
    for (was, verdict) in stored.iter().zip(verdicts) {
        let id = was.rule.id;
        let (state, met) = state_of(verdict);
        let live_before = was.state == "live";
        let rows = if let Verdict::Live { uncounted, .. } = verdict { Some(uncounted) } else { None };
        let same = live_before && rows == Some(before.get(&id).unwrap_or(&none));
        if live_before && !same {
            close.push(id);
        }
        if let Some(rows) = rows.filter(|_| !same) {
            open.push(id);
            uncounted.extend(rows.iter().map(|row| (id, *row)));
        }
        if was.state != state || was.met != met {
            states.entry((state, met)).or_default().push(id);
        }
        if !same && (live_before || rows.is_some()) || was.state != state || was.met != met {
            effect.uploads.insert(was.upload);
            effect.beside.extend([was.met, met].into_iter().flatten().filter_map(|id| uploads.get(&id)));
            places.insert(&was.rule.place);
        } else if rows.is_some() && places.contains(&was.rule.place) {
            effect.beside.insert(was.upload);
        }
    }
    close_history(tx, version, &close).await?;
    write_states(tx, &states).await?;
    write_uncounted(tx, version, &uncounted).await?;
    open_history(tx, org, version, &open).await?;
    effect.history += (close.len() + open.len()) as u64;
    Ok(())
}

fn state_of(verdict: &Verdict) -> (&'static str, Option<i64>) {
    match verdict {
        Verdict::Live { .. } => ("live", None),
        Verdict::Replaced { by } => ("replaced", Some(*by)),
        Verdict::Repeat { of } => ("repeat", Some(*of)),
        Verdict::Refused { met } => ("refused", Some(*met)),
    }
}

async fn uncounted_before(tx: &impl ConnectionTrait, stored: &[Stored]) -> Result<ByStatement<Vec<i32>>, DbErr> {
    let live: Vec<i64> = stored.iter().filter(|s| s.state == "live").map(|s| s.rule.id).collect();
    let mut before: ByStatement<Vec<i32>> = ByStatement::default();
    for ids in live.chunks(sql::IDS_A_STATEMENT) {
        let text = format!(
            "SELECT statement_id, row_no FROM uncounted_rows WHERE to_version IS NULL AND statement_id IN ({}) \
             ORDER BY statement_id, row_no",
            sql::placeholders(1, ids.len())
        );
        for row in sql::rows(tx, &text, ids.iter().map(|id| (*id).into())).await? {
            before.entry(row.try_get("", "statement_id")?).or_default().push(row.try_get("", "row_no")?);
        }
    }
    Ok(before)
}

async fn close_history(tx: &impl ConnectionTrait, version: i64, ids: &[i64]) -> Result<(), DbErr> {
    for ids in ids.chunks(sql::IDS_A_STATEMENT) {
        for table in ["statement_history", "uncounted_rows"] {
            let text = format!(
                "UPDATE {table} SET to_version = $1 WHERE to_version IS NULL AND statement_id IN ({})",
                sql::placeholders(2, ids.len())
            );
            sql::execute(tx, &text, with(version, ids)).await?;
        }
    }
    Ok(())
}

async fn write_states(tx: &impl ConnectionTrait, states: &HashMap<(&str, Option<i64>), Vec<i64>>) -> Result<(), DbErr> {
    for ((state, met), ids) in states {
        for ids in ids.chunks(sql::IDS_A_STATEMENT) {
            let text =
                format!("UPDATE statements SET state = $1, met = $2 WHERE id IN ({})", sql::placeholders(3, ids.len()));
            let bound = [Value::from(*state), (*met).into()];
            sql::execute(tx, &text, bound.into_iter().chain(ids.iter().map(|id| (*id).into()))).await?;
        }
    }
    Ok(())
}

async fn write_uncounted(tx: &impl ConnectionTrait, version: i64, rows: &[(i64, i32)]) -> Result<(), DbErr> {
    for rows in rows.chunks(sql::IDS_A_STATEMENT) {
        let tuples: Vec<String> = (0..rows.len()).map(|i| format!("(${}, ${}, $1)", 2 * i + 2, 2 * i + 3)).collect();
        let text =
            format!("INSERT INTO uncounted_rows (statement_id, row_no, from_version) VALUES {}", tuples.join(","));
        let bound = rows.iter().flat_map(|(id, row)| [Value::from(*id), (*row).into()]);
        sql::execute(tx, &text, std::iter::once(version.into()).chain(bound)).await?;
    }
    Ok(())
}

async fn open_history(tx: &impl ConnectionTrait, org: OrgId, version: i64, ids: &[i64]) -> Result<(), DbErr> {
    for ids in ids.chunks(sql::IDS_A_STATEMENT) {
        let condition = format!("s.id IN ({})", sql::placeholders(3, ids.len()));
        let values = ids.iter().map(|id| (*id).into()).collect();
        open_where(tx, org, version, &condition, values).await?;
    }
    Ok(())
}

/// Opens the history of all live statements of a load that have none; returns how many.
pub(super) async fn open_history_of_load(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    load: LoadId,
) -> Result<u64, DbErr> {
    let condition = "s.load_id = $3 AND s.kind <> 'period' AND s.state = 'live'";
    open_where(tx, org, version, condition, vec![load.0.into()]).await
}

/// What counts of statements is their totals less their uncounted rows.
async fn open_where(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    condition: &str,
    values: Vec<Value>,
) -> Result<u64, DbErr> {
    let columns = TOTALS.join(", ");
    let less: Vec<String> = TOTALS.iter().map(|c| format!("s.{c} - COALESCE(d.{c}, 0)")).collect();
    let sums: Vec<String> = UNCOUNTED_SUMS.iter().map(|(c, sum)| format!("CAST({sum} AS BIGINT) AS {c}")).collect();
    let of = |table: &str| {
        format!(
            "SELECT u.statement_id, {} FROM uncounted_rows u JOIN {table} e ON e.statement_id = u.statement_id \
             AND e.row_no = u.row_no JOIN statements s ON s.id = u.statement_id WHERE u.from_version = $2 \
             AND u.to_version IS NULL AND {condition} GROUP BY u.statement_id",
            sums.join(", ")
        )
    };
    let text = format!(
        "INSERT INTO statement_history (org_id, statement_id, from_version, {columns}) \
         SELECT {}, s.id, {}, {} FROM statements s LEFT JOIN ({} UNION ALL {}) d ON d.statement_id = s.id WHERE {condition}",
        sql::typed(tx, 1, "UUID"),
        sql::typed(tx, 2, "BIGINT"),
        less.join(", "),
        of("sellout_entries"),
        of("ecommerce_orders"),
    );
    let bound = [Value::from(org.0), version.into()].into_iter().chain(values);
    Ok(sql::execute(tx, &text, bound).await?.rows_affected())
}

/// How each total is summed over single rows `e`.
const UNCOUNTED_SUMS: [(&str, &str); 12] = [
    ("rows", "COUNT(*)"),
    ("units", "COALESCE(SUM(e.quantity), 0)"),
    ("amount", "COALESCE(SUM(e.amount), 0)"),
    ("net", "COALESCE(SUM(e.net), 0)"),
    ("gross", "COALESCE(SUM(e.gross), 0)"),
    ("with_vat", "COALESCE(SUM(CASE WHEN e.vat = 1 THEN e.amount END), 0)"),
    ("without_vat", "COALESCE(SUM(CASE WHEN e.vat = 0 THEN e.amount END), 0)"),
    ("unconverted", "COUNT(CASE WHEN e.original_amount IS NOT NULL AND e.amount IS NULL THEN 1 END)"),
    ("no_units", "COUNT(CASE WHEN e.quantity IS NULL THEN 1 END)"),
    ("no_amount", "COUNT(CASE WHEN e.amount IS NULL THEN 1 END)"),
    ("no_net", "COUNT(CASE WHEN e.net IS NULL THEN 1 END)"),
    ("no_gross", "COUNT(CASE WHEN e.gross IS NULL THEN 1 END)"),
];

fn with(first: i64, ids: &[i64]) -> impl Iterator<Item = Value> {
    std::iter::once(Value::from(first)).chain(ids.iter().map(|id| Value::from(*id)))
}
