//! COPY on `PostgreSQL`.

use std::fmt::Write as _;

use sellout_model::LoadId;

use super::{ORDER_COLUMNS, Placed, SALES_COLUMNS, Sorted, db_error, order_texts};
use crate::Db;
use crate::load::{GivenUp, SalesRow, WriteError};

/// Copies rows, unless the load was given up.
pub(super) async fn copy(db: &Db, load: LoadId, sorted: &Sorted<'_>) -> Result<(), WriteError> {
    let mut tx = db.write().get_postgres_connection_pool().begin().await.map_err(db_error)?;
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM loads WHERE id = $1 FOR SHARE")
        .bind(load.0)
        .fetch_optional(&mut *tx)
        .await
        .map_err(db_error)?;
    if state.as_deref() != Some("writing") {
        return Err(GivenUp.into());
    }
    for (rows, of_orders) in [(&sorted.entries, false), (&sorted.orders, true)] {
        if rows.is_empty() {
            continue;
        }
        let into = if of_orders {
            format!("COPY ecommerce_orders ({SALES_COLUMNS}, {ORDER_COLUMNS}) FROM STDIN")
        } else {
            format!("COPY sellout_entries ({SALES_COLUMNS}) FROM STDIN")
        };
        let mut copy = tx.copy_in_raw(&into).await.map_err(db_error)?;
        copy.send(copy_text(rows, of_orders).into_bytes()).await.map_err(db_error)?;
        copy.finish().await.map_err(db_error)?;
    }
    tx.commit().await.map_err(db_error)?;
    Ok(())
}

/// Rows in COPY's text format (`PostgreSQL` manual, COPY, "Text Format").
fn copy_text(rows: &[Placed<'_>], of_orders: bool) -> String {
    let mut text = String::with_capacity(rows.len() * 120);
    for Placed { statement, key, row } in rows {
        copy_number(&mut text, Some(statement));
        copy_number(&mut text, Some(row.row_no));
        copy_number(&mut text, Some(key));
        copy_number(&mut text, row.sold_on);
        copy_number(&mut text, row.quantity.map(|q| q.0));
        copy_number(&mut text, row.original.map(|a| a.0));
        copy_number(&mut text, row.currency);
        copy_number(&mut text, row.amount.map(|a| a.0));
        copy_number(&mut text, row.net.map(|a| a.0));
        copy_number(&mut text, row.gross.map(|a| a.0));
        copy_number(&mut text, row.vat.included().map(i16::from));
        copy_number(&mut text, row.vat_rate);
        copy_number(&mut text, row.rate.map(|r| r.0));
        copy_number(&mut text, Some(row.hash.0));
        copy_number(&mut text, Some(row.sheet));
        copy_number(&mut text, Some(row.source_row));
        copy_number(&mut text, row.source_column);
        if of_orders {
            copy_order(&mut text, row);
        }
        text.pop();
        text.push('\n');
    }
    text
}

fn copy_order(text: &mut String, row: &SalesRow) {
    let order = row.order.as_deref();
    copy_words(text, Some(order.map_or("", |o| &o.order_id)));
    for value in order_texts(order) {
        copy_words(text, value);
    }
    copy_number(text, order.and_then(|o| o.cost).map(|a| a.0));
    copy_number(text, order.and_then(|o| o.fee).map(|a| a.0));
}

/// Appends what needs no escaping, and the column's end.
fn copy_number(text: &mut String, value: Option<impl std::fmt::Display>) {
    match value {
        // Writing to a String cannot fail.
        Some(value) => write!(text, "{value}").unwrap_or_default(),
        None => text.push_str("\\N"),
    }
    text.push('\t');
}

fn copy_words(text: &mut String, value: Option<&str>) {
    let Some(value) = value else {
        text.push_str("\\N\t");
        return;
    };
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            // PostgreSQL has no NUL in text.
            '\0' => text.push('\u{fffd}'),
            c => text.push(c),
        }
    }
    text.push('\t');
}
