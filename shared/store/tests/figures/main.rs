//! The figures against a plain count in memory, and what single questions must answer, on both databases.

#![expect(clippy::unwrap_used, reason = "a test may panic where it fails")]

mod agree;
mod count;
mod dice;
mod shown;
mod world;
mod written;
