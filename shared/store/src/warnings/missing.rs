//! Stores that an earlier file of the same format reports and its new edition does not name: their figures stay.
//!
//! Only such an earlier file is an edition of this one that speaks, for the same period, of a place that this one
//! speaks of too. Where each store sends a file of its own, no two files have a place in common.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sellout_model::{LoadId, OrgId, Period};

use super::{Warning, counted, replay_number, warning};
use crate::sql;

pub(super) const CODE: &str = "store_missing";
/// How many stores are named.
const NAMED: usize = 5;

/// A store, as `vendor · store · channel`, with the days of its figures.
struct Missing {
    store: String,
    from: NaiveDate,
    to: NaiveDate,
}

/// The warning, if stores count that the load does not name. One with sales in some of the periods is told for the
/// others. It reads statements between the load's first and last day, and no rows.
pub(super) async fn find(
    tx: &impl ConnectionTrait,
    org: OrgId,
    load: LoadId,
    days: (NaiveDate, NaiveDate),
) -> Result<Option<Warning>, DbErr> {
    // `c`: what counts, is elder and not named; `e`: where its load speaks of a place that ours speaks of.
    let text = format!(
        "WITH c AS (SELECT m.load_id, m.vendor, m.store, m.channel, m.place_from, m.place_to FROM statements m \
         JOIN statement_history h ON h.statement_id = m.id AND h.to_version IS NULL \
         JOIN uploads p ON p.id = m.upload_id JOIN loads f ON f.id = m.load_id \
         JOIN loads g ON g.id = $1 JOIN uploads u ON u.id = g.upload_id \
         WHERE m.org_id = $2 AND m.place_to BETWEEN $3 AND $4 AND m.kind = 'period' AND m.state = 'live' \
         AND m.store <> '{all}' AND m.load_id <> $1 AND h.rows > 0 AND f.format = g.format AND {elder} < {own} \
         AND NOT EXISTS (SELECT 1 FROM statements n WHERE n.load_id = $1 AND n.vendor = m.vendor AND n.place = m.place)), \
         e AS (SELECT DISTINCT o.load_id, o.vendor, o.place_from, o.place_to \
         FROM (SELECT DISTINCT load_id, vendor FROM c) d \
         JOIN statements n ON n.load_id = $1 AND n.vendor = d.vendor AND n.kind = 'period' AND n.state IN ('live', 'repeat') \
         JOIN statements o ON o.load_id = d.load_id AND o.vendor = n.vendor AND o.place = n.place \
         AND o.state IN ('live', 'replaced', 'repeat')) \
         SELECT c.vendor, c.store, c.channel, MIN(c.place_from) AS first_day, MAX(c.place_to) AS last_day FROM c \
         JOIN e ON e.load_id = c.load_id AND e.vendor = c.vendor AND e.place_from = c.place_from \
         AND e.place_to = c.place_to GROUP BY c.vendor, c.store, c.channel ORDER BY c.vendor, c.store, c.channel",
        all = sellout_model::ALL_STORES,
        elder = replay_number("p"),
        own = replay_number("u"),
    );
    let rows = sql::rows(tx, &text, [load.0.into(), org.0.into(), days.0.into(), days.1.into()]).await?;
    let missing: Vec<Missing> = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok(period_of(&missing).map(|period| warning(CODE, in_words(&missing, &period))))
}

fn read(row: &QueryResult) -> Result<Missing, DbErr> {
    let get = |name: &str| row.try_get::<String>("", name);
    Ok(Missing {
        store: format!("{} · {} · {}", get("vendor")?, get("store")?, get("channel")?),
        from: row.try_get("", "first_day")?,
        to: row.try_get("", "last_day")?,
    })
}

fn period_of(missing: &[Missing]) -> Option<String> {
    let from = missing.iter().map(|store| store.from).min()?;
    let to = missing.iter().map(|store| store.to).max()?;
    Some(Period::between(from, to).map_or_else(|_| format!("{from}..{to}"), |period| period.to_string()))
}

fn in_words(missing: &[Missing], period: &str) -> String {
    let named: Vec<&str> = missing.iter().take(NAMED).map(|store| store.store.as_str()).collect();
    let more = missing.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!(
        "{} that an earlier file of this format reports for {period} {} not named in this one, so the earlier figures stay: {}{more}; to take them out, send the file again with a row of zero pieces for each",
        counted(missing.len() as i64, "store"),
        if missing.len() == 1 { "is" } else { "are" },
        named.join(", ")
    )
}
