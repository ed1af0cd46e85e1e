//! Reports, the schedules that make them, and every mail that left or should.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date, integer, integer_null, pk_uuid, string, string_null, text, text_null,
    timestamp_with_time_zone_null, uuid_null,
};

use crate::columns::{created_at, index, owned, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(reports()).await?;
        index(manager, "reports", &["org_id", "created_at"], false).await?;
        manager.create_table(schedules()).await?;
        run(manager, "CREATE INDEX schedules_due ON schedules (next_run_at) WHERE active").await?;
        manager.create_table(email_log()).await?;
        index(manager, "email_log", &["org_id", "created_at"], false).await?;
        index(manager, "email_log", &["message_id"], true).await?;
        index(manager, "email_log", &["once"], true).await
    }
}

fn reports() -> TableCreateStatement {
    owned("reports")
        .col(pk_uuid("id"))
        .col(string("kind"))
        .col(string("format"))
        .col(date("period_from"))
        .col(date("period_to"))
        .col(text("filters").default("{}"))
        .col(text("recipients").default("[]"))
        .col(string("status"))
        .col(uuid_null("schedule_id"))
        .col(text_null("title"))
        .col(big_integer_null("data_version"))
        .col(string_null("storage_key"))
        .col(string_null("sha256"))
        .col(big_integer_null("size_bytes"))
        .col(text_null("error"))
        .col(uuid_null("job_id"))
        .col(uuid_null("created_by"))
        .col(created_at())
        .col(timestamp_with_time_zone_null("finished_at"))
        .take()
}

fn schedules() -> TableCreateStatement {
    owned("schedules")
        .col(pk_uuid("id"))
        .col(string("name"))
        .col(string("kind"))
        .col(string("format"))
        .col(string_null("cron"))
        .col(string_null("frequency"))
        .col(string_null("at"))
        .col(integer_null("weekday"))
        .col(string_null("day"))
        .col(string("timezone"))
        .col(string("range"))
        .col(text("filters").default("{}"))
        .col(text("recipients").default("[]"))
        .col(boolean("active").default(true))
        .col(timestamp_with_time_zone_null("next_run_at"))
        .col(timestamp_with_time_zone_null("last_run_at"))
        .col(string_null("last_status"))
        .col(uuid_null("created_by"))
        .col(created_at())
        .take()
}

/// One row for each mail and recipient. `once` makes an owed mail unique, whoever asks for it again.
fn email_log() -> TableCreateStatement {
    owned("email_log")
        .col(pk_uuid("id"))
        .col(string("kind"))
        .col(string("once"))
        .col(uuid_null("upload_id"))
        .col(uuid_null("report_id"))
        .col(uuid_null("schedule_id"))
        .col(uuid_null("resent_from"))
        .col(string("recipient"))
        .col(text("subject"))
        .col(string("status"))
        .col(integer("attempts").default(0))
        .col(text_null("error"))
        .col(text_null("response"))
        .col(string("message_id"))
        .col(string_null("storage_key"))
        .col(integer("attachment_count").default(0))
        .col(big_integer("attachment_bytes").default(0))
        .col(uuid_null("job_id"))
        .col(created_at())
        .col(timestamp_with_time_zone_null("sent_at"))
        .take()
}
