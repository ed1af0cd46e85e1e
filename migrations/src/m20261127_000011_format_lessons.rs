//! What uploads have taught about formats, what was answered about an upload, and what it asks.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, text, text_null, uuid};

use crate::columns::{belongs, created_at, index, key, owned};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["answers", "questions"] {
            let added = Table::alter().table("uploads").add_column(text_null(column)).take();
            manager.alter_table(added).await?;
        }
        manager.create_table(format_lessons()).await?;
        index(manager, "format_lessons", &["upload_id"], false).await
    }
}

/// One row: of a format's files it is known that this header (or, without one, this matter) means that.
fn format_lessons() -> TableCreateStatement {
    owned("format_lessons")
        .col(string("code"))
        .col(string("matter"))
        .col(text("header_key"))
        .col(text("header"))
        .col(text("says"))
        .col(uuid("upload_id"))
        .col(created_at())
        .primary_key(&mut key(&["org_id", "code", "matter", "header_key"]))
        .foreign_key(&mut belongs("format_lessons", "upload_id", "uploads"))
        .take()
}
