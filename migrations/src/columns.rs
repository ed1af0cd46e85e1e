//! The columns and keys that many tables share.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, timestamp_with_time_zone, uuid};

/// A table with its owner: `org_id`, a foreign key that goes with the organisation.
pub(crate) fn owned(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(uuid("org_id"))
        .foreign_key(
            ForeignKey::create().from(table, "org_id").to("organisations", "id").on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

/// A foreign key that deletes with what it points to.
pub(crate) fn belongs(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(to, "id").on_delete(ForeignKeyAction::Cascade).take()
}

/// When the row was made.
pub(crate) fn created_at() -> ColumnDef {
    timestamp_with_time_zone("created_at")
}

/// A primary key over several columns.
pub(crate) fn key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    for column in columns {
        index.col(*column);
    }
    index
}

/// Makes an index named after its table and columns.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index.take()).await
}

/// Runs one statement that both databases understand.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}

/// What counts of a set of rows: pieces and money in ten-thousandths, and how many rows do not know them.
pub(crate) fn totals() -> Vec<ColumnDef> {
    [
        "rows",
        "units",
        "amount",
        "net",
        "gross",
        "with_vat",
        "without_vat",
        "unconverted",
        "no_units",
        "no_amount",
        "no_net",
        "no_gross",
    ]
    .into_iter()
    .map(|name| big_integer(name).default(0).take())
    .collect()
}

/// The columns that both tables of sales rows have. Nullable figures are unknown, never 0.
pub(crate) fn sales_row(table: &'static str) -> TableCreateStatement {
    use sea_orm_migration::schema::{
        date_null, integer, integer_null, small_integer, small_integer_null, string_len_null,
    };
    Table::create()
        .table(table)
        .col(big_integer("statement_id"))
        .col(integer("row_no"))
        .col(big_integer("key_id"))
        .col(date_null("sold_on"))
        .col(big_integer_null("quantity"))
        .col(big_integer_null("original_amount"))
        .col(string_len_null("currency", 3))
        .col(big_integer_null("amount"))
        .col(big_integer_null("net"))
        .col(big_integer_null("gross"))
        .col(small_integer_null("vat"))
        .col(integer_null("vat_rate"))
        .col(big_integer_null("rate"))
        .col(big_integer("row_hash"))
        .col(small_integer("sheet"))
        .col(integer("source_row"))
        .col(small_integer_null("source_column"))
        .primary_key(&mut key(&["statement_id", "row_no"]))
        .foreign_key(&mut belongs(table, "statement_id", "statements"))
        .take()
}
