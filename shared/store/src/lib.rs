//! The database: entities with their query functions (one file a table), the bulk load, the statement rule
//! in SQL and the figures. Every query function takes the connection and the organisation first.

mod db;

pub mod audit;
pub mod data_versions;
pub mod ecommerce_orders;
pub mod email_log;
pub mod exchange_rates;
pub mod format_versions;
pub mod idempotency_keys;
pub mod loads;
pub mod organisations;
pub mod product_aliases;
pub mod product_keys;
pub mod products;
pub mod reports;
pub mod row_errors;
pub mod schedules;
pub mod sessions;
pub mod statement_history;
pub mod statements;
pub mod stores;
pub mod tokens;
pub mod uncounted_rows;
pub mod uploads;
pub mod users;
pub mod vendors;

pub use db::{Db, DbOptions};
