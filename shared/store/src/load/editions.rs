//! New editions of statements: the same rows valued anew, after rates or list prices arrived or changed.
//!
//! An edition is written invisibly, as a load is, and stands in for the one before it in a single short transaction,
//! so that every data version keeps the amounts it had. Its number is negative until then.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use sellout_model::{Currency, OrgId, UploadId};

use super::anew::{Of, READ, SET, Valuation};
use super::rows::{ORDER_COLUMNS, SALES_COLUMNS};
use crate::list_prices::PriceList;
use crate::rates::RateTable;
use crate::rule::{self, Change};
use crate::totals::{TOTALS, Totals};
use crate::{Db, organisations, sql, uploads};

/// How many editions take their places in one statement; all of them do in one transaction. What several such pieces
/// touch is judged by each of them, and each says the same: an edition has all that the rule asks of its elder.
const AT_A_TIME: usize = 500;
/// How many rows are written before the writer is let go.
const ROWS_A_TIME: usize = 500;

/// What restating did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restated {
    /// Statements with new amounts.
    pub statements: usize,
    /// Uploads that they belong to.
    pub uploads: BTreeSet<UploadId>,
    /// The data version after it.
    pub version: i64,
}

/// Converts every row that counts by the rates as they are now; statements whose amounts change get an edition.
pub async fn restate(db: &Db, org: OrgId, rates: &RateTable, now: DateTime<Utc>) -> Result<Restated, DbErr> {
    restate_because(db, org, "rates", rates, now).await
}

/// Values every row that counts by the list prices and product matches as they are now, as [`restate`] does.
pub async fn restate_by_list_prices(db: &Db, org: OrgId, now: DateTime<Utc>) -> Result<Restated, DbErr> {
    let rates = RateTable::load(db.read(), org).await?;
    restate_because(db, org, "list_prices", &rates, now).await
}

async fn restate_because(
    db: &Db,
    org: OrgId,
    cause: &str,
    rates: &RateTable,
    now: DateTime<Utc>,
) -> Result<Restated, DbErr> {
    let mut restated = Restated::default();
    loop {
        let organisation = organisations::get(db.read(), org).await?;
        let organisation = organisation.ok_or_else(|| DbErr::RecordNotFound(format!("organisation {org}")))?;
        restated.version = organisation.data_version;
        let prices = PriceList::load(db.read(), org).await?;
        let valuation = Valuation { currency: organisation.currency()?, rates, prices: &prices };
        let editions = write_editions(db, org, &valuation).await?;
        if editions.is_empty() {
            return Ok(restated);
        }
        let standing = take_places(db, org, cause, &editions, &mut restated, now).await?;
        // Another restating has been faster with some of them, or a merge has moved them meanwhile: they are looked at
        // once more.
        if standing == editions.len() {
            return Ok(restated);
        }
    }
}

/// A statement and the edition that is to stand in for it.
type Edition = (i64, i64);

async fn write_editions(db: &Db, org: OrgId, valuation: &Valuation<'_>) -> Result<Vec<Edition>, DbErr> {
    let mut editions = Vec::new();
    for table in ["sellout_entries", "ecommerce_orders"] {
        for (old, of) in valued(db, org, table, valuation.currency).await? {
            if let Some(new) = edition(db, table, old, of, valuation).await? {
                editions.push((old, new));
            }
        }
    }
    Ok(editions)
}

/// Candidate statements that have rows in another currency than the organisation's, or rows by list price.
async fn valued(db: &Db, org: OrgId, table: &str, currency: Currency) -> Result<Vec<(i64, Of)>, DbErr> {
    let text = format!(
        "SELECT s.id, s.place_to, l.by_list_price FROM statements s JOIN loads l ON l.id = s.load_id \
         WHERE s.org_id = $1 AND s.state <> 'aside' AND EXISTS (SELECT 1 FROM {table} e WHERE e.statement_id = s.id \
         AND (l.by_list_price OR e.currency <> $2)) ORDER BY s.id"
    );
    let rows = sql::rows(db.read(), &text, [org.0.into(), currency.code().into()]).await?;
    let valued = |row: &QueryResult| {
        let of = Of { place_to: row.try_get("", "place_to")?, by_list_price: row.try_get("", "by_list_price")? };
        Ok((row.try_get("", "id")?, of))
    };
    rows.iter().map(valued).collect()
}

/// Writes the edition of a statement, if any of its amounts changes; returns its id.
async fn edition(db: &Db, table: &str, old: i64, of: Of, valuation: &Valuation<'_>) -> Result<Option<i64>, DbErr> {
    let text = format!(
        "SELECT {READ} FROM {table} e JOIN product_keys k ON k.id = e.key_id WHERE e.statement_id = $1 ORDER BY e.row_no"
    );
    let mut totals = Totals::default();
    let mut changed = Vec::new();
    for row in sql::rows(db.read(), &text, [old.into()]).await? {
        let (figures, anew) = valuation.of(&row, of)?;
        totals.add_row(&figures);
        changed.extend(anew);
    }
    if changed.is_empty() {
        return Ok(None);
    }
    let new = copy(db, table, old, &totals).await?;
    for rows in changed.chunks(ROWS_A_TIME) {
        let tx = db.begin().await?;
        let text = format!("UPDATE {table} SET {SET} WHERE statement_id = $1 AND row_no = $2");
        for row in rows {
            let bound = [Value::from(new), row.row_no.into()].into_iter().chain(row.values.clone());
            sql::execute(&tx, &text, bound).await?;
        }
        tx.commit().await?;
    }
    Ok(Some(new))
}

