//! COPY on `PostgreSQL`.

use sellout_model::LoadId;

use super::copy_data::CopyData;
use super::{ORDER_COLUMNS, Placed, SALES_COLUMNS, Sorted, db_error, order_texts};
use crate::Db;
use crate::load::{GivenUp, SalesRow, WriteError};

/// How many bytes are sent at a time: the driver copies them, and keeps room for as many.
const A_MESSAGE: usize = 64 << 10;

/// The rows of a chunk as COPY takes them.
#[derive(Debug)]
pub(super) struct Copies {
    load: LoadId,
    entries: Option<Vec<u8>>,
    orders: Option<Vec<u8>>,
}

/// Writes rows down as COPY takes them; needs no connection, so it is done while the chunk before is on its way.
pub(super) fn prepare(load: LoadId, sorted: &Sorted<'_>) -> Copies {
    let data = |rows: &[Placed<'_>], of_orders: bool| (!rows.is_empty()).then(|| copy_data(rows, of_orders));
    Copies { load, entries: data(&sorted.entries, false), orders: data(&sorted.orders, true) }
}

/// Copies rows, unless the load was given up.
pub(super) async fn copy(db: &Db, copies: Copies) -> Result<(), WriteError> {
    let mut tx = db.write().get_postgres_connection_pool().begin().await.map_err(db_error)?;
    // Nobody sees these rows before the load is judged, and that commit waits for the disk.
    sqlx::query("SET LOCAL synchronous_commit = off").execute(&mut *tx).await.map_err(db_error)?;
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM loads WHERE id = $1 FOR SHARE")
        .bind(copies.load.0)
        .fetch_optional(&mut *tx)
        .await
        .map_err(db_error)?;
    if state.as_deref() != Some("writing") {
        return Err(GivenUp.into());
    }
    let tables = [
        (copies.entries, format!("sellout_entries ({SALES_COLUMNS})")),
        (copies.orders, format!("ecommerce_orders ({SALES_COLUMNS}, {ORDER_COLUMNS})")),
    ];
    for (data, table) in tables {
        let Some(data) = data else { continue };
        let into = format!("COPY {table} FROM STDIN (FORMAT binary)");
        let mut copy = tx.copy_in_raw(&into).await.map_err(db_error)?;
        for part in data.chunks(A_MESSAGE) {
            copy.send(part).await.map_err(db_error)?;
        }
        copy.finish().await.map_err(db_error)?;
    }
    tx.commit().await.map_err(db_error)?;
    Ok(())
}

fn copy_data(rows: &[Placed<'_>], of_orders: bool) -> Vec<u8> {
    let columns = SALES_COLUMNS.split(',').count() + if of_orders { ORDER_COLUMNS.split(',').count() } else { 0 };
    let mut data = CopyData::new(columns, rows.len());
    for Placed { statement, key, row } in rows {
        data.row();
        data.long(Some(*statement));
        data.int(Some(row.row_no));
        data.long(Some(*key));
        data.date(row.sold_on);
        data.long(row.quantity.map(|q| q.0));
        data.long(row.original.map(|a| a.0));
        data.text(row.currency.as_ref().map(sellout_model::Currency::code));
        data.long(row.amount.map(|a| a.0));
        data.long(row.net.map(|a| a.0));
        data.long(row.gross.map(|a| a.0));
        data.short(row.vat.included().map(i16::from));
        data.int(row.vat_rate.map(|rate| rate as i32));
        data.long(row.rate.map(|r| r.0));
        data.long(Some(row.hash.0));
        data.short(Some(row.sheet));
        data.int(Some(row.source_row));
        data.short(row.source_column);
        data.long(row.list_price.map(|a| a.0));
        if of_orders {
            order(&mut data, row);
        }
    }
    data.finish()
}

fn order(data: &mut CopyData, row: &SalesRow) {
    let order = row.order.as_deref();
    data.text(Some(order.map_or("", |o| &o.order_id)));
    for value in order_texts(order) {
        data.text(value);
    }
    data.long(order.and_then(|o| o.cost).map(|a| a.0));
    data.long(order.and_then(|o| o.fee).map(|a| a.0));
}
