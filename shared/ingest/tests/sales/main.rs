//! Books read by formats, from rows to records: one module a subject.

mod bands;
mod comparing;
mod descriptions;
mod detection;
mod documentation;
mod drift;
mod drifted;
mod errors;
mod examples;
mod generic;
mod liberty;
mod matrix;
mod open;
mod orders;
mod outcome;
mod overrides;
mod periods;
mod properties;
mod proposals;
mod samples;
mod schema;
mod shapes;
mod totals;
mod unknown;
mod vendors;
mod words;
