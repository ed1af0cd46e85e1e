//! Sales rows on `PostgreSQL` no longer ask for their statement one by one: that took longer than storing them. The
//! loader writes only ids that the database has just given it, and what deletes statements deletes their rows first.
//! `SQLite` keeps the foreign keys; its loading connection does not look at them.

use sea_orm_migration::prelude::*;

use crate::columns::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != sea_orm::DbBackend::Postgres {
            return Ok(());
        }
        for table in ["sellout_entries", "ecommerce_orders"] {
            run(manager, &format!("ALTER TABLE {table} DROP CONSTRAINT {table}_statement_id_fkey")).await?;
        }
        Ok(())
    }
}
