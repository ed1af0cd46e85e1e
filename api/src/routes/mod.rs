//! The JSON routes, a file a subject: request and answer structs beside their handlers. Which address leads where is
//! in `router`.

pub(crate) mod analytics;
pub(crate) mod audit;
pub(crate) mod auth;
pub(crate) mod detect;
pub(crate) mod emails;
pub(crate) mod exchange_rates;
pub(crate) mod formats;
pub(crate) mod health;
pub(crate) mod job_events;
pub(crate) mod jobs;
pub(crate) mod jobs_at_once;
pub(crate) mod product_aliases;
pub(crate) mod products;
pub(crate) mod queues;
pub(crate) mod reports;
pub(crate) mod restatements;
pub(crate) mod sales;
pub(crate) mod schedules;
pub(crate) mod timetable;
pub(crate) mod tokens;
pub(crate) mod uploads;
pub(crate) mod users;
pub(crate) mod vendors;
pub(crate) mod workers;
