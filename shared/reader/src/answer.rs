//! What a child's end means for the file that it read.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use rustix::process::Signal;
use sellout_ingest::ReadError;
use sellout_ingest::read::faults;
use sellout_ingest::read::limits::setting;

use crate::limits::ReaderLimits;

/// Judges how the child ended. `Ok` means that its output is an answer, complete or a refusal.
pub(crate) fn judge(status: ExitStatus, complaint: &str, limits: &ReaderLimits) -> Result<(), ReadError> {
    if status.success() {
        return Ok(());
    }
    let Some(signal) = status.signal() else {
        return Err(io::Error::other(format!("the process that reads workbooks failed: {}", complaint.trim())).into());
    };
    let fault = match Signal::from_named_raw(signal) {
        Some(Signal::XCPU | Signal::KILL) => {
            faults::too_heavy(format_args!("{} s of processor time", limits.cpu_seconds), setting::CPU_SECONDS)
        }
        Some(Signal::ABORT) if complaint.contains("memory allocation") => {
            faults::too_heavy(format_args!("{} MiB of memory", limits.memory_bytes >> 20), setting::MEMORY)
        }
        _ => faults::reader_crashed(format_args!("signal {signal}")),
    };
    Err(fault.into())
}
