//! What counts in the places that a load covers is found by store and time, however many statements its vendor has.

use sea_orm_migration::prelude::*;

use crate::columns::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            "CREATE INDEX statements_live_periods ON statements (org_id, vendor, store, channel, place_from) \
             WHERE state = 'live' AND kind = 'period'",
        )
        .await
    }
}
