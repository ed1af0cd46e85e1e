//! Uploads, their loads and the rows that could not be read.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date_null, double_null, integer, integer_null, pk_uuid, string, string_len,
    string_len_null, string_null, text, text_null, timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{belongs, created_at, index, key, owned, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(uploads()).await?;
        index(manager, "uploads", &["org_id", "number"], true).await?;
        index(manager, "uploads", &["org_id", "created_at"], false).await?;
        // The same bytes sent twice at the same moment load once.
        run(
            manager,
            "CREATE UNIQUE INDEX uploads_same_bytes ON uploads (org_id, sha256) \
             WHERE status NOT IN ('failed', 'undone') AND NOT forced",
        )
        .await?;
        manager.create_table(loads()).await?;
        index(manager, "loads", &["upload_id"], false).await?;
        run(manager, "CREATE INDEX loads_unfinished ON loads (state) WHERE state <> 'finished'").await?;
        manager.create_table(row_errors()).await?;
        index(manager, "row_errors", &["upload_id"], false).await
    }
}

fn uploads() -> TableCreateStatement {
    let mut table = owned("uploads");
    table
        .col(pk_uuid("id"))
        .col(big_integer("number"))
        .col(text("filename"))
        .col(big_integer("size_bytes"))
        .col(string_len("sha256", 64))
        .col(string("storage_key"))
        .col(string("status"))
        .col(boolean("forced").default(false))
        .col(uuid_null("corrects"))
        .col(string_null("vendor_given"))
        .col(string_null("period_given"))
        .col(string_null("mode_given"))
        .col(text_null("format_given"))
        .col(string_null("vendor"))
        .col(string_null("format"))
        .col(integer_null("format_version"))
        .col(double_null("confidence"))
        .col(string_null("mode"))
        .col(boolean("mode_asked").default(false))
        .col(date_null("period_from"))
        .col(date_null("period_to"));
    for count in ["rows_read", "rows_loaded", "rows_skipped", "rows_failed", "rows_duplicate", "rows_restated"] {
        table.col(big_integer(count).default(0));
    }
    table
        .col(big_integer_null("units"))
        .col(big_integer_null("amount"))
        .col(big_integer_null("original_amount"))
        .col(string_len_null("original_currency", 3))
        .col(big_integer("unconverted_rows").default(0))
        .col(string_null("code"))
        .col(text_null("error"))
        .col(text("needs").default("[]"))
        .col(integer("warning_count").default(0))
        .col(text("warnings").default("[]"))
        .col(text("control").default("[]"))
        .col(text_null("detection"))
        .col(text_null("notify"))
        .col(uuid_null("job_id"))
        .col(uuid_null("uploaded_by"))
        .col(created_at())
        .col(timestamp_with_time_zone_null("started_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .take()
}

/// One attempt to load an upload. What parsing counted stays here; what counts in the figures is judged.
fn loads() -> TableCreateStatement {
    owned("loads")
        .col(pk_uuid("id"))
        .col(uuid("upload_id"))
        .col(string("state"))
        .col(string_null("format"))
        .col(integer_null("format_version"))
        .col(string_null("default_mode"))
        .col(big_integer("rows_read").default(0))
        .col(big_integer("rows_skipped").default(0))
        .col(big_integer("rows_failed").default(0))
        .col(text("currencies").default("[]"))
        .col(text("no_rates").default("[]"))
        .col(text("sheets").default("[]"))
        .col(created_at())
        .col(timestamp_with_time_zone_null("finished_at"))
        .foreign_key(&mut belongs("loads", "upload_id", "uploads"))
        .take()
}

fn row_errors() -> TableCreateStatement {
    owned("row_errors")
        .col(uuid("load_id"))
        .col(integer("seq"))
        .col(uuid("upload_id"))
        .col(string("sheet"))
        .col(integer_null("row_no"))
        .col(string_null("column_name"))
        .col(string("severity"))
        .col(string("code"))
        .col(text("message"))
        .col(text("value"))
        .col(text("raw"))
        .primary_key(&mut key(&["load_id", "seq"]))
        .foreign_key(&mut belongs("row_errors", "load_id", "loads"))
        .take()
}
