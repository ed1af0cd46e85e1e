//! List prices of products, each from a day on, the rows whose amounts come from them, and aliases that files bring.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, string_len, uuid, uuid_null};

use crate::columns::{created_at, index, key, owned, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(list_prices()).await?;
        // The price that made a row's amount; null where the file gave the amount, or where there is no price yet.
        run(manager, "ALTER TABLE sellout_entries ADD COLUMN list_price BIGINT").await?;
        run(manager, "ALTER TABLE ecommerce_orders ADD COLUMN list_price BIGINT").await?;
        // Whether rows of the load that have no amount take it from the list.
        run(manager, "ALTER TABLE loads ADD COLUMN by_list_price BOOLEAN NOT NULL DEFAULT FALSE").await?;
        // Rows of the load that say what a vendor calls a product.
        run(manager, "ALTER TABLE loads ADD COLUMN aliases BIGINT NOT NULL DEFAULT 0").await?;
        run(manager, "CREATE INDEX loads_by_list_price ON loads (org_id) WHERE by_list_price").await?;
        // The file that brought an alias: undone, it takes its aliases along.
        let brought_by = Table::alter().table("product_aliases").add_column(uuid_null("upload_id")).take();
        manager.alter_table(brought_by).await?;
        run(manager, "CREATE INDEX product_aliases_upload ON product_aliases (upload_id) WHERE upload_id IS NOT NULL")
            .await?;
        index(manager, "product_aliases", &["product_id"], false).await
    }
}

/// Money in ten-thousandths of the currency unit, for one piece, until the next price of the product begins.
fn list_prices() -> TableCreateStatement {
    owned("list_prices")
        .col(uuid("product_id"))
        .col(date("valid_from"))
        .col(big_integer("price"))
        .col(string_len("currency", 3))
        .col(created_at())
        .primary_key(&mut key(&["org_id", "product_id", "valid_from"]))
        .take()
}
