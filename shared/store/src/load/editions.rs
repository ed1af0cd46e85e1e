//! New editions of statements: the same rows converted anew, after rates arrived or changed.
//!
//! An edition is written invisibly, as a load is, and stands in for the one before it in a single short transaction,
//! so that every data version keeps the amounts it had.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use sellout_model::{Amount, Currency, OrgId, Quantity, UploadId, Vat};

use super::rows::{ORDER_COLUMNS, SALES_COLUMNS};
use crate::rates::RateTable;
use crate::rule::{self, Change};
use crate::totals::{RowFigures, TOTALS, Totals};
use crate::{Db, organisations, sql, uploads};

/// How many editions take their places in one statement; all of them do in one transaction.
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
    let organisation = organisations::get(db.read(), org).await?;
    let organisation = organisation.ok_or_else(|| DbErr::RecordNotFound(format!("organisation {org}")))?;
    let currency = organisation.currency()?;
    let mut editions = Vec::new();
    for table in ["sellout_entries", "ecommerce_orders"] {
        for old in foreign(db, org, table, currency).await? {
            if let Some(new) = edition(db, table, &old, currency, rates).await? {
                editions.push((old.id, new));
            }
        }
    }
    if editions.is_empty() {
        return Ok(Restated { version: organisation.data_version, ..Restated::default() });
    }
    take_places(db, org, &editions, now).await
}

struct Old {
    id: i64,
    place_to: NaiveDate,
}

/// Candidate statements that have rows in another currency than the organisation's.
async fn foreign(db: &Db, org: OrgId, table: &str, currency: Currency) -> Result<Vec<Old>, DbErr> {
    let text = format!(
        "SELECT s.id, s.place_to FROM statements s WHERE s.org_id = $1 AND s.state <> 'aside' AND EXISTS \
         (SELECT 1 FROM {table} e WHERE e.statement_id = s.id AND e.currency <> $2) ORDER BY s.id"
    );
    let rows = sql::rows(db.read(), &text, [org.0.into(), currency.code().into()]).await?;
    rows.iter().map(|row| Ok(Old { id: row.try_get("", "id")?, place_to: row.try_get("", "place_to")? })).collect()
}

/// A row's new amounts.
struct Anew {
    row_no: i32,
    values: [Value; 4],
}

/// Writes the edition of a statement, if any of its amounts changes; returns its id.
async fn edition(db: &Db, table: &str, old: &Old, currency: Currency, rates: &RateTable) -> Result<Option<i64>, DbErr> {
    let text = format!(
        "SELECT row_no, sold_on, quantity, original_amount, currency, amount, rate, vat, vat_rate FROM {table} \
         WHERE statement_id = $1 ORDER BY row_no"
    );
    let mut totals = Totals::default();
    let mut changed = Vec::new();
    for row in sql::rows(db.read(), &text, [old.id.into()]).await? {
        let (figures, anew) = convert_anew(&row, old.place_to, currency, rates)?;
        totals.add_row(&figures);
        changed.extend(anew);
    }
    if changed.is_empty() {
        return Ok(None);
    }
    let new = copy(db, table, old.id, &totals).await?;
    for rows in changed.chunks(ROWS_A_TIME) {
        let tx = db.begin().await?;
        let text = format!(
            "UPDATE {table} SET amount = $3, net = $4, gross = $5, rate = $6 WHERE statement_id = $1 AND row_no = $2"
        );
        for row in rows {
            let bound = [Value::from(new), row.row_no.into()].into_iter().chain(row.values.clone());
            sql::execute(&tx, &text, bound).await?;
        }
        tx.commit().await?;
    }
    Ok(Some(new))
}

fn convert_anew(
    row: &QueryResult,
    place_to: NaiveDate,
    to: Currency,
    rates: &RateTable,
) -> Result<(RowFigures, Option<Anew>), DbErr> {
    let booked_on = row.try_get::<Option<NaiveDate>>("", "sold_on")?.unwrap_or(place_to);
    let original = row.try_get::<Option<i64>>("", "original_amount")?.map(Amount);
    let from: Option<Currency> = row.try_get::<Option<String>>("", "currency")?.and_then(|code| code.parse().ok());
    let vat = Vat::from_included(row.try_get::<Option<i16>>("", "vat")?.map(|vat| vat == 1));
    let vat_rate = row.try_get::<Option<i32>>("", "vat_rate")?.and_then(|rate| u32::try_from(rate).ok());
    let converted = rates.convert(original, from, to, booked_on);
    let amount = converted.map(|(amount, _)| amount);
    let (net, gross) = amount.map(|amount| vat.net_and_gross(amount, vat_rate)).unwrap_or_default();
    let quantity = row.try_get::<Option<i64>>("", "quantity")?.map(Quantity);
    let figures = RowFigures { quantity, original, amount, net, gross, vat };
    let rate = converted.and_then(|(_, rate)| rate).map(|rate| rate.0);
    let before: (Option<i64>, Option<i64>) = (row.try_get("", "amount")?, row.try_get("", "rate")?);
    if before == (amount.map(|a| a.0), rate) {
        return Ok((figures, None));
    }
    let number = |value: Option<Amount>| Value::from(value.map(|a| a.0));
    let values = [number(amount), number(net), number(gross), rate.into()];
    Ok((figures, Some(Anew { row_no: row.try_get("", "row_no")?, values })))
}

/// Copies a statement with its rows as the next edition, put aside, with new totals.
async fn copy(db: &Db, table: &str, old: i64, totals: &Totals) -> Result<i64, DbErr> {
    let tx = db.begin().await?;
    let same = "org_id, load_id, upload_id, number, vendor, store, channel, kind, place, place_from, place_to, hash";
    let text = format!(
        "INSERT INTO statements ({same}, state, edition) SELECT {same}, 'aside', (SELECT MAX(e.edition) + 1 \
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

/// The editions stand in for their elders that are still candidates.
async fn take_places(db: &Db, org: OrgId, editions: &[(i64, i64)], now: DateTime<Utc>) -> Result<Restated, DbErr> {
    let tx = db.begin().await?;
    let version = organisations::lock(&tx, org).await?.data_version;
    let mut restated = Restated { version, ..Restated::default() };
    let mut changed = false;
    for some in editions.chunks(AT_A_TIME) {
        let standing = standing(&tx, some).await?;
        let change = Change {
            aside_statements: standing.iter().map(|(old, _)| *old).collect(),
            activate_statements: standing.iter().map(|(_, new)| *new).collect(),
            ..Change::default()
        };
        let effect = rule::recompute(&tx, org, version + 1, &change).await?;
        restated.statements += standing.len();
        restated.uploads.extend(effect.uploads);
        changed |= effect.changed;
    }
    if changed {
        restated.version = organisations::raise_data_version(&tx, org, "rates", None, now).await?;
    }
    for upload in &restated.uploads {
        uploads::recount(&tx, org, *upload).await?;
    }
    tx.commit().await?;
    Ok(restated)
}

async fn standing(tx: &impl ConnectionTrait, editions: &[(i64, i64)]) -> Result<Vec<(i64, i64)>, DbErr> {
    let text = format!(
        "SELECT id FROM statements WHERE state <> 'aside' AND id IN ({})",
        sql::placeholders(1, editions.len())
    );
    let rows = sql::rows(tx, &text, editions.iter().map(|(old, _)| (*old).into())).await?;
    let ids: BTreeSet<i64> = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?;
    Ok(editions.iter().copied().filter(|(old, _)| ids.contains(old)).collect())
}
