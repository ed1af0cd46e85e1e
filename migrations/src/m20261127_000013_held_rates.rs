//! Rates that wait for a person to confirm them, and who gave those that count.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, string, string_len, uuid_null};

use crate::columns::{created_at, key, owned};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let given_by = Table::alter().table("exchange_rates").add_column(uuid_null("given_by")).take();
        manager.alter_table(given_by).await?;
        let held_rates = owned("held_rates")
            .col(string_len("currency", 3))
            .col(date("month"))
            .col(big_integer("rate"))
            .col(string("source"))
            .col(uuid_null("given_by"))
            // The month beside it that it was held against, and that month's rate.
            .col(date("beside"))
            .col(big_integer("beside_rate"))
            .col(created_at())
            .primary_key(&mut key(&["org_id", "currency", "month"]))
            .take();
        manager.create_table(held_rates).await
    }
}
