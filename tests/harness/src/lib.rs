//! What tests of several crates need: a fresh, migrated database for each test, on `SQLite` and on `PostgreSQL`, and
//! the few things that every database of a test has.
//!
//! `workbooks` makes spreadsheets that no program would write, `changed` types over others; `http`, `Form` and `PostOffice` speak to real processes
//! over sockets.
//!
//! `on_both!` makes two tests of one body. `PostgreSQL` is the server of `TEST_POSTGRES_URL`; where none can be
//! reached the test says so and is skipped, unless `TEST_REQUIRE_SERVICES` is set.

pub mod changed;
mod database;
mod form;
pub mod http;
mod moment;
mod post_office;
mod postgres;
mod services;
pub mod workbooks;

pub use database::{Kind, TestDb};
pub use form::Form;
pub use moment::{day, moment, period};
pub use post_office::PostOffice;
pub use services::{postgres_url, redis_url, setting, skipped};
pub use tokio;

/// Makes two tests of one body: `name::sqlite` and `name::postgres`, each with a database of its own.
///
/// ```ignore
/// on_both! {
///     async fn a_user_is_found(db) {
///         let org = db.organisation().await;
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident) $body:block)+) => {$(
        $(#[$meta])*
        async fn $name($db: &$crate::TestDb) $body

        mod $name {
            #[$crate::tokio::test]
            async fn sqlite() {
                let db = $crate::TestDb::sqlite().await;
                super::$name(&db).await;
            }

            #[$crate::tokio::test]
            async fn postgres() {
                if let Some(db) = $crate::TestDb::postgres().await {
                    super::$name(&db).await;
                }
            }
        }
    )+};
}
