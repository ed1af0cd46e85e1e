//! Many-row INSERTs on `SQLite`.
//!
//! They run on the connection for bulk work ([`crate::Db::begin_bulk`]) and are `OR ROLLBACK`: a row that cannot be
//! stored ends the chunk anyway, and `SQLite` then need not note down every page it touches so as to take back a part.

use std::sync::Arc;

use sellout_model::{Currency, LoadId};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, SqliteConnection};

use super::{ORDER_COLUMNS, Placed, SALES_COLUMNS, Sorted, db_error, order_texts};
use crate::Db;
use crate::load::{GivenUp, SalesRow, WriteError};

/// How many rows one INSERT writes.
const ROWS_A_TIME: usize = 500;

/// Inserts rows, unless the load was given up.
pub(super) async fn insert(db: &Db, load: LoadId, sorted: &Sorted<'_>) -> Result<(), WriteError> {
    let mut bulk = db.begin_bulk().await?;
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM loads WHERE id = ?")
        .bind(load.0)
        .fetch_optional(bulk.connection())
        .await
        .map_err(db_error)?;
    if state.as_deref() != Some("writing") {
        return Err(GivenUp.into());
    }
    for (rows, of_orders) in [(&sorted.entries, false), (&sorted.orders, true)] {
        insert_all(bulk.connection(), rows, of_orders).await.map_err(db_error)?;
    }
    bulk.commit().await?;
    Ok(())
}

async fn insert_all(
    connection: &mut SqliteConnection,
    rows: &[Placed<'_>],
    of_orders: bool,
) -> Result<(), sqlx::Error> {
    let full: Arc<str> = statement(ROWS_A_TIME.min(rows.len()), of_orders).into();
    let mut codes = Codes::default();
    let mut batches = rows.chunks(ROWS_A_TIME);
    let mut next = batches.next().map(|some| bind_all(some, of_orders, &mut codes)).transpose()?;
    while let Some((count, values)) = next {
        let text = if count == ROWS_A_TIME { Arc::clone(&full) } else { statement(count, of_orders).into() };
        let executing = sqlx::query_with(AssertSqlSafe(text), values).execute(&mut *connection);
        // The driver works in a thread of its own: meanwhile the next rows are bound here.
        let binding = async { batches.next().map(|some| bind_all(some, of_orders, &mut codes)).transpose() };
        let (executed, bound) = futures::join!(executing, binding);
        executed?;
        next = bound?;
    }
    Ok(())
}

/// The values of so many rows.
fn bind_all(rows: &[Placed<'_>], of_orders: bool, codes: &mut Codes) -> Result<(usize, SqliteArguments), sqlx::Error> {
    let mut values = SqliteArguments::default();
    values.reserve(rows.len() * width(of_orders), 0);
    for placed in rows {
        bind(&mut values, placed, of_orders, codes).map_err(sqlx::Error::Encode)?;
    }
    Ok((rows.len(), values))
}

fn width(of_orders: bool) -> usize {
    if of_orders { 28 } else { 18 }
}

/// The INSERT of so many rows.
fn statement(rows: usize, of_orders: bool) -> String {
    let tuple = format!("({})", ["?"].repeat(width(of_orders)).join(","));
    let tuples = vec![tuple; rows].join(",");
    if of_orders {
        format!("INSERT OR ROLLBACK INTO ecommerce_orders ({SALES_COLUMNS}, {ORDER_COLUMNS}) VALUES {tuples}")
    } else {
        format!("INSERT OR ROLLBACK INTO sellout_entries ({SALES_COLUMNS}) VALUES {tuples}")
    }
}

type Bound = Result<(), sqlx::error::BoxDynError>;

fn bind(values: &mut SqliteArguments, placed: &Placed<'_>, of_orders: bool, codes: &mut Codes) -> Bound {
    let Placed { statement, key, row } = placed;
    values.add(*statement)?;
    values.add(row.row_no)?;
    values.add(*key)?;
    values.add(row.sold_on)?;
    values.add(row.quantity.map(|q| q.0))?;
    values.add(row.original.map(|a| a.0))?;
    values.add(row.currency.map(|currency| codes.of(currency)))?;
    values.add(row.amount.map(|a| a.0))?;
    values.add(row.net.map(|a| a.0))?;
    values.add(row.gross.map(|a| a.0))?;
    values.add(row.vat.included().map(i16::from))?;
    values.add(row.vat_rate.map(|r| r as i32))?;
    values.add(row.rate.map(|r| r.0))?;
    values.add(row.hash.0)?;
    values.add(row.sheet)?;
    values.add(row.source_row)?;
    values.add(row.source_column)?;
    values.add(row.list_price.map(|a| a.0))?;
    if of_orders { bind_order(values, row) } else { Ok(()) }
}

fn bind_order(values: &mut SqliteArguments, row: &SalesRow) -> Bound {
    let order = row.order.as_deref();
    values.add(order.map_or("", |o| o.order_id.as_str()))?;
    for text in order_texts(order) {
        values.add(text)?;
    }
    values.add(order.and_then(|o| o.cost).map(|a| a.0))?;
    values.add(order.and_then(|o| o.fee).map(|a| a.0))
}

/// The codes of currencies as texts that many rows share.
#[derive(Debug, Default)]
struct Codes(Vec<(Currency, Arc<str>)>);

impl Codes {
    fn of(&mut self, currency: Currency) -> Arc<str> {
        if let Some((_, code)) = self.0.iter().find(|(known, _)| *known == currency) {
            return Arc::clone(code);
        }
        let code: Arc<str> = currency.code().into();
        self.0.push((currency, Arc::clone(&code)));
        code
    }
}
