//! Sales rows into their tables: COPY on `PostgreSQL`, many-row INSERTs on `SQLite`, each in a transaction of its own on
//! a connection of the driver's pool.

mod copy_data;
mod postgres;
mod sqlite;

use sea_orm::{DbErr, RuntimeErr};
use sellout_ingest::OrderFields;

use postgres::Copies;

use super::write::Entered;
use super::{SalesRow, WriteError};
use crate::Db;

pub(super) const SALES_COLUMNS: &str = "statement_id, row_no, key_id, sold_on, quantity, original_amount, currency, amount, net, \
    gross, vat, vat_rate, rate, row_hash, sheet, source_row, source_column, list_price";
pub(super) const ORDER_COLUMNS: &str =
    "order_id, line_id, country, city, utm_source, utm_medium, utm_campaign, device, cost, fee";

/// A row with the ids that its place's statement and its key have in the database.
#[derive(Clone, Copy, Debug)]
struct Placed<'c> {
    statement: i64,
    key: i64,
    row: &'c SalesRow,
}

/// A chunk's rows by the table that they go to.
#[derive(Debug)]
struct Sorted<'c> {
    entries: Vec<Placed<'c>>,
    orders: Vec<Placed<'c>>,
}

/// The rows of a chunk, as far prepared as they can be before it is their turn to be written.
#[derive(Debug)]
pub struct Ready(Rows);

#[derive(Debug)]
enum Rows {
    None,
    /// Bound as they are.
    Bound(Entered),
    /// Written down already.
    Copies(Copies),
}

/// Prepares the rows of a chunk whose statements are written.
pub(super) fn prepare(db: &Db, entered: Entered) -> Result<Ready, DbErr> {
    Ok(Ready(if entered.chunk.rows.is_empty() {
        Rows::None
    } else if db.is_sqlite() {
        Rows::Bound(entered)
    } else {
        Rows::Copies(postgres::prepare(entered.load, &sort(&entered)?))
    }))
}

/// Writes the rows of a chunk.
pub(super) async fn write(db: &Db, ready: Ready) -> Result<(), WriteError> {
    match ready.0 {
        Rows::None => Ok(()),
        Rows::Bound(entered) => sqlite::insert(db, entered.load, &sort(&entered)?).await,
        Rows::Copies(copies) => postgres::copy(db, copies).await,
    }
}

fn sort(entered: &Entered) -> Result<Sorted<'_>, DbErr> {
    let chunk = &entered.chunk;
    let mut sorted = Sorted { entries: Vec::with_capacity(chunk.rows.len()), orders: Vec::new() };
    for row in &chunk.rows {
        let numbers = entered.statements.get(row.place as usize).zip(chunk.keys.get(row.key as usize));
        let Some(((statement, of_order), key)) = numbers else {
            return Err(DbErr::Custom(format!("row {} names no place of its load or no key of its chunk", row.row_no)));
        };
        let placed = Placed { statement: *statement, key: *key, row };
        if *of_order { sorted.orders.push(placed) } else { sorted.entries.push(placed) }
    }
    // Rows of a statement side by side, in the order of the file as they came: the index over statements is then walked
    // once a chunk, and read in few places.
    for rows in [&mut sorted.entries, &mut sorted.orders] {
        rows.sort_by_key(|placed| placed.statement);
    }
    Ok(sorted)
}

/// The texts of an order's line, in the order of [`ORDER_COLUMNS`], without its id.
fn order_texts(order: Option<&OrderFields>) -> [Option<&str>; 7] {
    [
        order.and_then(|o| o.line_id.as_deref()),
        order.and_then(|o| o.country.as_deref()),
        order.and_then(|o| o.city.as_deref()),
        order.and_then(|o| o.utm_source.as_deref()),
        order.and_then(|o| o.utm_medium.as_deref()),
        order.and_then(|o| o.utm_campaign.as_deref()),
        order.and_then(|o| o.device.as_deref()),
    ]
}

fn db_error(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}
