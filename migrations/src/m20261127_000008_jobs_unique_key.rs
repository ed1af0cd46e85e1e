//! The index of unique keys holds jobs that have one, and no longer all that are unfinished.

use sea_orm_migration::prelude::*;

use crate::columns::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "DROP INDEX jobs_unique_key").await?;
        // Submitting says this condition word for word.
        let index = "CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) \
             WHERE unique_key IS NOT NULL AND state IN ('queued', 'retrying', 'scheduled', 'running')";
        run(manager, index).await
    }
}
