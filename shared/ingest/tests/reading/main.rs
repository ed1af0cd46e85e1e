//! Bytes to cells: what a file is, how a text is laid out, and what comes of broken ones.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

mod dialect_properties;
mod dialects;
mod encodings;
mod like_csv;
mod noise;
mod packed;
mod polluted;
mod sniffing;
mod table;
mod text;
