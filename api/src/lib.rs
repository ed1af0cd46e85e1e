//! The HTTP API and the pages. Thin: check the caller, validate, write rows, submit jobs, answer.
//!
//! `router` lists every address; `routes` has the JSON handlers and `pages` the HTML ones; `extract` reads callers and
//! bodies out of requests, `layers` are what every request passes, `problem` is the catalogue of everything that can
//! go wrong. No SQL lives here, and no setting is read from the environment.

mod audited;
pub mod auth;
mod downloads;
mod extract;
mod layers;
mod openapi;
pub mod pages;
pub mod problem;
mod restating;
mod router;
mod routes;
mod scope;
mod sent_table;
mod serve;
mod state;

pub use router::{openapi, router};
pub use serve::serve;
pub use state::{ApiSettings, App, AppState, Parts};
