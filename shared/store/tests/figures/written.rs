//! Writes made-up statements into the tables: their histories, what does not count, their rows.

use std::collections::BTreeSet;

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Statement as Sql, Value};
use sellout_model::OrgId;
use sellout_store::{statement_history, uncounted_rows};
use uuid::Uuid;

use crate::world::{Counts, Row, Statement};

/// What a statement's history says of its rows.
pub(crate) fn totals(rows: &[Row], not: &BTreeSet<i32>) -> statement_history::Model {
    let mut sum = statement_history::Model {
        org_id: Uuid::nil(),
        statement_id: 0,
        from_version: 0,
        to_version: None,
        rows: 0,
        units: 0,
        amount: 0,
        net: 0,
        gross: 0,
        with_vat: 0,
        without_vat: 0,
        unconverted: 0,
        no_units: 0,
        no_amount: 0,
        no_net: 0,
        no_gross: 0,
    };
    for row in rows.iter().filter(|row| !not.contains(&row.number)) {
        sum.rows += 1;
        sum.units += row.quantity.unwrap_or(0);
        sum.amount += row.amount.unwrap_or(0);
        sum.net += row.net.unwrap_or(0);
        sum.gross += row.gross.unwrap_or(0);
        sum.with_vat += row.amount.filter(|_| row.vat == Some(1)).unwrap_or(0);
        sum.without_vat += row.amount.filter(|_| row.vat == Some(0)).unwrap_or(0);
        sum.unconverted += i64::from(row.amount.is_none() && row.original.is_some());
        sum.no_units += i64::from(row.quantity.is_none());
        sum.no_amount += i64::from(row.amount.is_none());
        sum.no_net += i64::from(row.net.is_none());
        sum.no_gross += i64::from(row.gross.is_none());
    }
    sum
}

pub(crate) async fn add_history(tx: &impl ConnectionTrait, org: OrgId, statement: &Statement, counts: &Counts) {
    let history = statement_history::Model {
        org_id: org.0,
        statement_id: statement.id,
        from_version: counts.from,
        to_version: counts.to,
        ..totals(&statement.rows, &counts.not)
    };
    let history = history.into_active_model().reset_all();
    statement_history::Entity::insert(history).exec_without_returning(tx).await.unwrap();
    for row_no in &counts.not {
        let row = uncounted_rows::ActiveModel {
            statement_id: Set(statement.id),
            row_no: Set(*row_no),
            from_version: Set(counts.from),
            to_version: Set(counts.to),
        };
        uncounted_rows::Entity::insert(row).exec_without_returning(tx).await.unwrap();
    }
}

pub(crate) async fn add_row(tx: &impl ConnectionTrait, key: i64, statement: &Statement, row: &Row) {
    let mut columns =
        "statement_id, row_no, key_id, sold_on, quantity, original_amount, currency, amount, net, gross, \
        vat, row_hash, sheet, source_row, source_column"
            .to_owned();
    let mut values: Vec<Value> = vec![
        statement.id.into(),
        row.number.into(),
        key.into(),
        row.sold_on.into(),
        row.quantity.into(),
        row.original.into(),
        row.currency.map(str::to_owned).into(),
        row.amount.into(),
        row.net.into(),
        row.gross.into(),
        row.vat.into(),
        i64::from(row.number).into(),
        1_i16.into(),
        (row.number + 2).into(),
        Some(3_i16).into(),
    ];
    if statement.order {
        columns += ", order_id, country, city, utm_source, device";
        let of_order = [Some("1"), row.country, row.city, row.country, row.city];
        values.extend(of_order.map(|value| value.map(str::to_owned).into()));
    }
    let table = if statement.order { "ecommerce_orders" } else { "sellout_entries" };
    let holders: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({})", holders.join(", "));
    tx.execute_raw(Sql::from_sql_and_values(tx.get_database_backend(), sql, values)).await.unwrap();
}
