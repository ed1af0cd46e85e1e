//! The bounds of reading one spreadsheet: what the child sets on itself and what the parent waits for.

use std::time::Duration;

use sellout_ingest::read::Limits;
use serde::{Deserialize, Serialize};

/// Bounds of the child process and of the books read through it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderLimits {
    /// Bytes of memory that the child may use for data (256 MiB).
    pub memory_bytes: u64,
    /// Seconds of processor time that the child may use (10).
    pub cpu_seconds: u64,
    /// Time on the clock after which the child is ended, for machines that are busy (a minute).
    pub wall: Duration,
    /// Bytes of cells that the child may send (4 GiB).
    pub spool_bytes: u64,
    /// Bounds of the book itself.
    pub book: Limits,
}

impl Default for ReaderLimits {
    fn default() -> Self {
        Self {
            memory_bytes: 256 << 20,
            cpu_seconds: 10,
            wall: Duration::from_mins(1),
            spool_bytes: 4 << 30,
            book: Limits::default(),
        }
    }
}
