//! Vendors and stores that are spelled in several ways, and what files called the ones that were merged.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{pk_uuid, string, timestamp_with_time_zone_null, uuid_null};

use crate::columns::{created_at, owned, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(merges()).await?;
        run(
            manager,
            "CREATE UNIQUE INDEX merges_standing ON merges (org_id, vendor, store, channel) WHERE undone_at IS NULL",
        )
        .await?;
        // What the file called them, of statements that a merge has moved; null elsewhere.
        for column in ["sent_vendor", "sent_store", "sent_channel"] {
            run(manager, &format!("ALTER TABLE statements ADD COLUMN {column} VARCHAR")).await?;
        }
        // A load has one statement a place until a merge brings several of them to one: those are its parts.
        run(manager, "ALTER TABLE statements ADD COLUMN part INTEGER NOT NULL DEFAULT 0").await?;
        run(manager, "DROP INDEX statements_load_id_vendor_place_edition").await?;
        run(
            manager,
            "CREATE UNIQUE INDEX statements_load_id_vendor_place_edition_part \
             ON statements (load_id, vendor, place, edition, part)",
        )
        .await
    }
}

/// One row for each spelling that means another one. An empty store stands for the whole vendor.
fn merges() -> TableCreateStatement {
    owned("merges")
        .col(pk_uuid("id"))
        .col(string("vendor"))
        .col(string("store").default(""))
        .col(string("channel").default(""))
        .col(string("into_vendor"))
        .col(string("into_store").default(""))
        .col(string("into_channel").default(""))
        .col(uuid_null("created_by"))
        .col(created_at())
        .col(timestamp_with_time_zone_null("undone_at"))
        .take()
}