/// Copies a statement with its rows as the next edition, put aside, with new totals.
async fn copy(db: &Db, table: &str, old: i64, totals: &Totals) -> Result<i64, DbErr> {
    let tx = db.begin().await?;
    let same = "org_id, load_id, upload_id, number, vendor, store, channel, kind, place, place_from, place_to, hash, \
        sent_vendor, sent_store, sent_channel, part";
    let text = format!(
        "INSERT INTO statements ({same}, state, edition) SELECT {same}, 'aside', (SELECT -1 - MAX(ABS(e.edition)) \
         FROM statements e WHERE e.load_id = s.load_id AND e.vendor = s.vendor AND e.place = s.place) \
         FROM statements s WHERE s.id = $1 RETURNING id"
    );
    let row = sql::row(&tx, &text, [old.into()]).await?;
    let new: i64 = row.ok_or_else(|| DbErr::RecordNotFound(format!("statement {old}")))?.try_get("", "id")?;
    let set: Vec<String> = TOTALS.iter().zip(2..).map(|(column, n)| format!("{column} = ${n}")).collect();
    let text = format!("UPDATE statements SET {} WHERE id = $1", set.join(", "));
    sql::execute(&tx, &text, std::iter::once(new.into()).chain(totals.values())).await?;
    let columns = if table == "ecommerce_orders" {
        format!("{SALES_COLUMNS}, {ORDER_COLUMNS}")
    } else {
        SALES_COLUMNS.to_owned()
    };
    let rest = columns.trim_start_matches("statement_id, ");
    let of_the_elder: Vec<String> = rest.split(", ").map(|column| format!("e.{column}")).collect();
    let text = format!(
        "INSERT INTO {table} (statement_id, {rest}) SELECT s.id, {} FROM {table} e \
         JOIN statements s ON s.id = $2 WHERE e.statement_id = $1",
        of_the_elder.join(", ")
    );
    sql::execute(&tx, &text, [old.into(), new.into()]).await?;
    tx.commit().await?;
    Ok(new)
}

/// The editions stand in for their elders that are still candidates; returns how many of them do.
async fn take_places(
    db: &Db,
    org: OrgId,
    cause: &str,
    editions: &[Edition],
    restated: &mut Restated,
    now: DateTime<Utc>,
) -> Result<usize, DbErr> {
    let tx = db.begin().await?;
    let version = organisations::lock(&tx, org).await?.data_version;
    let (mut changed, mut standing_in) = (false, 0);
    restated.version = version;
    for some in editions.chunks(AT_A_TIME) {
        let standing = standing(&tx, some).await?;
        let change = Change {
            aside_statements: standing.iter().map(|(old, _)| *old).collect(),
            activate_statements: standing.iter().map(|(_, new)| *new).collect(),
            ..Change::default()
        };
        number(&tx, &change.activate_statements).await?;
        let effect = rule::recompute(&tx, org, version + 1, &change).await?;
        standing_in += standing.len();
        restated.uploads.extend(effect.uploads);
        changed |= effect.changed;
    }
    restated.statements += standing_in;
    if changed {
        restated.version = organisations::raise_data_version(&tx, org, cause, None, now).await?;
    }
    for upload in &restated.uploads {
        uploads::recount(&tx, org, *upload).await?;
    }
    tx.commit().await?;
    Ok(standing_in)
}

/// Editions that take their places get their numbers.
async fn number(tx: &impl ConnectionTrait, ids: &[i64]) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    let text = format!("UPDATE statements SET edition = -edition WHERE id IN ({})", sql::placeholders(1, ids.len()));
    sql::execute(tx, &text, ids.iter().map(|id| (*id).into())).await.map(|_| ())
}

/// The editions whose elders are candidates still, and where they were: one that was written while a merge moved its
/// elder, unseen, is written once more.
async fn standing(tx: &impl ConnectionTrait, editions: &[Edition]) -> Result<Vec<Edition>, DbErr> {
    let text = format!(
        "SELECT o.id FROM statements o JOIN statements n ON n.load_id = o.load_id AND n.number = o.number \
         AND n.vendor = o.vendor AND n.store = o.store AND n.channel = o.channel \
         WHERE o.state <> 'aside' AND o.id IN ({}) AND n.id IN ({})",
        sql::placeholders(1, editions.len()),
        sql::placeholders(editions.len() + 1, editions.len())
    );
    let (olds, news) = (editions.iter().map(|(old, _)| *old), editions.iter().map(|(_, new)| *new));
    let rows = sql::rows(tx, &text, olds.chain(news).map(Into::into)).await?;
    let ids: BTreeSet<i64> = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?;
    Ok(editions.iter().copied().filter(|(old, _)| ids.contains(old)).collect())
}
