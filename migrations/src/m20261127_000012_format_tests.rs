//! Descriptions of formats that are tried on earlier files before they are saved.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{pk_uuid, string, text, text_null, timestamp_with_time_zone_null, uuid_null};

use crate::columns::{created_at, index, owned};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let format_tests = owned("format_tests")
            .col(pk_uuid("id"))
            .col(string("code"))
            .col(text("source"))
            // What was found, as JSON; or why nothing could be found.
            .col(text_null("result"))
            .col(text_null("error"))
            .col(uuid_null("job_id"))
            .col(uuid_null("created_by"))
            .col(created_at())
            .col(timestamp_with_time_zone_null("finished_at"))
            .take();
        manager.create_table(format_tests).await?;
        index(manager, "format_tests", &["org_id", "code"], false).await?;
        index(manager, "format_tests", &["created_at"], false).await
    }
}
