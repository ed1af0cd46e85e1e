//! The pages: HTML from compiled-in templates with typed contexts. They read the same rows and ask for the same
//! actions as the API. What is figured out lives in the store; how it looks, in `templates/pages`.

pub(crate) mod answer;
mod assets;
mod filters;
mod form_words;
mod frame;
mod templates;

pub mod contexts;
pub(crate) mod docs;
pub(crate) mod emails;
pub(crate) mod format;
pub(crate) mod formats;
pub(crate) mod job;
pub(crate) mod jobs;
pub(crate) mod overview;
pub(crate) mod prices;
pub(crate) mod products;
pub(crate) mod rates;
pub(crate) mod reports;
pub(crate) mod restatements;
pub(crate) mod sales;
pub(crate) mod schedules;
pub(crate) mod sign_in;
pub(crate) mod stores;
pub(crate) mod upload;
pub(crate) mod uploads;
pub(crate) mod workers;

pub(crate) use assets::asset;
pub use contexts::error::ErrorPage;
use form_words::{addresses, moment, query_without_page};
pub(crate) use frame::Frame;
pub use templates::{Page, Templates};
