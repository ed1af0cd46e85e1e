//! The data of each page, typed, with a sample of each for the test that renders every template.

pub(crate) mod docs;
pub mod error;
pub(crate) mod format;
pub(crate) mod formats;
pub(crate) mod list;
pub(crate) mod mapping;
pub(crate) mod overview;
pub(crate) mod products;
pub(crate) mod rates;
pub(crate) mod restatement;
pub(crate) mod sign_in;
pub(crate) mod stores;
pub(crate) mod upload;
pub(crate) mod uploads;
