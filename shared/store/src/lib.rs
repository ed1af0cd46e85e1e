//! The database: entities with their query functions (one file a table), the bulk load, the statement rule
//! in SQL and the figures. Every query function takes the connection and the organisation first.

mod db;
mod page;
mod schema;
mod sql;
mod stored;
mod totals;
mod upload_changes;
mod upload_counts;

pub mod audit;
pub mod data_versions;
pub mod ecommerce_orders;
pub mod email_log;
pub mod exchange_rates;
pub mod figures;
pub mod format_lessons;
pub mod format_versions;
pub mod idempotency_keys;
pub mod load;
pub mod loads;
pub mod organisations;
pub mod product_aliases;
pub mod product_keys;
pub mod products;
pub mod rates;
mod refusals;
pub mod reports;
pub mod row_errors;
mod rule;
pub mod schedules;
pub mod sessions;
pub mod statement_history;
pub mod statements;
pub mod stores;
pub mod tokens;
pub mod uncounted_rows;
pub mod upload_lists;
pub mod uploads;
pub mod users;
pub mod vendors;
pub mod warnings;

pub use db::{Db, DbOptions};
pub use page::{Listed, Page};
pub use schema::{SchemaState, migrate, schema_is_current, schema_state};
pub use stored::new_id;
pub use totals::{RowFigures, Totals};
