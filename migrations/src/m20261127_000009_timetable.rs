//! The timetable's own entries, so that their next times are seen and each can be paused.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, boolean};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let timetable = Table::create()
            .table("timetable")
            .col(ColumnDef::new("name").text().not_null().primary_key())
            .col(boolean("paused").default(false))
            // Written by the workers that keep it; microseconds, as all times of the ledger.
            .col(big_integer_null("next_fire"))
            .take();
        manager.create_table(timetable).await
    }
}
