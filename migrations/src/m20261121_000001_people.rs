//! Organisations, the people in them, how they sign in, and what they did.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, integer_null, pk_uuid, string, string_len, string_null, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{belongs, created_at, index, key, owned};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(organisations()).await?;
        manager.create_table(data_versions()).await?;
        manager.create_table(users()).await?;
        index(manager, "users", &["email"], true).await?;
        manager.create_table(tokens()).await?;
        index(manager, "tokens", &["hash"], true).await?;
        manager.create_table(sessions()).await?;
        index(manager, "sessions", &["hash"], true).await?;
        manager.create_table(idempotency_keys()).await?;
        manager.create_table(audit()).await?;
        index(manager, "audit", &["org_id", "created_at"], false).await
    }
}

fn organisations() -> TableCreateStatement {
    Table::create()
        .table("organisations")
        .col(pk_uuid("id"))
        .col(string("name"))
        .col(string_len("currency", 3))
        .col(string("timezone"))
        .col(big_integer("data_version").default(0))
        .col(big_integer("last_upload_number").default(0))
        .col(created_at())
        .take()
}

/// One row for each state of the figures: when it came to be, and why.
fn data_versions() -> TableCreateStatement {
    owned("data_versions")
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("at"))
        .col(uuid_null("upload_id"))
        .col(string("cause"))
        .primary_key(&mut key(&["org_id", "version"]))
        .take()
}

fn users() -> TableCreateStatement {
    owned("users")
        .col(pk_uuid("id"))
        .col(string("email"))
        .col(string_null("password_hash"))
        .col(string("role"))
        .col(boolean("active").default(true))
        .col(created_at())
        .col(timestamp_with_time_zone_null("signed_in_at"))
        .take()
}

fn tokens() -> TableCreateStatement {
    owned("tokens")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(string("name"))
        .col(string("hash"))
        .col(created_at())
        .col(timestamp_with_time_zone_null("used_at"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .foreign_key(&mut belongs("tokens", "user_id", "users"))
        .take()
}

/// Sign-ins that can be renewed: a row for each refresh token, by its hash.
fn sessions() -> TableCreateStatement {
    owned("sessions")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(string("hash"))
        .col(created_at())
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .foreign_key(&mut belongs("sessions", "user_id", "users"))
        .take()
}

fn idempotency_keys() -> TableCreateStatement {
    owned("idempotency_keys")
        .col(string("key"))
        .col(string("request"))
        .col(integer_null("status"))
        .col(text_null("location"))
        .col(text_null("body"))
        .col(created_at())
        .primary_key(&mut key(&["org_id", "key"]))
        .take()
}

fn audit() -> TableCreateStatement {
    owned("audit")
        .col(pk_uuid("id"))
        .col(uuid_null("user_id"))
        .col(string("action"))
        .col(string("subject"))
        .col(text_null("detail"))
        .col(created_at())
        .take()
}
