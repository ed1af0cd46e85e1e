//! Row errors know the column of their cell; files that were packed together know their archive.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer_null, text_null, uuid_null};

use crate::columns::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "row_errors", integer_null("column_no")).await?;
        // The upload of the archive that the file came in.
        add(manager, "uploads", uuid_null("archive")).await?;
        // Of an archive: the files in it as JSON, each with its upload or why it has none.
        add(manager, "uploads", text_null("packed")).await?;
        run(manager, "CREATE INDEX uploads_archive ON uploads (archive) WHERE archive IS NOT NULL").await?;
        run(manager, "CREATE INDEX uploads_corrects ON uploads (corrects) WHERE corrects IS NOT NULL").await
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).take()).await
}
