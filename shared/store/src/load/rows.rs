//! Sales rows into their tables: COPY on `PostgreSQL`, many-row INSERTs on `SQLite`.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbErr, RuntimeErr, Value};
use sellout_model::PlaceKind;

use super::drafts::Load;
use super::{GivenUp, SalesRow, WriteError};
use crate::{Db, sql};

pub(super) const SALES_COLUMNS: &str = "statement_id, row_no, key_id, sold_on, quantity, original_amount, currency, amount, net, \
    gross, vat, vat_rate, rate, row_hash, sheet, source_row, source_column";
pub(super) const ORDER_COLUMNS: &str =
    "order_id, line_id, country, city, utm_source, utm_medium, utm_campaign, device, cost, fee";

/// How many rows one INSERT writes.
const ROWS_A_TIME: usize = 250;

fn is_order(row: &SalesRow) -> bool {
    row.place.kind() != PlaceKind::Period
}

fn statement_of(load: &Load, row: &SalesRow) -> Result<i64, DbErr> {
    let draft = load.drafts.get(&row.place).and_then(|draft| draft.id);
    draft.ok_or_else(|| DbErr::Custom(format!("the statement of {} was not written", row.place)))
}

/// Inserts rows within the chunk's transaction.
pub(super) async fn insert(tx: &impl ConnectionTrait, load: &Load, rows: &[SalesRow]) -> Result<(), DbErr> {
    for of_orders in [false, true] {
        let some: Vec<&SalesRow> = rows.iter().filter(|row| is_order(row) == of_orders).collect();
        for batch in some.chunks(ROWS_A_TIME) {
            insert_batch(tx, load, batch, of_orders).await?;
        }
    }
    Ok(())
}

async fn insert_batch(
    tx: &impl ConnectionTrait,
    load: &Load,
    rows: &[&SalesRow],
    of_orders: bool,
) -> Result<(), DbErr> {
    let (table, columns, width) = if of_orders {
        ("ecommerce_orders", format!("{SALES_COLUMNS}, {ORDER_COLUMNS}"), 27)
    } else {
        ("sellout_entries", SALES_COLUMNS.to_owned(), 17)
    };
    let mut text = format!("INSERT INTO {table} ({columns}) VALUES ");
    for index in 0..rows.len() {
        text.push_str(if index == 0 { "(" } else { ",(" });
        text.push_str(&"?,".repeat(width));
        text.pop();
        text.push(')');
    }
    let mut values = Vec::with_capacity(rows.len() * width);
    for row in rows {
        sales_values(&mut values, statement_of(load, row)?, row);
        if of_orders {
            order_values(&mut values, row);
        }
    }
    sql::execute(tx, &text, values).await?;
    Ok(())
}

fn sales_values(values: &mut Vec<Value>, statement: i64, row: &SalesRow) {
    values.extend([
        statement.into(),
        row.row_no.into(),
        row.key_id.into(),
        row.sold_on.into(),
        row.quantity.map(|q| q.0).into(),
        row.original.map(|a| a.0).into(),
        row.currency.map(|c| c.code().to_owned()).into(),
        row.amount.map(|a| a.0).into(),
        row.net.map(|a| a.0).into(),
        row.gross.map(|a| a.0).into(),
        row.vat.included().map(i16::from).into(),
        row.vat_rate.map(|r| r as i32).into(),
        row.rate.map(|r| r.0).into(),
        row.hash.0.into(),
        row.sheet.into(),
        row.source_row.into(),
        row.source_column.into(),
    ]);
}

fn order_values(values: &mut Vec<Value>, row: &SalesRow) {
    let order = row.order.as_deref();
    let text = |value: Option<&String>| Value::from(value.cloned());
    values.push(order.map_or(String::new(), |o| o.order_id.clone()).into());
    for value in [
        order.and_then(|o| o.line_id.as_ref()),
        order.and_then(|o| o.country.as_ref()),
        order.and_then(|o| o.city.as_ref()),
        order.and_then(|o| o.utm_source.as_ref()),
        order.and_then(|o| o.utm_medium.as_ref()),
        order.and_then(|o| o.utm_campaign.as_ref()),
        order.and_then(|o| o.device.as_ref()),
    ] {
        values.push(text(value));
    }
    values.push(order.and_then(|o| o.cost).map(|a| a.0).into());
    values.push(order.and_then(|o| o.fee).map(|a| a.0).into());
}

/// Copies rows on a connection of the pool. The load is guarded again: the statements' transaction is over.
pub(super) async fn copy(db: &Db, load: &Load, rows: &[SalesRow]) -> Result<(), WriteError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut tx = db.write().get_postgres_connection_pool().begin().await.map_err(db_error)?;
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM loads WHERE id = $1 FOR SHARE")
        .bind(load.id.0)
        .fetch_optional(&mut *tx)
        .await
        .map_err(db_error)?;
    if state.as_deref() != Some("writing") {
        return Err(GivenUp.into());
    }
    for of_orders in [false, true] {
        let text = copy_text(load, rows.iter().filter(|row| is_order(row) == of_orders), of_orders)?;
        if text.is_empty() {
            continue;
        }
        let into = if of_orders {
            format!("COPY ecommerce_orders ({SALES_COLUMNS}, {ORDER_COLUMNS}) FROM STDIN")
        } else {
            format!("COPY sellout_entries ({SALES_COLUMNS}) FROM STDIN")
        };
        let mut copy = tx.copy_in_raw(&into).await.map_err(db_error)?;
        copy.send(text.into_bytes()).await.map_err(db_error)?;
        copy.finish().await.map_err(db_error)?;
    }
    tx.commit().await.map_err(db_error)?;
    Ok(())
}

fn db_error(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

/// Rows in COPY's text format (`PostgreSQL` manual, COPY, "Text Format").
fn copy_text<'r>(load: &Load, rows: impl Iterator<Item = &'r SalesRow>, of_orders: bool) -> Result<String, DbErr> {
    let mut text = String::new();
    for row in rows {
        copy_number(&mut text, Some(statement_of(load, row)?));
        copy_number(&mut text, Some(row.row_no));
        copy_number(&mut text, Some(row.key_id));
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
    Ok(text)
}

fn copy_order(text: &mut String, row: &SalesRow) {
    let order = row.order.as_deref();
    copy_words(text, Some(order.map_or("", |o| &o.order_id)));
    for value in [
        order.and_then(|o| o.line_id.as_deref()),
        order.and_then(|o| o.country.as_deref()),
        order.and_then(|o| o.city.as_deref()),
        order.and_then(|o| o.utm_source.as_deref()),
        order.and_then(|o| o.utm_medium.as_deref()),
        order.and_then(|o| o.utm_campaign.as_deref()),
        order.and_then(|o| o.device.as_deref()),
    ] {
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
