//! The query behind rankings: sums by subject, ordered exactly, with what all groups come to.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sellout_model::OrgId;
use uuid::Uuid;

use super::keys::Keys;
use super::measure::{Measure, basic, largest_first};
use super::query::Query;
use super::summary::asked;
use super::tally::Tally;
use super::{Counted, Metric, Scope, Subject};

/// What a group is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A product of the catalogue.
    Product(Uuid),
    /// A product key that no product is known for.
    Unmatched(i64),
    /// Values of columns: one, or several where one alone would not tell.
    Values(Vec<Option<String>>),
}

/// One group and its figures.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) key: Key,
    pub(super) counted: Counted,
}

/// Some groups and what all groups come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranked {
    pub(super) groups: Vec<Group>,
    pub(super) groups_in_all: u64,
    pub(super) total: Counted,
}

/// The best `limit` groups after the first `offset`, ties in the order of their keys.
pub(super) async fn rank(
    conn: &impl ConnectionTrait,
    org: OrgId,
    scope: &Scope,
    (subject, metric): (Subject, Metric),
    (offset, limit): (u64, u64),
) -> Result<Ranked, DbErr> {
    let asked = asked(conn, org, scope).await?;
    let tally = Tally::of(asked, keys(subject), basic(scope.basis));
    let names = if subject == Subject::Product { Keys::STORE.names("g")[..2].to_vec() } else { tally.keys.names("g") };
    let mut query = Query::default();
    let sums = tally.measures.iter().map(Measure::and_over_all);
    query.push("SELECT ").push(&names.iter().cloned().chain(sums).collect::<Vec<_>>().join(", "));
    query.push(", CAST(COUNT(*) OVER () AS BIGINT) AS groups_in_all FROM (");
    write_groups(&mut query, &tally, subject);
    let wide = if metric == Metric::Amount { "amount" } else { "units" };
    query.push(") sums ORDER BY ").push(&largest_first(wide));
    if subject == Subject::Name {
        // Many have pieces and no money yet.
        query.push(", ").push(&largest_first("units"));
    }
    for name in &names {
        // NULL sorts first in one database and last in the other.
        query.push(&format!(", CASE WHEN {name} IS NULL THEN 1 ELSE 0 END, {name}"));
    }
    query.push(" LIMIT ").bind(limit as i64).push(" OFFSET ").bind(offset as i64);
    read(&query.rows(conn).await?, subject, &names)
}

fn keys(subject: Subject) -> Keys {
    match subject {
        Subject::Product | Subject::Name => Keys::PRODUCT,
        Subject::Vendor => Keys::VENDOR,
        Subject::Store => Keys::STORE,
        Subject::Channel => Keys::CHANNEL,
        Subject::Country => Keys::COUNTRY,
        Subject::City => Keys::CITY,
        Subject::UtmSource => Keys::UTM_SOURCE,
        Subject::Device => Keys::DEVICE,
    }
}

/// Sums by `g1`, `g2`, ...: keys of one product are one group, and so is a name whoever writes it.
fn write_groups(query: &mut Query, tally: &Tally<'_>, subject: Subject) {
    let sums = tally.measures.iter().map(Measure::again).collect::<Vec<_>>().join(", ");
    if subject == Subject::Product {
        let unmatched = "CASE WHEN k.product_id IS NULL THEN k.id END";
        query.push(&format!("SELECT k.product_id AS g1, {unmatched} AS g2, {sums} FROM ("));
        tally.write_parts(query);
        query.push(&format!(") parts JOIN product_keys k ON k.id = parts.k1 GROUP BY k.product_id, {unmatched}"));
        return;
    }
    if subject == Subject::Name {
        query.push(&format!("SELECT k.key AS g1, {sums} FROM ("));
        tally.write_parts(query);
        query.push(") parts JOIN product_keys k ON k.id = parts.k1 GROUP BY k.key");
        return;
    }
    let columns = tally.keys.names("k").into_iter().zip(tally.keys.names("g"));
    let columns: Vec<String> = columns.map(|(key, name)| format!("{key} AS {name}")).collect();
    query.push(&format!("SELECT {}, {sums} FROM (", columns.join(", ")));
    tally.write_parts(query);
    query.push(&format!(") parts GROUP BY {}", tally.keys.names("k").join(", ")));
}

fn read(rows: &[QueryResult], subject: Subject, names: &[String]) -> Result<Ranked, DbErr> {
    let Some(first) = rows.first() else { return Ok(Ranked::default()) };
    let group = |row: &QueryResult| Ok(Group { key: read_key(row, subject, names)?, counted: Counted::read(row, "")? });
    Ok(Ranked {
        groups: rows.iter().map(group).collect::<Result<_, DbErr>>()?,
        groups_in_all: u64::try_from(first.try_get::<i64>("", "groups_in_all")?).unwrap_or_default(),
        total: Counted::read(first, "all_")?,
    })
}

fn read_key(row: &QueryResult, subject: Subject, names: &[String]) -> Result<Key, DbErr> {
    if subject != Subject::Product {
        return names.iter().map(|name| row.try_get("", name)).collect::<Result<_, _>>().map(Key::Values);
    }
    Key::product(row)
}

impl Key {
    /// A product in `g1`, or a key without one in `g2`.
    pub(super) fn product(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(match row.try_get::<Option<Uuid>>("", "g1")? {
            Some(product) => Self::Product(product),
            None => Self::Unmatched(row.try_get("", "g2")?),
        })
    }
}
