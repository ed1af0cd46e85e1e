//! Vendors, stores, products with their aliases, the keys that sales rows use, and exchange rates.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, pk_uuid, string, string_len, string_null, text_null, uuid, uuid_null,
};

use crate::columns::{created_at, index, key, owned};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(vendors()).await?;
        manager.create_table(stores()).await?;
        manager.create_table(products()).await?;
        index(manager, "products", &["org_id", "ean"], true).await?;
        manager.create_table(product_aliases()).await?;
        index(manager, "product_aliases", &["org_id", "alias_key", "vendor"], true).await?;
        manager.create_table(product_keys()).await?;
        index(manager, "product_keys", &["org_id", "key", "vendor"], true).await?;
        index(manager, "product_keys", &["product_id"], false).await?;
        index(manager, "product_keys", &["org_id", "ean"], false).await?;
        manager.create_table(exchange_rates()).await
    }
}

fn vendors() -> TableCreateStatement {
    owned("vendors")
        .col(string("code"))
        .col(string("name"))
        .col(text_null("recipients"))
        .col(created_at())
        .primary_key(&mut key(&["org_id", "code"]))
        .take()
}

fn stores() -> TableCreateStatement {
    owned("stores")
        .col(string("vendor"))
        .col(string("key"))
        .col(string("name"))
        .col(string("channel"))
        .col(created_at())
        .primary_key(&mut key(&["org_id", "vendor", "key", "channel"]))
        .take()
}

fn products() -> TableCreateStatement {
    owned("products")
        .col(pk_uuid("id"))
        .col(string_null("ean"))
        .col(string("name"))
        .col(string_null("sku"))
        .col(created_at())
        .take()
}

fn product_aliases() -> TableCreateStatement {
    owned("product_aliases")
        .col(pk_uuid("id"))
        .col(string("vendor").default("*"))
        .col(string("alias_key"))
        .col(string("alias"))
        .col(uuid("product_id"))
        .col(created_at())
        .take()
}

/// What rows call their products. The product that a key means stands here, so naming it changes no row.
/// A valid EAN means the same for every vendor (`*`); a code is its vendor's own.
fn product_keys() -> TableCreateStatement {
    owned("product_keys")
        .col(big_integer("id").primary_key().auto_increment())
        .col(string("vendor").default("*"))
        .col(string("key"))
        .col(string_null("ean"))
        .col(string("text"))
        .col(string_null("sku"))
        .col(uuid_null("product_id"))
        .col(created_at())
        .take()
}

/// Rates that people gave, over the built-in ones: units per euro in hundred-millionths, by month.
fn exchange_rates() -> TableCreateStatement {
    owned("exchange_rates")
        .col(string_len("currency", 3))
        .col(date("month"))
        .col(big_integer("rate"))
        .col(string("source"))
        .col(created_at())
        .primary_key(&mut key(&["org_id", "currency", "month"]))
        .take()
}
