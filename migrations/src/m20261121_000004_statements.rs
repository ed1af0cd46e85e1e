//! Statements, what counts of them and when, and the sales rows that hang on them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, date, integer, string, string_null, uuid};

use crate::columns::{belongs, index, key, owned, run, sales_row, totals};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(statements()).await?;
        index(manager, "statements", &["load_id", "vendor", "place", "edition"], true).await?;
        index(manager, "statements", &["org_id", "vendor", "place"], false).await?;
        index(manager, "statements", &["org_id", "place_to"], false).await?;
        // A range's edges cut through these alone; most places are single days.
        run(
            manager,
            "CREATE INDEX statements_of_many_days ON statements (org_id, place_to, place_from) \
             WHERE place_from < place_to",
        )
        .await?;
        index(manager, "statements", &["upload_id"], false).await?;
        run(manager, "CREATE INDEX statements_met ON statements (met) WHERE met IS NOT NULL").await?;
        manager.create_table(statement_history()).await?;
        index(manager, "statement_history", &["org_id", "to_version"], false).await?;
        manager.create_table(uncounted_rows()).await?;
        manager.create_table(sales_row("sellout_entries")).await?;
        index(manager, "sellout_entries", &["key_id"], false).await?;
        manager.create_table(ecommerce_orders()).await?;
        index(manager, "ecommerce_orders", &["key_id"], false).await?;
        run(manager, SALES).await
    }
}

/// What one load says of one place. `number` orders a load's statements by their first rows; an edition is
/// the same statement with other conversions.
fn statements() -> TableCreateStatement {
    let mut table = owned("statements");
    table
        .col(big_integer("id").primary_key().auto_increment())
        .col(uuid("load_id"))
        .col(uuid("upload_id"))
        .col(integer("number"))
        .col(integer("edition").default(0))
        .col(string("vendor"))
        .col(string("store"))
        .col(string("channel"))
        .col(string("kind"))
        .col(string("place"))
        .col(date("place_from"))
        .col(date("place_to"))
        .col(string("state"))
        .col(big_integer_null("met"))
        .col(big_integer("hash").default(0));
    for column in totals() {
        table.col(column);
    }
    table
        .foreign_key(&mut belongs("statements", "load_id", "loads"))
        .foreign_key(&mut belongs("statements", "upload_id", "uploads"))
        .take()
}

/// What counts of a statement from one data version until another: "as of" reads this alone.
fn statement_history() -> TableCreateStatement {
    let mut table = owned("statement_history");
    table.col(big_integer("statement_id")).col(big_integer("from_version")).col(big_integer_null("to_version"));
    for column in totals() {
        table.col(column);
    }
    table
        .primary_key(&mut key(&["statement_id", "from_version"]))
        .foreign_key(&mut belongs("statement_history", "statement_id", "statements"))
        .take()
}

/// Rows of live statements that do not count, because equal ones already did.
fn uncounted_rows() -> TableCreateStatement {
    Table::create()
        .table("uncounted_rows")
        .col(big_integer("statement_id"))
        .col(integer("row_no"))
        .col(big_integer("from_version"))
        .col(big_integer_null("to_version"))
        .primary_key(&mut key(&["statement_id", "row_no", "from_version"]))
        .foreign_key(&mut belongs("uncounted_rows", "statement_id", "statements"))
        .take()
}

fn ecommerce_orders() -> TableCreateStatement {
    sales_row("ecommerce_orders")
        .col(string("order_id"))
        .col(string_null("line_id"))
        .col(string_null("country"))
        .col(string_null("city"))
        .col(string_null("utm_source"))
        .col(string_null("utm_medium"))
        .col(string_null("utm_campaign"))
        .col(string_null("device"))
        .col(big_integer_null("cost"))
        .col(big_integer_null("fee"))
        .take()
}

/// All sales rows with their statements, whether or not they count.
const SALES: &str = "CREATE VIEW sales AS \
    SELECT s.org_id, s.upload_id, s.load_id, s.vendor, s.store, s.channel, s.kind, s.place_from, s.place_to, s.state, \
      e.statement_id, e.row_no, e.key_id, e.sold_on, e.quantity, e.original_amount, e.currency, e.amount, e.net, \
      e.gross, e.vat, e.rate, e.row_hash, e.sheet, e.source_row, e.source_column, \
      NULL AS order_id, NULL AS line_id, NULL AS country, NULL AS city, NULL AS utm_source, NULL AS utm_medium, \
      NULL AS utm_campaign, NULL AS device, CAST(NULL AS BIGINT) AS cost, CAST(NULL AS BIGINT) AS fee \
    FROM sellout_entries e JOIN statements s ON s.id = e.statement_id \
    UNION ALL \
    SELECT s.org_id, s.upload_id, s.load_id, s.vendor, s.store, s.channel, s.kind, s.place_from, s.place_to, s.state, \
      o.statement_id, o.row_no, o.key_id, o.sold_on, o.quantity, o.original_amount, o.currency, o.amount, o.net, \
      o.gross, o.vat, o.rate, o.row_hash, o.sheet, o.source_row, o.source_column, \
      o.order_id, o.line_id, o.country, o.city, o.utm_source, o.utm_medium, o.utm_campaign, o.device, o.cost, o.fee \
    FROM ecommerce_orders o JOIN statements s ON s.id = o.statement_id";
