//! Formats that an organisation keeps of its own, every version of them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer, string, text, uuid_null};

use crate::columns::{created_at, key, owned};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(format_versions()).await
    }
}

fn format_versions() -> TableCreateStatement {
    owned("format_versions")
        .col(string("code"))
        .col(integer("version"))
        .col(text("source"))
        .col(boolean("active").default(true))
        .col(uuid_null("created_by"))
        .col(created_at())
        .primary_key(&mut key(&["org_id", "code", "version"]))
        .take()
}
